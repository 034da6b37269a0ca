"""Audacity's labels."""

from __future__ import annotations

import pytest

from app.captions.conversion.convert import convert
from app.captions.conversion.request import ConvertRequest
from tests.support.captions.speech_services import assert_says_good_day, forms


def test_labels_are_written_and_read_again() -> None:
    request = ConvertRequest(target_profile="Audacity Labels")
    written = convert(b"1\n00:00:01,000 --> 00:00:02,500\nOne\nTwo\n", request).data
    assert written == b"1.000000\t2.500000\tOne Two\n"


@pytest.mark.parametrize("text", forms("audacity").values(), ids=forms("audacity"))
def test_each_documented_form(text: str) -> None:
    assert_says_good_day(text, "audacity")
