"""The kept examples of the API have the shape of what it answers now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.api.openapi.examples import kept
from models import Account
from scripts import api_examples

pytestmark = pytest.mark.slow
ANY = {"parameters", "result_data", "job_metadata", "prices", "inspection", "document", "default", "engines"}
"""Objects whose keys depend on what was sent, or on what this machine has."""


def shape(value: Any, name: str = "") -> Any:
    """The keys of objects and of the first member of lists; values are left out."""
    if name in ANY:
        return None
    if isinstance(value, dict):
        return {key: shape(each, key) for key, each in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else None


def test_they_are_current(account: Account) -> None:
    made = api_examples.record(account)
    for part in ("requests", "answers", "problems", "webhooks"):
        assert set(made[part]) == set(kept()[part]), "run: python scripts/api_examples.py"
        for name in made[part]:
            assert shape(made[part][name]) == shape(kept()[part][name]), name


def test_they_tell_no_secret() -> None:
    text = json.dumps(kept())
    assert "cd_live_..." in text
    assert text.count("whsec_") == text.count("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")
    assert "127.0.0.1" not in text


class Turning:
    """An API whose minute ends between two wrong passwords, so that it refuses later than usual."""

    def __init__(self, *statuses: int) -> None:
        self.statuses: Iterator[int] = iter(statuses)

    def post(self, address: str, **_: Any) -> httpx.Response:
        status = next(self.statuses)
        return httpx.Response(status, json={"status": status})


def test_a_minute_that_ends_meanwhile_does_no_harm() -> None:
    api = api_examples.Recorder(Turning(*[303] * 8, 429))  # type: ignore[arg-type]
    api_examples.wrong_passwords(api)
    assert api.problems == {"429": {"status": 429}}
    with pytest.raises(SystemExit):
        api_examples.wrong_passwords(api_examples.Recorder(Turning(*[303] * 30)))  # type: ignore[arg-type]
