"""Transcripts of Rev AI."""

from __future__ import annotations

import pytest

from tests.support.captions.speech_services import assert_says_good_day, forms


@pytest.mark.parametrize("text", forms("revai-json").values(), ids=forms("revai-json"))
def test_each_documented_form(text: str) -> None:
    assert_says_good_day(text, "revai-json")
