"""Where a job stands, and its word for that in four vocabularies. What follows what: app.job_types.stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where a job stands. The truth; every other word for it is derived."""

    DRAFT = "draft"
    CREATED = "created"
    CONVERTING = "converting"
    CONVERTED = "converted"
    TRANSCRIBING = "transcribing"
    TRANSCRIBED = "transcribed"
    TRANSLATING = "translating"
    TRANSLATED = "translated"
    EDITING = "editing"
    EDITED = "edited"
    DUBBING = "dubbing"
    DUBBED = "dubbed"
    MERGING = "merging"
    MERGED = "merged"
    DOWNLOADING = "downloading"
    DOWNLOADED = "downloaded"
    RENDERING = "rendering"
    RENDERED = "rendered"
    FINGERPRINTING = "fingerprinting"
    FINGERPRINTED = "fingerprinted"
    FETCHING = "fetching"
    FETCHED = "fetched"
    FAILED = "failed"
    REJECTED = "rejected"
    CANCELED = "canceled"

    @classmethod
    def _missing_(cls, value: object) -> Stage | None:
        """A stage that a job type has brought along."""
        return _ADDED.get(value) if isinstance(value, str) else None


_ADDED: dict[str, Stage] = {}


def add_stage(word: str) -> Stage:
    """The stage of this name; a new one when no job type has it yet."""
    try:
        return Stage(word)
    except ValueError:
        made = str.__new__(Stage, word)
        made._name_, made._value_ = word.upper(), word
        return _ADDED.setdefault(word, made)


class Status(StrEnum):
    """The four documented words of /v1."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


ENDED_BADLY = frozenset({Stage.FAILED, Stage.REJECTED, Stage.CANCELED})
WAITING = frozenset({Stage.DRAFT, Stage.CREATED})


def is_final(stage: Stage, stages: Sequence[str]) -> bool:
    """Whether a job with this plan ends at `stage`."""
    return stage in ENDED_BADLY or (bool(stages) and stage == stages[-1])


@dataclass(frozen=True, slots=True)
class Words:
    """One stage in the four vocabularies; `event` is None where no webhook is sent."""

    status: Status
    badge: str
    job_status: str
    event: str | None


_FIXED = {
    Stage.DRAFT: Words(Status.PENDING, "Draft", "Pending", None),
    Stage.CREATED: Words(Status.PENDING, "Queued", "In Progress", "job.created"),
    Stage.EDITING: Words(Status.PROCESSING, "Needs review", "In Progress", "job.processing"),
    Stage.FAILED: Words(Status.FAILED, "Failed", "Error", "job.failed"),
    Stage.REJECTED: Words(Status.FAILED, "Rejected", "Error", "job.failed"),
    Stage.CANCELED: Words(Status.FAILED, "Canceled", "Canceled", "job.failed"),
}
_COMPLETED = Words(Status.COMPLETED, "Completed", "Completed", "job.completed")
_PROCESSING = Words(Status.PROCESSING, "Processing", "In Progress", "job.processing")


def words(stage: Stage, stages: Sequence[str]) -> Words:
    """The stage of a job with this plan in all four vocabularies."""
    fixed = _FIXED.get(stage)
    if fixed is not None:
        return fixed
    return _COMPLETED if is_final(stage, stages) else _PROCESSING
