"""Lines of one caption that stand in cues of their own."""

from __future__ import annotations

import pytest

from app.captions.conversion.convert import ConvertRequest, convert
from app.captions.formats.srt import read
from app.captions.model.document import Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from app.captions.transform.simultaneous import joined_lines


def vtt(*cues: str) -> bytes:
    return ("WEBVTT\n\n" + "\n\n".join(f"00:01.000 --> 00:03.000 {cue}" for cue in cues) + "\n").encode()


def texts(data: bytes, target: str = "srt") -> list[str]:
    made = convert(data, ConvertRequest(target_profile=target))
    return [cue.text for cue in read(made.data.decode(), {}).cues]


@pytest.mark.parametrize("places", [("line:84.66%", "line:79.33%"), ("line:-1", "line:-2")])
def test_the_lines_of_a_streamed_caption_are_joined_from_the_top(places: tuple[str, str]) -> None:
    data = vtt(f"{places[0]}\nsecond <i>line</i>", f"{places[1]}\nFirst line")
    assert texts(data) == ["First line\nsecond line"]
    done = convert(data, ConvertRequest(target_profile="srt"))
    assert b"First line\nsecond <i>line</i>" in done.data
    assert "simultaneous" in [loss["kind"] for loss in done.losses]


def test_where_both_can_stand_they_stay_apart() -> None:
    data = vtt("line:84%\nsecond", "line:79%\nFirst")
    assert convert(data, ConvertRequest(target_profile="vtt")).data.count(b"-->") == 2


def test_captions_at_other_places_or_times_stay_apart() -> None:
    assert texts(vtt("line:5%\nUp", "line:90%\nDown")) == ["Up", "Down"]
    cues = [Cue(0, ticks(2), [Run("One")]), Cue(0, ticks(3), [Run("Two")])]
    assert joined_lines(Document(cues), Losses()).cues == cues


def test_signs_that_come_together_are_no_caption() -> None:
    cues = [Cue(0, ticks(2), [Run(f"Sign {n}")]) for n in range(5)]
    assert joined_lines(Document(cues), Losses()).cues == cues


def test_the_same_text_stands_once_and_comments_stay() -> None:
    cues = [Cue(0, ticks(2), [Run("Same")]), Cue(0, ticks(2), [Run("Same")])]
    note = Cue(0, ticks(2), [Run("note")], comment=True)
    assert [cue.text for cue in joined_lines(Document([*cues, note]), Losses()).cues] == ["Same", "note"]


def test_who_speaks_and_times_of_words_go_along() -> None:
    one = Cue(0, ticks(2), [Run("Hi Bo")], speaker="Ann", karaoke=((3, ticks("0.5")),))
    two = Cue(0, ticks(2), [Run("Hi Ann", Style(italic=True))], speaker="Bo", karaoke=((3, ticks(1)),))
    (cue,) = joined_lines(Document([one, two]), Losses()).cues
    assert cue.speaker is None
    assert [(run.text, run.style.voice) for run in cue.runs] == [
        ("Hi Bo", "Ann"),
        ("\n", None),
        ("Hi Ann", "Bo"),
    ]
    assert cue.karaoke == ((3, ticks("0.5")), (9, ticks(1)))
    same = [
        Cue(0, ticks(2), [Run(t)], speaker="Ann", placement=Placement(row=r))
        for t, r in (("b", 15), ("a", 14))
    ]
    (cue,) = joined_lines(Document(same), Losses()).cues
    assert (cue.text, cue.speaker) == ("a\nb", "Ann")
