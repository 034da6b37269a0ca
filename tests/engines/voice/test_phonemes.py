"""Phonemes of a text, found once."""

from collections.abc import Iterator

import pytest

from app.core.progress import never
from app.engines.voice import phonemes as module
from app.engines.voice.phonemes import phonemes


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    found: list[tuple[list[str], str]] = []

    def sounds(texts: list[str], language: str, _cancelled: object) -> Iterator[str]:
        found.append((texts, language))
        return iter([f"<{text}>" for text in texts])

    monkeypatch.setattr(module, "_sounds", sounds)
    monkeypatch.setattr(module, "_known", type(module._known)())
    return found


def test_a_line_that_is_spoken_again_faster_asks_no_program_again(asked: list[object]) -> None:
    for _ in range(3):
        assert phonemes("Hello, you", "en", never) == "<Hello>, <you>"
    assert phonemes("Hello, you", "es", never) == "<Hello>, <you>"
    assert asked == [(["Hello", "you"], "en"), (["Hello", "you"], "es")]


def test_those_that_were_used_last_are_remembered(
    asked: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEPT", 2)
    for text in ("one", "two", "one", "three", "one", "two"):
        phonemes(text, "en", never)
    assert asked == [(["one"], "en"), (["two"], "en"), (["three"], "en"), (["two"], "en")]


def test_what_failed_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_known", type(module._known)())

    def fails(*_: object) -> Iterator[str]:
        raise OSError

    monkeypatch.setattr(module, "_sounds", fails)
    for _ in range(2):
        with pytest.raises(OSError):
            phonemes("Hello", "en", never)
