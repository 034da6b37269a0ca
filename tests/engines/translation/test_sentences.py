"""The way every translator is called."""

import re

import pytest

from app.core.errors import EngineError
from app.engines.translation.sentences import translate_sentences
from tests.support.engines.toy_translators import Toy, upper


def translate(toy: Toy, *sentences: str, **more: object) -> list[str]:
    return translate_sentences(toy, sentences, "en", "es", **more).texts  # type: ignore[arg-type]


def test_repeated_sentences_are_asked_for_once_and_signs_not_at_all() -> None:
    toy = Toy(upper)
    assert translate(toy, "yes", "...", "yes", "42", "no", "") == ["YES", "...", "YES", "42", "NO", ""]
    assert toy.asked == [["yes", "no"]]


def test_an_engine_that_keeps_tags_gets_tokens() -> None:
    toy = Toy(upper)
    assert translate(toy, "go to {place} <s1>now</s1>") == ["GO TO {place} <s1>NOW</s1>"]
    assert toy.asked == [["go to <x1/> <s1>now</s1>"]]


def test_tokens_that_get_lost_are_worked_around_in_pieces() -> None:
    toy = Toy(lambda s: re.sub(r"<[^>]*>", "", s).upper())
    assert translate(toy, "go to {place} now") == ["GO TO {place} NOW"]
    assert toy.asked == [["go to <x1/> now"], ["go to ", " now"]]


def test_an_engine_without_tags_gets_the_plain_sentence_first() -> None:
    toy = Toy(lambda s: s.replace("write", "escriba"), keeps_tags=False)
    assert translate(toy, "<s1>write</s1> to a@b.org") == ["escriba to a@b.org"]
    assert toy.asked == [["write to a@b.org"]]
    loses = Toy(lambda s: s.upper(), keeps_tags=False)
    assert translate(loses, "write to a@b.org") == ["WRITE TO a@b.org"]


@pytest.mark.parametrize("keeps_tags", [True, False])
def test_glossary_terms_always_come_out_as_wanted(keeps_tags: bool) -> None:
    toy = Toy(upper, keeps_tags=keeps_tags)
    assert translate(toy, "the cue deck opens", glossary={"Cue Deck": "Cuedeck"}) == ["THE Cuedeck OPENS"]


@pytest.mark.parametrize("keeps_tags", [True, False])
def test_a_changed_number_is_mended(keeps_tags: bool) -> None:
    toy = Toy(lambda s: upper(s).replace("1984", "1948"), keeps_tags=keeps_tags)
    assert translate(toy, "it was 1984 then") == ["IT WAS 1984 THEN"]


def test_a_number_that_cannot_be_mended_is_reported() -> None:
    toy = Toy(lambda s: upper(s) + " 7")
    result = translate_sentences(toy, ["one", "two"], "en", "es")
    assert result.numbers_changed == [0, 1]


def test_nothing_for_an_answer_leaves_the_source_and_says_so() -> None:
    toy = Toy(lambda s: "" if s == "no" else upper(s))
    result = translate_sentences(toy, ["yes", "no", "..."], "en", "es")
    assert result.texts == ["YES", "no", "..."]
    assert result.untranslated == [1]


def test_percent_reaches_the_end_and_never_goes_back() -> None:
    heard: list[float] = []
    translate_sentences(Toy(upper), ["a {b}", "c"], "en", "es", on_progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_the_engines_errors_pass_through() -> None:
    def fail(_sentence: str) -> str:
        raise EngineError("down", code="engine_unreachable")

    with pytest.raises(EngineError, match="down"):
        translate(Toy(fail), "yes")
