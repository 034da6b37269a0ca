"""Transcripts of Azure, fast and in batches."""

from __future__ import annotations

import pytest

from tests.support.captions.speech_services import assert_says_good_day, forms


@pytest.mark.parametrize("text", forms("azure-json").values(), ids=forms("azure-json"))
def test_each_documented_form(text: str) -> None:
    assert_says_good_day(text, "azure-json")
