"""Writing small XML formats: safe text, ids that depend on nothing but the captions, languages by name."""

from __future__ import annotations

import hashlib

from app.captions.formats.ttml.writing.markup import clean, escape
from app.captions.model.losses import Losses

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def content(text: str, number: int, losses: Losses) -> str:
    """Text of cue `number` for inside an element; what XML has no place for is recorded as lost."""
    kept = clean(text)
    if kept != text:
        losses.add("character", "Characters that XML does not allow", cue=number)
    return escape(kept)


def text_element(name: str, text: str) -> str:
    """An element with nothing but text."""
    return f"<{name}>{escape(clean(text))}</{name}>"


def id_of(lines: list[str]) -> str:
    """A UUID made of the content: the same captions always give the same file."""
    import uuid

    return str(uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256("\n".join(lines).encode()).hexdigest()))
