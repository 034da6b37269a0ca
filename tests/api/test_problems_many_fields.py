"""A body that is wrong in a hundred thousand places costs no more than one that is wrong in a hundred."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import pytest
from starlette.testclient import TestClient

from app.core import message_text

MANY = 20_000
FIELDS = {f"field{number}": number for number in range(MANY)}


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that were compared with the known ones, which is what costs."""
    names: list[str] = []

    def counted(name: str, known: Iterable[str], at_most: int) -> list[str]:
        names.append(name)
        return difflib.get_close_matches(name, list(known), at_most)

    monkeypatch.setattr(message_text, "get_close_matches", counted)
    return names


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/dub", "/v1/jobs?dry_run=true", "/v1/presets"])
def test_many_unknown_fields(live: TestClient, compared: list[str], path: str) -> None:
    answer = live.post(path, json=FIELDS)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == message_text.MOST
    assert len(compared) <= message_text.MOST


def test_the_number_of_all_is_told(live: TestClient) -> None:
    assert f"{MANY:,}" in live.post("/v1/jobs", json=FIELDS).json()["detail"]


def test_many_unknown_parameters(live: TestClient, compared: list[str]) -> None:
    query = "&".join(f"a{number}=" for number in range(5_000))
    answer = live.get(f"/v1/jobs?{query}")
    assert (answer.status_code, len(answer.json()["errors"])) == (422, message_text.MOST)
    assert len(compared) <= message_text.MOST


def test_many_fields_sent_twice(live: TestClient) -> None:
    text = "{" + ",".join(f'"a{number // 2}":1' for number in range(MANY)) + "}"
    answer = live.post("/v1/jobs", content=text, headers={"content-type": "application/json"})
    assert (answer.status_code, len(answer.json()["errors"])) == (400, message_text.MOST)


def test_a_name_of_a_megabyte(live: TestClient, compared: list[str]) -> None:
    answer = live.post("/v1/jobs", json={"media_urm" * 100_000: 1})
    assert answer.status_code == 422
    assert len(answer.content) < 2_000
    assert compared == []
