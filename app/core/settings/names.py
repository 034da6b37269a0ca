"""Unknown `CUEDECK_` environment variables, which are refused so that no typo goes unnoticed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import get_origin

from pydantic import BaseModel

PREFIX = "CUEDECK_"
OTHERS = frozenset(
    f"{PREFIX}{name}"
    for name in ("API_KEY", "CHROMIUM", "CORPUS", "DOCUMENTS", "EXTRAS", "GSON_JAR", "MODELS", "URL")
)
"""Names that are no settings: what the command line, the set-up and the tests read for themselves."""


def variables(model: type[BaseModel], prefix: str = PREFIX) -> Iterator[tuple[str, bool]]:
    """Every setting's name, and whether names below it (`__KEY`) are its entries."""
    for name, field in model.model_fields.items():
        variable, kind = f"{prefix}{name.upper()}", field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from variables(kind, f"{variable}__")
            yield variable, False
        else:
            yield variable, get_origin(kind) is dict


def unknown(model: type[BaseModel], given: Iterable[str]) -> list[str]:
    """A sentence for each name that begins as ours do and means nothing, with the nearest that does."""
    known = dict(variables(model))
    return [_told(name, known) for name in sorted(given) if not _means_something(name.upper(), known)]


def _means_something(name: str, known: dict[str, bool]) -> bool:
    if not name.startswith(PREFIX) or name in OTHERS:
        return True
    plain = name.removesuffix("_FILE")
    return plain in known or any(entries and plain.startswith(f"{of}__") for of, entries in known.items())


def _told(name: str, known: dict[str, bool]) -> str:
    near = get_close_matches(name.upper(), known, 1, 0.7)
    return f"{name}: there is no such setting{f', did you mean {near[0]}?' if near else ''}"
