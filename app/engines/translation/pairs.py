"""Which language pairs an engine serves, directly or through English."""

from __future__ import annotations

from collections.abc import Collection

from app.core.errors import EngineError
from app.engines.speech.languages import language_name, primary

PIVOT = "en"
Pair = tuple[str, str]


def route(pairs: Collection[Pair], source: str, target: str) -> list[Pair]:
    """The pairs to go through, in order: one, or two by way of English; empty when there is no way."""
    source, target = primary(source), primary(target)
    if (source, target) in pairs:
        return [(source, target)]
    halves = [(source, PIVOT), (PIVOT, target)]
    return halves if all(half in pairs for half in halves) else []


def unsupported(label: str, source: str, target: str, hint: str) -> EngineError:
    """The error for a pair that an engine does not serve."""
    return EngineError(
        f"{label} cannot translate from {language_name(source)} to {language_name(target)}.",
        code="language_unsupported",
        hint=hint,
        rejected=True,
        source_language=source,
        target_language=target,
    )
