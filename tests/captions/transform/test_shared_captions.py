"""Two speakers in one caption: a line and a dash for each."""

from app.captions.model.document import Cue, Document, Run, Style, seconds, ticks
from app.captions.speech.named_speakers import names_in, spoken_parts
from app.captions.transform.shared_captions import with_shared_captions


def cue(start: float, end: float, text: str, speaker: str | None) -> Cue:
    return Cue(ticks(str(start)), ticks(str(end)), [Run(text)], speaker=speaker)


def shared(*cues: Cue, width: int = 42) -> list[Cue]:
    found = with_shared_captions(
        Document(list(cues)), width, longest=ticks(7), gap=ticks("0.5"), short=ticks("1.5")
    )
    return found.cues


def test_a_quick_exchange_has_one_dash_for_each_speaker() -> None:
    (both,) = shared(cue(0, 2, "Are you sure?", "Ann"), cue(2.2, 2.8, "Yes.", "Bob"))
    assert (both.text, both.speaker) == ("- Are you sure?\n- Yes.", None)
    assert (seconds(both.start), seconds(both.end)) == (0, 2.8)
    assert {run.style.voice for run in both.runs if run.text.strip()} == {"Ann", "Bob"}
    assert spoken_parts(both) == [("Ann", "Are you sure?"), ("Bob", "Yes.")]


def test_a_third_speaker_begins_another_caption() -> None:
    found = shared(cue(0, 1, "No.", "Ann"), cue(1, 2, "Yes.", "Bob"), cue(2, 3, "Perhaps.", "Ann"))
    assert [each.text for each in found] == ["- No.\n- Yes.", "Perhaps."]


def test_what_stays_apart() -> None:
    long = "A line that is as long as a line may be, 42"
    for first, second in (
        (cue(0, 1, "No.", "Ann"), cue(1, 2, "Yes.", "Ann")),
        (cue(0, 1, "No.", "Ann"), cue(1, 2, "Yes.", None)),
        (cue(0, 1, "No.", "Ann"), cue(1.6, 2.6, "Yes.", "Bob")),
        (cue(0, 2, "No.", "Ann"), cue(2, 4, "Yes.", "Bob")),
        (cue(0, 1, long, "Ann"), cue(1, 2, "Yes.", "Bob")),
        (cue(0, 1, "No.\nNever.", "Ann"), cue(1, 2, "Yes.", "Bob")),
        (cue(0, 6.5, "No.", "Ann"), cue(6.5, 7.4, "Yes.", "Bob")),
    ):
        assert [each.text for each in shared(first, second)] == [first.text, second.text]


def test_one_without_words_stays_apart() -> None:
    silent = Cue(ticks(1), ticks(2), [], speaker="Bob")
    assert [each.text for each in shared(cue(0, 1, "No.", "Ann"), silent)] == ["No.", ""]


def test_inner_times_go_with_their_words() -> None:
    first, second = cue(0, 1, "Oh no.", "Ann"), cue(1, 2, "Oh yes.", "Bob")
    first.karaoke, second.karaoke = ((3, ticks("0.5")),), ((3, ticks("0.25")),)
    (both,) = shared(first, second)
    assert [(both.text[at:][:3], seconds(time)) for at, time in both.karaoke or ()] == [
        ("no.", 0.5),
        ("yes", 1.25),
    ]


def test_names_and_dashes_are_not_spoken() -> None:
    cues = [
        Cue(0, 1, [Run("- ANNA: Why?\n- Ben: Because\nI say so.")]),
        Cue(1, 2, [Run("Ben: No.")]),
        Cue(2, 3, [Run("It is 10:30.\n(sighs)")], speaker="Cleo"),
        Cue(3, 4, [Run("Me.\n", Style(voice="Dora")), Run("-5 degrees.", Style(voice="Emil"))]),
        Cue(4, 5, [Run("- Who?\n- Me.")], speaker="Ann"),
    ]
    names = names_in(cues)
    assert names == {"ANNA", "Ben"}
    assert [spoken_parts(each, names) for each in cues] == [
        [("ANNA", "Why?"), ("Ben", "Because\nI say so.")],
        [("Ben", "No.")],
        [("Cleo", "It is 10:30.\n(sighs)")],
        [("Dora", "Me."), ("Emil", "-5 degrees.")],
        [("Ann", "Who?"), (None, "Me.")],
    ]
