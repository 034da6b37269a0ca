"""From Whisper's tokens to words: each begins with its space, and "ill-disposed" comes in two."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.captions.model.spoken_word import SpokenSegment, SpokenWord


def segment_from(raw: Any, start: float) -> SpokenSegment:
    """A segment of faster-whisper, moved by `start` seconds."""
    words = tuple(join_tokens(_word(token, start) for token in raw.words or ()))
    return SpokenSegment(
        raw.text.strip(), round(start + float(raw.start), 3), round(start + float(raw.end), 3), words
    )


def _word(token: Any, start: float) -> SpokenWord:
    begin, end = round(start + float(token.start), 3), round(start + float(token.end), 3)
    return SpokenWord(token.word, begin, end, round(float(token.probability), 4))


def join_tokens(tokens: Iterable[SpokenWord]) -> Iterable[SpokenWord]:
    """Words without their leading spaces; a token without one belongs to the word before it.

    Where most have none, the language is written without spaces and every token is a word of its own.
    """
    listed = [token for token in tokens if token.text.strip()]
    spaced = 2 * sum(token.text.startswith(" ") for token in listed) > len(listed)
    words: list[SpokenWord] = []
    for token in listed:
        if words and spaced and not token.text.startswith(" "):
            last = words[-1]
            probability = min(last.probability, token.probability)
            words[-1] = SpokenWord(last.text + token.text.rstrip(), last.start, token.end, probability)
        else:
            words.append(SpokenWord(token.text.strip(), token.start, token.end, token.probability))
    return words
