"""Errors of speech synthesis, with hints."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.errors import EngineError
from app.engines.protocols import Voice


def unknown_voice(label: str, voice: str, voices: Sequence[Voice]) -> EngineError:
    """There is no such voice; the first few that exist are named."""
    some = ", ".join(v.id for v in voices[:8])
    return EngineError(
        f"{label} has no voice named “{voice}”.",
        code="unknown_voice",
        hint=f"Use one of its {len(voices)} voices, for example: {some}.",
        rejected=True,
    )


def no_voice_for(label: str, language: str, languages: Sequence[str]) -> EngineError:
    """No voice speaks this language."""
    return EngineError(
        f"{label} has no voice for the language “{language}”.",
        code="language_unsupported",
        hint=f"It speaks: {', '.join(languages)}. Choose one of these or another voice engine.",
        rejected=True,
    )


def nothing_to_say(label: str, text: str) -> EngineError:
    """The engine could make no sound of the text."""
    return EngineError(
        f"{label} found nothing to say in “{text[:80]}”.",
        code="nothing_to_say",
        hint="Write the words out, or choose a voice that speaks the language of the text.",
        rejected=True,
    )


def failed(label: str, why: str) -> EngineError:
    """The engine broke."""
    return EngineError(
        f"{label} could not speak the text: {why[:300]}.",
        code="engine_failed",
        hint="Retry the job; if it fails again, choose another voice or engine.",
    )
