from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.captions.model.document import TICKS_PER_MS, Cue, seconds, ticks
from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.captions.model.word_timings import words_of
from app.captions.quality.checks import check
from app.captions.quality.style_guides import BBC, CEA_608, NETFLIX, Guide
from app.captions.speech.segmentation import captions_from_speech
from app.captions.timecode.smpte import parse_rate
from tests.support.examples import examples


def said(
    text: str, start: float = 0.0, speaker: str | None = None, pace: float = 0.3, glue: str = " "
) -> SpokenSegment:
    """The text spoken word by word at an even pace."""
    texts = text.split(" ") if glue else list(text)
    words = [SpokenWord(t, start + i * pace, start + i * pace + pace * 0.9, 0.9) for i, t in enumerate(texts)]
    return SpokenSegment(text, start, words[-1].end, words, speaker)


def texts(cues: list[Cue]) -> list[str]:
    return [cue.text for cue in cues]


def test_captions_end_where_sentences_and_clauses_end() -> None:
    segment = said(
        "He was not an ill-disposed young man, unless to be rather cold-hearted and rather selfish"
        " is to be ill-disposed. Had he married a more amiable woman, he might have been happy."
    )
    cues = captions_from_speech([segment], NETFLIX, language="en").cues
    assert texts(cues) == [
        "He was not an ill-disposed young man,",
        "unless to be rather cold-hearted\nand rather selfish is to be ill-disposed.",
        "Had he married a more amiable woman,\nhe might have been happy.",
    ]


def test_times_are_the_words_in_whole_milliseconds() -> None:
    document = captions_from_speech([said("Good morning.", start=1.2346)], NETFLIX)
    cue = document.cues[0]
    assert cue.start == 1235 * TICKS_PER_MS
    assert cue.end % TICKS_PER_MS == 0
    assert cue.end - cue.start >= NETFLIX.minimum_duration, "short speech is shown long enough to read"
    assert [(w.text, w.confidence) for w in words_of(cue)] == [("Good", 0.9), ("morning.", 0.9)]


def test_word_marks_are_there_when_asked_for() -> None:
    segment = said("He was not an ill-disposed young man, unless to be rather cold-hearted is that.")
    for cue in captions_from_speech([segment], NETFLIX, language="en", karaoke=True).cues:
        assert cue.karaoke is not None
        assert [cue.text[at:].split()[0] for at, _tick in cue.karaoke] == cue.text.split()[1:]
        assert all(0 < tick < cue.end - cue.start for _at, tick in cue.karaoke)
    assert captions_from_speech([segment], NETFLIX).cues[0].karaoke is None


def test_a_new_speaker_starts_a_new_caption() -> None:
    document = captions_from_speech(
        [said("How are you?", 0.0, "Ann"), said("Fine, thanks.", 1.0, "Bob")], NETFLIX
    )
    assert [(cue.speaker, cue.text) for cue in document.cues] == [
        ("Ann", "How are you?"),
        ("Bob", "Fine, thanks."),
    ]


def test_a_long_pause_ends_a_caption() -> None:
    document = captions_from_speech([said("And then", 0.0), said("nothing happened.", 5.0)], NETFLIX)
    assert texts(document.cues) == ["And then", "nothing happened."]


def test_short_sentences_share_a_caption() -> None:
    assert texts(captions_from_speech([said("Yes. I know.")], NETFLIX, language="en").cues) == [
        "Yes. I know."
    ]


def test_a_segment_without_word_times_is_shared_out() -> None:
    segment = SpokenSegment("This is the first sentence of two. And this is the second one here.", 10.0, 16.0)
    cues = captions_from_speech([segment], BBC, language="en").cues
    assert cues[0].start == ticks(10)
    assert cues[-1].end >= ticks(16)
    assert "".join(texts(cues)).replace("\n", " ").count(".") == 2


def test_a_script_without_spaces_stays_without() -> None:
    cues = captions_from_speech(
        [said("今日は天気がいいですね。明日も晴れるでしょう。", glue="")], NETFLIX, language="ja"
    ).cues
    assert texts(cues)[0].startswith("今日は")
    assert all(" " not in cue.text for cue in cues)
    assert all(len(line) <= 13 for cue in cues for line in cue.text.split("\n"))


def test_gaps_are_whole_frames_of_the_rate() -> None:
    rate = parse_rate("25")
    segments = [said("One is here now.", 0.0, "Ann"), said("Another follows.", 1.25, "Bob")]
    document = captions_from_speech(segments, NETFLIX, frame_rate=Fraction(25))
    first, second = document.cues
    assert second.start - first.end == 2 * rate.ticks_per_frame


def test_nothing_said_gives_no_captions() -> None:
    assert captions_from_speech([], NETFLIX, language="en").cues == []
    assert captions_from_speech([SpokenSegment("", 0, 1)], NETFLIX).cues == []


WORDS = st.lists(
    st.tuples(
        st.sampled_from(["a", "to", "house", "and", "over.", "then,", "extraordinarily", "Mr.", "yes!"]),
        st.floats(0.0, 0.6),
        st.floats(-0.1, 2.0),
    ),
    min_size=1,
    max_size=60,
)


@examples(60)
@given(WORDS, st.sampled_from([NETFLIX, BBC, CEA_608]))
def test_any_speech_keeps_its_words_and_the_guides_shape(
    said_: list[tuple[str, float, float]], guide: Guide
) -> None:
    now, words = 0.0, []
    for text, length, pause in said_:
        words.append(SpokenWord(text, now, now + length))
        now = max(0.0, now + length + pause)
    segment = SpokenSegment(" ".join(w.text for w in words), 0.0, now, words)
    document = captions_from_speech([segment], guide, language="en")
    assert " ".join(texts(document.cues)).split() == [w.text for w in words]
    assert [w.text for cue in document.cues for w in words_of(cue)] == [w.text for w in words]
    wrong = {finding.code for finding in check(document, guide)}
    assert not wrong & {
        "line_length",
        "lines",
        "overlap",
        "order",
        "negative_duration",
        "zero_duration",
        "too_long",
    }


def test_a_caption_stays_a_little_where_there_is_time() -> None:
    """The end of a word fades; before the next caption half a second stays free."""
    texts = (
        ("One is here.", 1.0, 2.5, "A"),
        ("Two is near.", 3.05, 4.5, "B"),
        ("Three is far.", 6.0, 7.5, "A"),
    )
    said = [SpokenSegment(text, start, end, (), speaker) for text, start, end, speaker in texts]
    cues = captions_from_speech(said, NETFLIX).cues
    assert [seconds(cue.end) for cue in cues] == [2.55, 4.7, 7.7]
