"""Tokens cannot be altered, moved to another purpose, or made without the key."""

import pytest

from app.core.signing import sign, sign_json, verify, verify_json


def test_round_trip() -> None:
    assert verify("link", sign("link", "l-abc-1")) == "l-abc-1"
    assert verify_json("cursor", sign_json("cursor", [1, "x"])) == [1, "x"]


def test_purposes_are_apart() -> None:
    assert verify("cursor", sign("link", "abc")) is None


@pytest.mark.parametrize("position", range(0, 40, 3))
def test_any_altered_character_is_noticed(position: int) -> None:
    token = sign("link", "l-abcdef-1795310700")
    changed = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]
    assert verify("link", changed) is None


@pytest.mark.parametrize("token", ["", ".", "...", "1.2.3", "x" * 5000, "é.é.é.é", "1..l-abc-1."])
def test_rubbish(token: str) -> None:
    assert verify("link", token) is None
