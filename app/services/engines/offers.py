"""What the workers of an instance can do, when they are on other machines than the page.

Each worker tells it with its heartbeat. The page, the API and the check of a submission offer what the living
workers have, all together; while none is there, what the last ones had. A single machine looks for itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict, TypeVar, cast

from sqlmodel import Session

from app.core.settings import get_settings
from app.engines.protocols import Capabilities, ModelChoice, Voice
from app.services.dispatch import workers

_FRESH_SECONDS = 30.0
_T = TypeVar("_T")


class Offer(TypedDict):
    """`missing` has for each job type why it cannot run there (message and hint), or None; `engines` and
    `media` are what GET /v1/capabilities shows."""

    missing: dict[str, list[str] | None]
    engines: dict[str, list[dict[str, Any]]]
    media: list[dict[str, Any]]


class Known:
    """What a process knows of the workers elsewhere; nothing in the processes of a worker."""

    def __init__(self) -> None:
        self.engines: Mapping[str, Capabilities] = {}
        self.missing: Mapping[str, list[str] | None] = {}
        self.media: list[dict[str, Any]] = []
        self._seen: list[Offer] = []

    def refresh(self, session: Session) -> bool:
        """Look at the living workers again; whether anything is different now."""
        offers = [cast("Offer", row.offer) for row in workers.living(session) if row.offer]
        if not offers or offers == self._seen:
            return False
        self._seen = offers
        self.engines, self.missing, self.media = _engines(offers), _missing(offers), _media(offers)
        return True


known = Known()
_mine: tuple[float, Offer] | None = None


def mine(look: Callable[[], Offer]) -> Offer:
    """What this worker tells: `look` is asked again every half minute. Nothing where nobody needs it."""
    global _mine
    if get_settings().is_one_machine:
        return {"missing": {}, "engines": {}, "media": []}
    if _mine is None or time.monotonic() - _mine[0] > _FRESH_SECONDS:
        _mine = (time.monotonic(), look())
    return _mine[1]


def _missing(offers: Iterable[Offer]) -> dict[str, list[str] | None]:
    found: dict[str, list[str] | None] = {}
    for offer in offers:
        for job_type, why in offer["missing"].items():
            found[job_type] = None if why is None else found.get(job_type, why)
    return found


def _media(offers: Iterable[Offer]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for feature in (each for offer in offers for each in offer["media"]):
        if feature["id"] not in found or feature["ready"]:
            found[feature["id"]] = feature
    return list(found.values())


def _engines(offers: Iterable[Offer]) -> dict[str, Capabilities]:
    """Each engine as those have it together where it is ready; as the first has it where it is nowhere."""
    told: dict[str, list[dict[str, Any]]] = {}
    for offer in offers:
        for engine in (each for kind in offer["engines"].values() for each in kind):
            told.setdefault(engine["id"], []).append(engine)
    return {name: _together([e for e in found if e["ready"]] or found[:1]) for name, found in told.items()}


def _together(engines: list[dict[str, Any]]) -> Capabilities:
    first = engines[0]
    models: dict[str, ModelChoice] = {}
    for model in (each for engine in engines for each in engine["models"]):
        if model["id"] not in models or model["installed"]:
            models[model["id"]] = ModelChoice(**{**model, "languages": tuple(model["languages"])})
    voices = {voice["id"]: Voice(**voice) for engine in engines for voice in engine["voices"]}
    return Capabilities(
        ready=first["ready"],
        quality=first["quality"],
        languages=_union(engine["languages"] for engine in engines),
        pairs=_union([(pair[0], pair[1]) for pair in engine["pairs"]] for engine in engines),
        models=tuple(models.values()),
        voices=tuple(voices.values()),
        install=first["install"],
        reason=first["reason"],
        remote=first["remote"],
    )


def _union(lists: Iterable[Iterable[_T]]) -> tuple[_T, ...]:
    """All items, each once; empty, which stands for any, when one of the lists is."""
    whole = [tuple(each) for each in lists]
    return (
        ()
        if any(not each for each in whole)
        else tuple(dict.fromkeys(item for each in whole for item in each))
    )


def others(session: Session, queue: str) -> bool:
    """Whether a living worker of a queue offers something else than this one."""
    ours = _mine[1] if _mine else None
    return any(row.offer != ours for row in workers.living(session) if row.queue == queue)
