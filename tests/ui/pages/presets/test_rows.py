"""A preset as the page lists it and puts it into the form."""

from __future__ import annotations

import json

from app.ui.pages.presets.state import row_of
from models import Preset


def test_webhooks_are_shown_without_their_passwords() -> None:
    address = "https://ann:secret@example.com/hook"
    preset = Preset(name="P", job_type="convert", webhook=address, settings={"webhook": address})
    row = row_of(preset)
    assert row["webhook"] == "https://***@example.com/hook"
    assert json.loads(row["settings"]) == {"webhook": "https://***@example.com/hook"}
