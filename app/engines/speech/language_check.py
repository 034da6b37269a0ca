"""Refusing a forced language that is clearly not the one spoken.

A recogniser told the wrong language writes nonsense, slowly; one wrong click must not cost minutes and
credits. Related languages are easily confused by small models, so only a clear case is refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.core.errors import EngineError
from app.engines.speech.languages import from_whisper, language_name

MIN_CONFIDENCE = 0.5
"""How probable another language must be to speak of a clear case."""
MAX_FORCED_PROBABILITY = 0.05
"""How improbable the forced language must be."""


def check_language(forced: str, detected: str, probabilities: Mapping[str, float]) -> None:
    """Raise EngineError `wrong_language` when `detected` is sure and `forced` unlikely (Whisper's tags)."""
    sure, unlikely = (
        probabilities.get(detected, 0.0) >= MIN_CONFIDENCE,
        probabilities.get(forced, 0.0) <= MAX_FORCED_PROBABILITY,
    )
    if forced == detected or not (sure and unlikely):
        return
    heard, asked = language_name(from_whisper(detected)), language_name(from_whisper(forced))
    raise EngineError(
        f"The speech is {heard}, not {asked} as chosen.",
        code="wrong_language",
        hint=f"Choose {heard} (“{from_whisper(detected)}”) as the language, or let it be detected.",
        rejected=True,
        detected_language=from_whisper(detected),
        probability=round(probabilities.get(detected, 0.0), 3),
    )
