"""Bilibili's subtitles: a body of contents with times and places."""

from __future__ import annotations

import json

import pytest

from app.captions.conversion.convert import inspect
from app.captions.formats import bilibili_json
from app.captions.model.document import Align, Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from app.core.errors import CaptionError
from tests.support.captions.speech_services import assert_says_good_day, forms


@pytest.mark.parametrize("text", forms("bilibili-json").values(), ids=forms("bilibili-json"))
def test_the_documented_form(text: str) -> None:
    assert_says_good_day(text, "bilibili-json")


def test_places_a_missing_end_and_what_cannot_be_read() -> None:
    body = [
        {"from": 1, "to": 2.5, "location": 9, "content": " Up "},
        {"from": "3", "content": "Last"},
        {"from": None, "content": "no time"},
    ]
    found = inspect(json.dumps({"body": body, "lang": "zh-CN"}).encode())
    first, last = found.document.cues
    assert (first.text, first.placement) == ("Up", Placement(anchor="top", align=Align.RIGHT))
    assert (last.text, last.start, last.placement) == ("Last", ticks(3), None)
    assert last.end > last.start
    assert found.document.language == "zh-CN"
    assert [issue.code for issue in found.document.issues] == ["unreadable_times"]


def test_what_is_written() -> None:
    cue = Cue(ticks(1), ticks("2.5"), [Run("One\ntwo", Style(bold=True))], speaker="Ann")
    losses = Losses()
    body = json.loads(bilibili_json.write(Document([cue], language="en"), {"speakers": "prefix"}, losses))
    assert body["body"] == [{"from": 1.0, "to": 2.5, "sid": 1, "location": 2, "content": "Ann: One\ntwo"}]
    assert (body["lang"], list(losses.kinds)) == ("en", ["bold"])


@pytest.mark.parametrize("text", ["[]", "{}", '{"body": 1}'])
def test_what_is_no_such_file_is_refused(text: str) -> None:
    with pytest.raises(CaptionError) as caught:
        bilibili_json.read(text, {})
    assert caught.value.code == "wrong_file"
