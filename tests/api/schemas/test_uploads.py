"""What the inspection of an upload finds is described in the API."""

from __future__ import annotations

import pytest

from app.api.schemas.uploads import Inspection
from app.captions.translation.memory import written_memory
from app.services.files import uploads


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (written_memory([{"en": "Stop.", "es": "Alto."}], "en"), "memory"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nHello\n", "captions"),
        (b"\0\1", "unknown"),
    ],
)
def test_every_kind_is_described_with_all_its_fields(data: bytes, kind: str) -> None:
    found = Inspection.model_validate(uploads.inspect_captions(data, "a.srt"))
    assert (found.kind, found.model_extra) == (kind, {})
