"""Both languages in one file, and the source shared out where a translation became several captions."""

from app.captions.model.document import Cue, Document, Run, ticks
from app.captions.quality.style_guides import Guide
from app.captions.translation.bilingual import bilingual


def cue(start: float, end: float, text: str) -> Cue:
    return Cue(ticks(str(start)), ticks(str(end)), [Run(text)])


def both(source: list[Cue], translation: list[Cue], *, source_above: bool = False) -> list[str]:
    made = bilingual(
        Document(source, language="en"), Document(translation, language="es"), source_above=source_above
    )
    return [each.text for each in made.cues]


def test_the_source_stands_above_or_below() -> None:
    english, spanish = [cue(0, 2, "Good\nmorning")], [cue(0, 2, "Buenos días")]
    assert both(english, spanish) == ["Buenos días\nGood\nmorning"]
    assert both(english, spanish, source_above=True) == ["Good\nmorning\nBuenos días"]


def test_a_caption_that_became_two_shares_its_words_out() -> None:
    english = [cue(0, 4, "It was the best of times,\nit was the worst of times."), cue(4, 5, "Yes.")]
    spanish = [
        cue(0, 2, "Era el mejor de los tiempos,"),
        cue(2, 4, "era el peor de todos."),
        cue(4, 5, "Sí."),
    ]
    assert both(english, spanish) == [
        "Era el mejor de los tiempos,\nIt was the best of times,",
        "era el peor de todos.\nit was the worst of times.",
        "Sí.\nYes.",
    ]


def test_one_that_took_the_time_of_the_next_has_the_words_of_both() -> None:
    english = [cue(0, 2, "I think that"), cue(2, 4, "we should go.")]
    assert both(english, [cue(0, 4, "Vámonos.")]) == ["Vámonos.\nI think that\nwe should go."]


def test_every_caption_says_which_language_is_which() -> None:
    made = bilingual(
        Document([cue(0, 2, "Hi")], language="en"),
        Document([cue(0, 2, "Hola")], language="es"),
        source_above=True,
    )
    assert [run.style.language for run in made.cues[0].runs if run.text.strip()] == ["en", "es"]


def test_the_lines_of_another_guide() -> None:
    english = [cue(0, 4, "It was the best of times, it was the worst of times.")]
    spanish = [cue(0, 2, "Era el mejor,"), cue(2, 4, "era el peor.")]
    narrow = Guide("narrow", "Narrow", line_length=16, lines=4)
    made = bilingual(
        Document(english, language="en"), Document(spanish, language="es"), source_above=False, guide=narrow
    )
    assert all(len(line) <= 16 for each in made.cues for line in each.text.split("\n"))
