"""Captions to sentences, and translations back onto the captions."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.model.document import Cue, Document, Placement, Run, Style, seconds, ticks
from app.captions.model.losses import Losses
from app.captions.model.word_timings import Word, with_words
from app.captions.transform.line_breaking import tokens_of
from app.captions.translation.apply import with_translations
from app.captions.translation.sentences import sentences_of
from app.captions.translation.spread import spread
from app.captions.translation.style_tags import read_tags
from tests.support.examples import examples

ITALIC, BOLD = Style(italic=True), Style(bold=True)


def cue(start: float, text: str | list[Run], length: float = 2.0, **more: object) -> Cue:
    runs = [Run(text)] if isinstance(text, str) else text
    return Cue(ticks(str(start)), ticks(str(start + length)), runs, **more)  # type: ignore[arg-type]


def sentences(*cues: Cue) -> list[str]:
    return [sentence.text for sentence in sentences_of(Document(list(cues)))]


def translated(cues: list[Cue], *translations: str, language: str = "es") -> tuple[list[Cue], Losses]:
    document, losses = Document(cues), Losses()
    found = sentences_of(document)
    return with_translations(document, found, translations, language=language, losses=losses).cues, losses


def test_a_sentence_is_gathered_over_captions_and_lines() -> None:
    found = sentences_of(
        Document([cue(0, "I think that\nwe should"), cue(2, "go now. It is late,"), cue(4, "my dear.")])
    )
    assert [s.text for s in found] == ["I think that we should go now.", "It is late, my dear."]
    assert [(f.cue, f.text) for f in found[0].fragments] == [(0, "I think that we should"), (1, "go now.")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (cue(0, "and then", speaker="Ann"), cue(2, "we left", speaker="Bob")),
        (cue(0, "and then"), cue(6, "we left")),
        (cue(0, "and then"), cue(2, "- we left")),
        (cue(0, "and then"), cue(2, "ANN: we left")),
        (cue(0, "and then"), cue(2, "[we left]")),
        (cue(0, "♪ and then ♪"), cue(2, "we left")),
    ],
)
def test_what_begins_a_new_sentence(first: Cue, second: Cue) -> None:
    assert sentences(first, second) == ["and then", "we left"]


def test_a_capital_after_a_pause_begins_one_too() -> None:
    assert sentences(cue(0, "and then"), cue(3.5, "We left")) == ["and then", "We left"]
    assert sentences(cue(0, "and then"), cue(2.5, "We left")) == ["and then We left"]


def test_two_voices_in_a_caption_are_kept_apart() -> None:
    lines = [Run("and then\n", Style(voice="Ann")), Run("we left", Style(voice="Bob"))]
    assert sentences(cue(0, lines)) == ["and then", "we left"]


def test_what_does_not() -> None:
    assert sentences(cue(0, "I met Mr."), cue(2, "Smith there.")) == ["I met Mr. Smith there."]
    assert sentences(cue(0, "so..."), cue(2, "maybe not.")) == ["so... maybe not."]


def test_dialogue_lines_are_sentences_of_their_own() -> None:
    assert sentences(cue(0, "- Why?\n- Because he said so\nyesterday.")) == [
        "Why?",
        "Because he said so yesterday.",
    ]


def test_text_without_any_full_stop_is_cut_at_captions() -> None:
    found = sentences(*(cue(i * 2, "words and words and words " * 2) for i in range(30)))
    assert len(found) == 5
    assert max(map(len, found)) <= 400


def test_japanese_is_joined_without_spaces_and_cut_at_its_full_stops() -> None:
    assert sentences(cue(0, "今日は\n天気が"), cue(2, "いいですね。明日は")) == [
        "今日は天気がいいですね。",
        "明日は",
    ]


def test_comments_and_empty_captions_are_not_translated() -> None:
    assert sentences(cue(0, "a note", comment=True), cue(2, " \n ")) == []


def test_words_in_another_style_stand_in_tags() -> None:
    mixed = cue(0, [Run("I "), Run("really ", ITALIC), Run("mean"), Run(" it", BOLD), Run(".")])
    assert sentences(mixed) == ["I <s1>really</s1> mean <s2>it</s2>."]
    assert sentences(cue(0, [Run("All italic.", ITALIC)])) == ["All italic."]


def test_translations_keep_times_speakers_places_and_whole_styles() -> None:
    place = Placement(line=10.0)
    cues, losses = translated(
        [
            cue(0, [Run("I think that we", ITALIC)], speaker="Ann", placement=place),
            cue(2, "should go.", speaker="Ann"),
        ],
        "Creo que deberíamos irnos ya.",
    )
    assert " ".join(c.text for c in cues).replace("\n", " ") == "Creo que deberíamos irnos ya."
    assert [(seconds(c.start), seconds(c.end), c.speaker) for c in cues] == [(0, 2, "Ann"), (2, 4, "Ann")]
    assert cues[0].placement == place
    assert {run.style for run in cues[0].runs} == {ITALIC}
    assert {run.style for run in cues[1].runs} == {Style()}
    assert losses.as_list() == []


def test_labels_dashes_brackets_and_music_are_put_back() -> None:
    cues, _ = translated(
        [cue(0, "- ANN: Why?\n- Because."), cue(2, "[slam]"), cue(4, "♪ La la ♪"), cue(6, ">> BOB: Yes.")],
        "¿Por qué?", "Porque sí.", "portazo", "Tra la la", "Sí.",
    )  # fmt: skip
    assert [c.text for c in cues] == [
        "- ANN: ¿Por qué?\n- Porque sí.",
        "[portazo]",
        "♪ Tra la la ♪",
        ">> BOB: Sí.",
    ]


def test_tags_that_come_back_become_styles() -> None:
    cues, losses = translated(
        [cue(0, [Run("I "), Run("really", ITALIC), Run(" mean it.")])], "Lo digo <s1>en serio</s1>."
    )
    assert cues[0].runs == [Run("Lo digo "), Run("en serio", ITALIC), Run(".")]
    assert losses.as_list() == []


@pytest.mark.parametrize(
    "answer", ["Lo digo en serio.", "Lo <s1>digo", "Lo</s1> digo <s1>", "<s1>a <s1>b</s1></s1>"]
)
def test_tags_that_do_not_are_a_recorded_loss(answer: str) -> None:
    cues, losses = translated([cue(0, [Run("I "), Run("really", ITALIC), Run(" mean it.")])], answer)
    assert "<" not in cues[0].text
    assert [loss["kind"] for loss in losses.as_list()] == ["style"]


def test_a_caption_without_words_gives_its_time_to_the_one_before() -> None:
    source = [cue(0, "Good"), cue(2, "heavens"), cue(4, "above."), cue(6, "Next.")]
    cues, _ = translated(source, "Cielos.", "Sigue.")
    assert [c.text for c in cues] == ["Cielos.", "Sigue."]
    assert (seconds(cues[0].start), seconds(cues[0].end)) == (0, 6)
    assert seconds(source[0].end) == 2, "the source document is left alone"


def test_word_timings_do_not_survive_a_translation() -> None:
    timed = cue(0, "Hello you.", extras=with_words({"own": 1}, [Word(0, 10, "Hello")]), karaoke=((6, 10),))
    cues, _ = translated([timed], "Hola.")
    assert cues[0].karaoke is None
    assert cues[0].extras == {"own": 1}


def test_lines_are_broken_anew_within_the_guide() -> None:
    text = "Era el mejor de los tiempos, era el peor de los tiempos, la edad de la sabiduría."
    cues, _ = translated([cue(0, "It was the best of times, it was the worst of times.", 5.0)], text)
    assert (
        cues[0].text == "Era el mejor de los tiempos, era el peor\nde los tiempos, la edad de la sabiduría."
    )


def test_japanese_words_are_laid_over_captions_without_spaces() -> None:
    cues, _ = translated(
        [cue(0, "I think that we should"), cue(2, "go home now.")],
        "私たちはもう家に帰るべきだと思います。",
        language="ja",
    )
    assert "".join(c.text for c in cues) == "私たちはもう家に帰るべきだと思います。"
    assert all(c.text for c in cues)


def test_a_cut_falls_at_the_comma_near_its_place() -> None:
    text = "Si se hubiera casado con otra mujer, habría sido aún más respetable."
    first, second = spread(text, [36, 60], [None, None], "es")
    assert text[slice(*first)] == "Si se hubiera casado con otra mujer,"
    assert text[slice(*second)] == "habría sido aún más respetable."


def test_tags_outside_the_known_are_text() -> None:
    assert read_tags("a <s3>b</s3> <b>", [ITALIC]) == ("a <s3>b</s3> <b>", None)
    assert read_tags("a <s3> b", []) == ("a <s3> b", [])


WORDS = st.lists(
    st.sampled_from(["uno", "dos,", "tres.", "cuatro", "extraordinariamente", "y"]), min_size=0, max_size=60
)


@examples(100)
@given(WORDS, st.lists(st.integers(1, 80), min_size=1, max_size=12))
def test_spread_keeps_every_word_in_order(words: list[str], shares: list[int]) -> None:
    text = " ".join(words)
    ranges = spread(text, shares, [80] * len(shares), "es")
    assert len(ranges) == len(shares)
    assert " ".join(text[a:b] for a, b in ranges if a < b).split() == words
    assert all(a <= b for a, b in ranges)


@examples(100)
@given(
    st.lists(
        st.lists(st.sampled_from(["One", "two,", "three.", "four", "Mr.", "five?"]), min_size=1, max_size=9),
        max_size=12,
    )
)
def test_sentences_translated_by_themselves_give_the_same_words(lines: list[list[str]]) -> None:
    source = Document([cue(i * 2, " ".join(words)) for i, words in enumerate(lines)])
    found = sentences_of(source)
    assert " ".join(s.text for s in found).split() == [w for words in lines for w in words]
    target = with_translations(source, found, [s.text for s in found], language="en", losses=Losses())
    assert re.split(r"\s+", " ".join(c.text for c in target.cues).strip()) == re.split(
        r"\s+", " ".join(c.text for c in source.cues).strip()
    )
    assert all(len(tokens_of(c.text)) > 0 for c in target.cues)
