"""Counts in words, and what is wrong with a value."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.core.message_text import counted, wrong_value


def test_a_count_agrees_with_its_words() -> None:
    assert [counted(number, "part") for number in (0, 1, 2, 1200)] == [
        "0 parts",
        "1 part",
        "2 parts",
        "1,200 parts",
    ]
    assert [counted(number, "caption lies", "captions lie") for number in (1, 2)] == [
        "1 caption lies",
        "2 captions lie",
    ]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=3)
    count: int = Field(1, ge=1, le=9)
    part: float = Field(0.5, gt=0, lt=1)
    on: bool = False
    kind: Literal["a", "b"] = "a"
    many: list[str] = Field([], max_length=1)
    url: str = Field("", pattern=r"^https?://\S+$")
    code: str = Field("", pattern="^$|^[a-z]+$")
    more: dict[str, str] = {}
    at: datetime | None = None


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", None, "must be text"),
        ("name", "", "must not be empty"),
        ("name", "abcd", "may have 3 characters at most"),
        ("count", "x", "must be a whole number"),
        ("count", 1.5, "must be a whole number"),
        ("count", 0, "must be at least 1"),
        ("count", 10, "must be at most 9"),
        ("part", "x", "must be a number"),
        ("part", 0, "must be more than 0"),
        ("part", 1, "must be less than 1"),
        ("on", "maybe", "must be true or false"),
        ("kind", "c", "must be 'a' or 'b'"),
        ("many", "x", "must be a list"),
        ("many", ["x", "y"], "may have 1 entry at most"),
        ("url", "ftp://x", "must be an http or https address"),
        ("code", "A", "String should match pattern '^$|^[a-z]+$'"),
        ("more", 1, "must be a JSON object"),
        ("at", "yesterday", "must be a time such as 2026-11-26T00:00:00Z"),
        ("zap", 1, "unknown field"),
    ],
)
def test_wrong_values_are_told_in_words(field: str, value: Any, told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        _Sent.model_validate({"name": "a", field: value})
    assert [wrong_value(item) for item in caught.value.errors()] == [told]


def test_what_is_missing_is_said() -> None:
    with pytest.raises(ValidationError) as caught:
        _Sent.model_validate({})
    assert [wrong_value(item) for item in caught.value.errors()] == ["is missing"]
