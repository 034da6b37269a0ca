"""Transcripts of Speechmatics."""

from __future__ import annotations

import pytest

from tests.support.captions.speech_services import assert_says_good_day, forms


@pytest.mark.parametrize("text", forms("speechmatics-json").values(), ids=forms("speechmatics-json"))
def test_each_documented_form(text: str) -> None:
    assert_says_good_day(text, "speechmatics-json")
