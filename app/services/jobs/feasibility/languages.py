"""Languages as people name them: which tags there are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.engines.registry import engines
from app.engines.speech.languages import NAMES, primary
from app.media.language_codes import THREE_LETTERS
from app.services.engines.configuration import config
from app.services.jobs.feasibility.problem import Problem

_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_KNOWN = {*NAMES, *THREE_LETTERS, *THREE_LETTERS.values()}
_BY_NAME = {name: tag for tag, name in NAMES.items()}


def unknown(field: str, tag: str) -> Problem | None:
    """The problem with a language that nobody knows; None for one that exists."""
    text = tag.strip()
    if _TAG.fullmatch(text) and (primary(text) in _KNOWN or primary(text) in _spoken()):
        return None
    meant = _BY_NAME.get(text.casefold())
    return Problem(
        field,
        "unknown_language",
        f"There is no language “{text[:40]}”.",
        f"Did you mean {meant}?" if meant else "Use a language tag such as en, es or pt-br.",
        text[:40],
    )


def _spoken() -> set[str]:
    """What the voices of this server speak: espeak-ng has languages that no list above has."""
    return {primary(tag) for engine in engines("voice", config()) for tag in engine.capabilities().languages}


def same_language(source: str, target: str) -> bool:
    """Whether nothing is to translate: the same tag, or the language without a region for one with it.

    Portuguese of Brazil into that of Portugal is work; English into English is none.
    """
    one, other = source.strip().lower(), target.strip().lower()
    return one == other or (primary(one) == primary(other) and primary(one) in (one, other))


def named(known: Mapping[str, Any]) -> str | None:
    """The language that an inspected file names; one that was told by its words is no order to a job."""
    return None if known.get("language_detected") else known.get("language")
