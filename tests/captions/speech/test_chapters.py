from app.captions import load, save
from app.captions.model.document import Cue, Run, ticks
from app.captions.speech.chapters import as_description, as_document, chapters_of

GARDEN = ["Roses need water before noon", "Water the garden roses gently", "Garden soil keeps roses healthy."]
MOTORS = ["Motors turn pistons with petrol", "Petrol engines heat pistons", "Every engine needs motors."]
BREAD = ["Knead bread dough until smooth", "Bread dough rises slowly", "Ovens bake dough into bread."]


def talk(*topics: list[str], pause: float = 3.0, rounds: int = 6) -> list[Cue]:
    """Each topic for about a minute, four seconds a sentence, with a pause between topics."""
    cues, at = [], 0.0
    for topic in topics:
        for sentence in topic * rounds:
            cues.append(Cue(ticks(str(at)), ticks(str(at + 3.6)), [Run(sentence.rstrip(".") + ".")]))
            at += 4.0
        at += pause
    return cues


def test_a_chapter_begins_where_the_topic_changes() -> None:
    cues = talk(GARDEN, MOTORS, BREAD)
    found = chapters_of(cues, cues[-1].end + ticks(5))
    assert [each.title for each in found] == [
        "Roses need water before noon",
        "Motors turn pistons with petrol",
        "Knead bread dough until smooth",
    ]
    assert [each.start for each in found] == [0, cues[18].start, cues[36].start]
    assert [each.end for each in found] == [cues[18].start, cues[36].start, cues[-1].end + ticks(5)]


def test_the_words_tell_it_where_the_pause_does_not() -> None:
    cues = talk(GARDEN, MOTORS, pause=0.0)
    assert [each.start for each in chapters_of(cues, 0)] == [0, cues[18].start]


def test_no_chapter_within_a_sentence_nor_shorter_than_half_a_minute() -> None:
    cues = talk(GARDEN, MOTORS, rounds=1)
    assert len(chapters_of(cues, cues[-1].end)) == 1
    cues = talk(GARDEN, MOTORS)
    cues[17].runs = [Run("Mr.")]
    assert cues[18].start not in [each.start for each in chapters_of(cues, 0)]
    assert chapters_of([], ticks(10)) == []


def test_a_long_beginning_is_cut_between_words() -> None:
    words = "A sentence that goes on and on, and then goes on again until it ends."
    (only,) = chapters_of([Cue(0, ticks(5), [Run(words)])], 0)
    assert only.title == "A sentence that goes on and on, and then goes on…"


def test_both_outputs() -> None:
    cues = [Cue(cue.start + ticks(3600), cue.end + ticks(3600), cue.runs) for cue in talk(MOTORS)]
    found = chapters_of([*talk(GARDEN), *cues], ticks(4000))
    assert (
        as_description(found)
        == "0:00 Roses need water before noon\n1:00:00 Motors turn pistons with petrol\n"
    )
    read = load(save(as_document(found, "en"), "WebVTT"))
    assert [(cue.start, cue.end) for cue in read.cues] == [(0, ticks(3600)), (ticks(3600), ticks(4000))]
