"""Capabilities of this installation: available job types and engines, with reasons and hints."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session

from app.captions.formats import registry
from app.engines import registry as engine_registry
from app.job_types import JOB_TYPES, JobType
from app.media.features import features
from app.services.engines.configuration import config, forget_config
from app.services.engines.offers import Offer, known

_FRESH_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a job type cannot run here, and the one command that mends it."""

    message: str
    hint: str


_known: dict[str, tuple[float, Missing | None]] = {}


def missing(job_type: str) -> Missing | None:
    """None when the job type works here; looked up again every half minute."""
    seen = _known.get(job_type)
    if seen is None or time.monotonic() - seen[0] > _FRESH_SECONDS:
        seen = (time.monotonic(), _look(JOB_TYPES[job_type]))
        _known[job_type] = seen
    return seen[1]


def follow_workers(session: Session) -> None:
    """Take over what the workers of other machines can do now."""
    if known.refresh(session):
        forget_config()
        _known.clear()


def offer_here() -> Offer:
    """What this machine can do, for the others."""
    found = {name: _look(kind) for name, kind in JOB_TYPES.items()}
    return {
        "missing": {name: [why.message, why.hint] if why else None for name, why in found.items()},
        "engines": engine_registry.capabilities(config()),
        "media": [asdict(feature) for feature in features()],
    }


def _look(job_type: JobType) -> Missing | None:
    if job_type.name in known.missing:
        why = known.missing[job_type.name]
        return Missing(*why) if why else None
    wanted = job_type.features
    for feature in features() if wanted else ():
        if feature.id in wanted and not feature.ready:
            return Missing(feature.reason, f"Install it with: {feature.install}")
    for kind in job_type.engines:
        found = [engine.capabilities() for engine in engine_registry.engines(kind, config())]
        if not any(offered.ready for offered in found):
            first = found[0]
            return Missing(
                f"No {kind} engine is ready on this server: {first.reason}", f"Run: {first.install}"
            )
    return None


def describe(unserved: Mapping[str, str]) -> dict[str, Any]:
    """The answer of GET /v1/capabilities. `unserved` says why nobody works on jobs of a type."""
    # What is not installed comes first: such a job is refused. Without a worker it only waits.
    reasons = {kind: _reason(kind) or unserved.get(kind) for kind in JOB_TYPES}
    return {
        "job_types": [
            {"job_type": kind, "available": reason is None, "reason": reason}
            for kind, reason in reasons.items()
        ],
        "profiles": registry.describe(),
        "engines": engine_registry.capabilities(config()),
        "media": known.media or [asdict(feature) for feature in features()],
    }


def _reason(kind: str) -> str | None:
    reason = missing(kind)
    return f"{reason.message} {reason.hint}" if reason else None
