"""A script is timed by what was recognised, mistakes, gaps and ad-libs included."""

from __future__ import annotations

import random

from app.captions.model.spoken_word import SpokenWord
from app.engines.speech.alignment import key_of
from app.engines.speech.script_alignment import align_script


def recognised(text: str, start: float = 0.0) -> list[SpokenWord]:
    return [SpokenWord(word, start + at, start + at + 0.8, 0.9) for at, word in enumerate(text.split())]


def starts(script: str, words: list[SpokenWord]) -> list[float | None]:
    found = align_script(script.split(), words)
    assert [word.text for word in found.words if word] == [
        word for word, timed in zip(script.split(), found.words, strict=True) if timed
    ]
    return [word.start if word else None for word in found.words]


def test_words_are_compared_by_their_letters() -> None:
    assert key_of("“Don’t!”") == key_of("dont")
    assert starts("“Hello, World!”", recognised("hello world")) == [0, 1]


def test_a_word_heard_wrong_keeps_its_time() -> None:
    assert starts("the Jon sat down", recognised("the John sat down")) == [0, 1, 2, 3]


def test_a_row_heard_as_fewer_words_shares_their_time() -> None:
    times = starts("we saw twenty four ships", recognised("we saw 24 ships"))
    assert times[:2] == [0, 1]
    assert times[2] == 2
    assert times[3] is not None
    assert 2 < times[3] < 3
    assert times[4] == 3


def test_what_is_not_spoken_has_no_time() -> None:
    script = "Act one scene two. Enter Anna. Good morning everybody here"
    assert starts(script, recognised("good morning everybody here"))[:6] == [None] * 6


def test_what_is_not_in_the_script_is_reported() -> None:
    words = recognised("good morning well you know how it is everybody")
    found = align_script(["good", "morning", "everybody"], words)
    assert [(part.text, part.start, part.end) for part in found.unscripted] == [
        ("well you know how it is", 2, 7.8)
    ]
    assert [word.start for word in found.words if word] == [0, 1, 8]


def test_nothing_recognised() -> None:
    assert starts("good morning", []) == [None, None]
    assert align_script([], recognised("one two three")).unscripted[0].text == "one two three"


def test_a_text_that_repeats_itself_stays_in_order() -> None:
    verse, chorus = "one two three four five six", "sing it again and again my friend"
    script = " ".join([chorus, verse, chorus, verse, chorus])
    words = recognised(script)
    assert starts(script, words) == [word.start for word in words]


def test_a_long_script_takes_no_longer_than_its_length_asks() -> None:
    dice = random.Random(4)
    common = ["the", "a", "and", "of", "to", "in", "it"]
    script = [dice.choice([*common, f"word{dice.randrange(4000)}"]) for _ in range(20_000)]
    heard = [word for word in script if dice.random() < 0.95]
    found = align_script(script, recognised(" ".join(heard)))
    assert sum(word is not None for word in found.words) > 18_000
