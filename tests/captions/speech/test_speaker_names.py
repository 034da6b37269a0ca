from app.captions.model.document import Cue, Document, Run, ticks
from app.captions.model.spoken_word import SpokenSegment
from app.captions.speech.speaker_names import named, named_segments, numbered_speakers

HEARD = ("Speaker 1", "Speaker 2", None, "Speaker 3", "Speaker 1", "Speaker 12", "Host")


def document() -> Document:
    cues = [Cue(ticks(n), ticks(n + 1), [Run("Hello")], speaker=speaker) for n, speaker in enumerate(HEARD)]
    return Document(cues=cues, language="en")


def test_names_come_in_the_order_of_speech_and_others_keep_their_number() -> None:
    heard = document()
    made = named(heard, ["Anna", "Ben"])
    assert [cue.speaker for cue in made.cues] == [
        "Anna", "Ben", None, "Speaker 3", "Anna", "Speaker 12", "Host",
    ]  # fmt: skip
    assert made.language == "en"
    assert [cue.speaker for cue in heard.cues] == list(HEARD)  # what is kept stays without names
    assert named(heard, []) is heard


def test_a_name_given_twice_is_one_person() -> None:
    made = named(document(), ["Anna", "Ben", "Anna"])
    assert [cue.speaker for cue in made.cues][:5] == ["Anna", "Ben", None, "Anna", "Anna"]


def test_a_name_that_looks_like_a_number_is_not_named_again() -> None:
    made = named(document(), ["Speaker 2", "Ben"])
    assert [cue.speaker for cue in made.cues][:2] == ["Speaker 2", "Ben"]


def test_recognised_speech_gets_the_same_names() -> None:
    segments = [SpokenSegment("Hello", 0.0, 1.0, speaker=speaker) for speaker in HEARD[:3]]
    assert [each.speaker for each in named_segments(segments, ["Anna"])] == ["Anna", "Speaker 2", None]


def test_speakers_with_numbers_are_counted_once_each() -> None:
    assert numbered_speakers(document()) == 4
    assert numbered_speakers(named(document(), ["Anna", "Ben"])) == 2


def test_names_are_without_marks_of_direction() -> None:
    document = Document([Cue(0, 1, [Run("x")], speaker=f"Speaker {n}") for n in (1, 2)])
    assert [cue.speaker for cue in named(document, ["\u200fדנה\u200f ", "\u200f"]).cues] == [
        "דנה",
        "Speaker 2",
    ]
