"""Paragraphs whose words are all on the screen as long as they are: no times, animations, ruby or second
speaker inside. Nearly all are, so what their elements say is settled once, not for each of thousands.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from app.captions.formats.ttml.head import Head
from app.captions.formats.ttml.inline import BREAK, Piece, collapsed, runs
from app.captions.formats.ttml.scope import Scope
from app.captions.formats.ttml.styles import ComputedStyle
from app.captions.model.document import Run, Style

Said = tuple[tuple[str, str], ...]
"""Attributes of an element."""

_SPECIAL = frozenset({"begin", "end", "dur", "timeContainer"})


class Words(NamedTuple):
    """The words in an element: their scope and style, and those of its spans by what the spans say.

    None stands for a span that is not plain.
    """

    scope: Scope
    computed: ComputedStyle
    style: Style
    spans: dict[Said, Words | None]


def words_in(head: Head, scope: Scope, computed: ComputedStyle) -> Words | None:
    """The words in an element of this scope; None where it is hidden, animated, preformatted or ruby."""
    if scope.preserve or scope.animations or not computed.shown or "tts:ruby" in computed.values:
        return None
    return Words(scope, computed, computed.style(head.own_language(scope.language)), {})


def plain_runs(head: Head, element: Any, words: Words) -> list[Run] | None:
    """The runs of a paragraph with these words; None when something in it is not plain."""
    if not len(element):
        text = collapsed(element.text)
        return [Run(text, words.style)] if text else []
    pieces: list[Piece] = []
    return runs(pieces) if _take(head, element, words, pieces) else None


def _take(head: Head, element: Any, words: Words, pieces: list[Piece]) -> bool:
    """Add what stands in an element; False when something in it is not plain."""
    style = words.style
    if element.text:
        pieces.append(Piece(element.text, style, False, False))
    for child in element.iterchildren():
        tag = head.names.tag(child.tag)
        if tag == "br":
            pieces.append(Piece(BREAK, style, False, True))
        else:
            inner = _span(head, child, words) if tag == "span" else None
            if inner is None or not _take(head, child, inner, pieces):
                return False
        if child.tail:
            pieces.append(Piece(child.tail, style, False, False))
    return True


def _span(head: Head, element: Any, outer: Words) -> Words | None:
    attributes = head.names.attributes(element)
    said = tuple(attributes.items())
    if said not in outer.spans:
        outer.spans[said] = _settled(head, attributes, outer)
    return outer.spans[said]


def _settled(head: Head, attributes: dict[str, str], outer: Words) -> Words | None:
    scope = outer.scope.enter("span", attributes, head)
    if scope.speaker != outer.scope.speaker or not _SPECIAL.isdisjoint(attributes):
        return None
    return words_in(head, scope, outer.computed.child("span", scope.chain[-1][1], head.screen))
