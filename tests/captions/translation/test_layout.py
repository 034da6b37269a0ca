"""The lines of translated captions: two, whatever an engine answers and whoever speaks."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.model.document import Cue, Document, Run, seconds, ticks
from app.captions.model.losses import Losses
from app.captions.quality.style_guides import BBC, NETFLIX, Guide
from app.captions.translation.apply import with_translations
from app.captions.translation.sentences import sentences_of
from tests.support.examples import examples

LONG = "Era el mejor de los tiempos, era el peor de los tiempos, la edad de la sabiduría"


def cue(start: float, text: str, length: float = 4.0) -> Cue:
    return Cue(ticks(str(start)), ticks(str(start + length)), [Run(text)], id="7")


def translated(cues: list[Cue], *answers: str, language: str = "es", guide: Guide = NETFLIX) -> list[Cue]:
    document = Document(cues)
    found = sentences_of(document)
    return with_translations(document, found, answers, language=language, guide=guide, losses=Losses()).cues


def test_what_two_lines_do_not_hold_becomes_two_captions_in_the_same_time() -> None:
    first, second = translated([cue(1, "It was the best of times.", 6.0)], f"{LONG}, y también de la locura.")
    assert first.text == "Era el mejor de los tiempos,\nera el peor de los tiempos,"
    assert second.text == "la edad de la sabiduría,\ny también de la locura."
    assert (seconds(first.start), seconds(second.end)) == (1, 7)
    assert first.end == second.start
    assert 3 < seconds(first.end) - 1 < 4
    assert (first.id, second.id) == ("7", None)


def test_two_speakers_whose_words_grow_stand_one_after_the_other_without_dashes() -> None:
    cues = translated([cue(0, "- Why?\n- Because.")], f"¿{LONG[:60]}?", "Porque siempre ha sido así.")
    assert [each.text.count("\n") for each in cues] == [1, 0]
    assert [each.text[0] for each in cues] == ["¿", "P"]


def test_three_speakers_share_no_caption() -> None:
    cues = translated([cue(0, "- Why?\n- How?\n- When?")], "¿Por qué?", "¿Cómo?", "¿Cuándo?")
    assert [each.text for each in cues] == ["- ¿Por qué?\n- ¿Cómo?", "¿Cuándo?"]


def test_a_caption_too_short_to_be_cut_has_longer_lines() -> None:
    (only,) = translated([cue(0, "Well, no.", 1.0)], f"{LONG}, y también la edad de la locura.")
    assert only.text.count("\n") == 1


def test_the_narrowest_guide_ends_too() -> None:
    narrow = replace(NETFLIX, line_length=1, lines=1)
    answer = "uno dos tres cuatro cinco seis"
    found = translated([cue(0, "Two words", 1)], answer, guide=narrow)
    assert " ".join(" ".join(each.text for each in found).split()) == answer


def test_line_ends_of_an_answer_are_no_lines() -> None:
    (only,) = translated([cue(0, "One, two, three.")], "Uno,\ndos,\r\n\r\ntres\u2028y cuatro.")
    assert only.text == "Uno, dos, tres y cuatro."


def test_a_word_longer_than_a_line_is_not_cut() -> None:
    cues = translated([cue(0, "A word.")], f"{'x' * 120} y más palabras.")
    assert "x" * 120 in cues[0].text


ANSWER = st.lists(
    st.sampled_from(
        [
            "uno",
            "dos,",
            "tres.",
            "«extraordinariamente»",
            "y",
            "-",
            "- no",
            "天気がいいです。",
            "\n",
            "x" * 60,
            "\u00a0",
        ]
    ),
    min_size=1,
    max_size=120,
).map(lambda words: " ".join(["así", *words]))


@pytest.mark.slow
@examples(150)
@given(
    st.lists(
        st.sampled_from(["Why?", "- Why?\n- Because.", "[slam]", "- A\n- B\n- C", "and then\nwe"]),
        min_size=1,
        max_size=5,
    ),
    st.lists(ANSWER, min_size=1, max_size=8),
    st.integers(1, 40),
    st.sampled_from(["es", "ja", "de", ""]),
    st.sampled_from([NETFLIX, BBC]),
)
def test_no_answer_makes_a_third_line(
    texts: list[str], answers: list[str], tenths: int, language: str, guide: Guide
) -> None:
    cues = [cue(number * tenths / 5, text, tenths / 5) for number, text in enumerate(texts)]
    count = len(sentences_of(Document(cues)))
    asked = (answers * count)[:count]
    made = translated(cues, *asked, language=language, guide=guide)
    assert max(each.text.count("\n") for each in made) <= 1
    assert sum(each.end - each.start for each in made) <= cues[-1].end - cues[0].start
    assert all(before.end <= after.start for before, after in pairwise(made))
    words = "".join("".join(each.text for each in made).split()).replace("-", "")
    assert all("".join(answer.split()).replace("-", "") in words for answer in asked)
