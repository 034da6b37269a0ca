"""Errors of remote engines, with hints for the operator."""

from __future__ import annotations

import json

from app.core.errors import EngineError


def refused(label: str, status: int, body: bytes) -> EngineError:
    """The error for an answer that is not a success."""
    said = _reason(body)
    if status in (401, 403):
        return EngineError(
            f"{label} refused the key of this server ({status}{said}).",
            code="engine_unauthorized",
            hint="Ask whoever runs this server to check the key set for this engine.",
        )
    if status in (402, 456):
        return EngineError(
            f"The account at {label} is used up ({status}{said}).",
            code="engine_quota",
            hint="Wait for the next period, raise the limit there, or choose another engine.",
        )
    if status == 429:
        return EngineError(
            f"{label} is receiving too many requests ({status}{said}).",
            code="engine_rate_limited",
            hint="Retry the job later: it goes on from the stage that failed.",
        )
    if status in (400, 413, 415, 422):
        return EngineError(
            f"{label} does not accept this request ({status}{said}).",
            code="engine_refused",
            hint="Check the language, the model name and the length of the input, or choose another engine.",
            rejected=True,
        )
    return EngineError(
        f"{label} failed ({status}{said}).",
        code="engine_failed",
        hint="Retry the job later. If it goes on, check the address and the model set for this engine.",
    )


def _reason(body: bytes) -> str:
    """What the server said, from the usual places in a JSON error; nothing for anything else."""
    try:
        content = json.loads(body)
    except ValueError:
        return ""
    for _depth in range(3):
        if not isinstance(content, dict):
            break
        content = next((content[key] for key in ("error", "message", "detail") if content.get(key)), "")
    return f": {content[:200]}" if isinstance(content, str) and content else ""


def unreachable(label: str, url: str, error: Exception) -> EngineError:
    """No connection could be made."""
    return EngineError(
        f"{label} at {url} cannot be reached: {error}",
        code="engine_unreachable",
        hint="Check that it is running and that the address is right, then retry the job.",
    )


def timed_out(label: str, seconds: float) -> EngineError:
    """No complete answer in time."""
    return EngineError(
        f"{label} did not answer within {seconds:g} seconds.",
        code="engine_timeout",
        hint="Retry the job, or raise the time limit set for this engine.",
    )


def unusable(label: str, reason: str) -> EngineError:
    """An answer that makes no sense."""
    return EngineError(
        f"{label} gave an answer that cannot be used: {reason}.",
        code="engine_failed",
        hint="Check that the address set for this engine is really its API.",
    )
