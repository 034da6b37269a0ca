"""A script and its words' times become speech; captions keep their cut and get new times."""

from __future__ import annotations

from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Run
from app.captions.model.spoken_word import SpokenWord
from app.captions.speech.timed_script import (
    parse_script,
    script_segments,
    timed_captions,
    words_of_captions,
)


def said(text: str, start: float) -> SpokenWord:
    return SpokenWord(text, start, start + 0.5, 0.9)


def test_a_line_may_name_its_speaker() -> None:
    script = parse_script("ANNA: Good morning.\n\nAnd here: the news.\nBo Lee: Thanks.\n")
    assert script.lines == (
        ("ANNA", ("Good", "morning.")),
        ("And here", ("the", "news.")),
        ("Bo Lee", ("Thanks.",)),
    )
    assert script.words == ["Good", "morning.", "the", "news.", "Thanks."]


def test_what_is_not_spoken_is_named() -> None:
    script = parse_script("Title page one\nGood morning to you all\n")
    times = [None, None, None, said("Good", 1), said("morning", 2), None, said("you", 4), said("all", 5)]
    spoken = script_segments(script, times)
    assert spoken.unspoken == ["Title page one"]
    (segment,) = spoken.segments
    assert (segment.text, segment.start, segment.end) == ("Good morning to you all", 1, 5.5)
    assert [word.text for word in segment.words] == ["Good", "morning", "to", "you", "all"]
    assert (segment.words[2].start, segment.words[2].end) == (2.5, 4)


def test_captions_keep_their_cut() -> None:
    second = TICKS_PER_SECOND
    cues = [
        Cue(9 * second, 10 * second, [Run("Good\nmorning.")]),
        Cue(11 * second, 12 * second, [Run("Never said at all.")]),
        Cue(12 * second, 13 * second, [Run("a note")], comment=True),
    ]
    document = Document(cues)
    assert words_of_captions(document) == ["Good", "morning.", "Never", "said", "at", "all."]
    timed, unspoken = timed_captions(
        document, [said("Good", 1), said("morning.", 2), None, None, None, said("all.", 7)]
    )
    assert [(cue.start, cue.end, cue.text) for cue in timed.cues] == [
        (second, round(2.5 * second), "Good\nmorning.")
    ]
    assert unspoken == ["Never said at all."]
