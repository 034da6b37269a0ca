"""Job types, their stages, and the four vocabularies derived from a stage: the one place that knows them.

Source: specs/jobs.md, "Job types and their stages" and "One stage, four vocabularies".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class JobType(StrEnum):
    """What a person can ask for."""

    CONVERT = "convert"
    TRANSCRIBE = "transcribe"
    TRANSLATE = "translate"
    VOICEOVER = "voiceover"
    DUB = "dub"
    DOWNLOAD = "download"
    PREVIEW = "preview"
    FINGERPRINT = "fingerprint"
    COMMENTS = "comments"


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


class Status(StrEnum):
    """The four documented words of /v1."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


ENDED_BADLY = frozenset({Stage.FAILED, Stage.REJECTED, Stage.CANCELED})
WAITING = frozenset({Stage.DRAFT, Stage.CREATED})

DONE_OF = {
    Stage.CONVERTING: Stage.CONVERTED,
    Stage.TRANSCRIBING: Stage.TRANSCRIBED,
    Stage.TRANSLATING: Stage.TRANSLATED,
    Stage.EDITING: Stage.EDITED,
    Stage.DUBBING: Stage.DUBBED,
    Stage.MERGING: Stage.MERGED,
    Stage.DOWNLOADING: Stage.DOWNLOADED,
    Stage.RENDERING: Stage.RENDERED,
    Stage.FINGERPRINTING: Stage.FINGERPRINTED,
    Stage.FETCHING: Stage.FETCHED,
}
"""Each working stage and the stage that says it is done."""

_WORK = {
    JobType.CONVERT: (Stage.CONVERTING,),
    JobType.TRANSCRIBE: (Stage.TRANSCRIBING,),
    JobType.TRANSLATE: (Stage.TRANSCRIBING, Stage.TRANSLATING),
    JobType.VOICEOVER: (Stage.DUBBING, Stage.MERGING),
    JobType.DUB: (Stage.TRANSCRIBING, Stage.TRANSLATING, Stage.DUBBING, Stage.MERGING),
    JobType.DOWNLOAD: (Stage.DOWNLOADING,),
    JobType.PREVIEW: (Stage.RENDERING,),
    JobType.FINGERPRINT: (Stage.FINGERPRINTING,),
    JobType.COMMENTS: (Stage.FETCHING,),
}

_RECOGNIZES_FIRST = frozenset({JobType.TRANSLATE, JobType.DUB})
EDITABLE = frozenset({JobType.TRANSCRIBE, JobType.TRANSLATE})


def plan(
    job_type: JobType,
    *,
    captions_given: bool = False,
    editing: bool = False,
    asr: bool = True,
    videos: bool = False,
) -> tuple[Stage, ...]:
    """The stages a job will pass after `created`, in order, ending with its last stage.

    `captions_given` leaves recognition out; `editing` (chosen by a preset) adds the wait for a person.
    Without `asr` a person writes the transcript alone, so it only takes effect together with `editing`.
    `videos` with captions on them are made of what the person approved, so behind the editing; without
    editing the stage that makes the captions makes them too.
    """
    work = list(_WORK[job_type])
    if captions_given and job_type in _RECOGNIZES_FIRST:
        work.remove(Stage.TRANSCRIBING)
    if editing and job_type in EDITABLE:
        if job_type is JobType.TRANSCRIBE and not asr:
            work.remove(Stage.TRANSCRIBING)
        work.append(Stage.EDITING)
        if videos:
            work.append(Stage.MERGING)
    return tuple(stage for doing in work for stage in (doing, DONE_OF[doing]))


def replan(stages: Sequence[str], *, videos: bool) -> list[str]:
    """The plan of a job that runs again: as it was, so that its checkpoints stay good.

    Only whether `videos` follow the editing may have been asked anew.
    """
    if Stage.EDITED not in stages:
        return list(stages)
    kept = list(stages[: list(stages).index(Stage.EDITED) + 1])
    return [*kept, str(Stage.MERGING), str(Stage.MERGED)] if videos else kept


def is_final(stage: Stage, stages: Sequence[str]) -> bool:
    """Whether a job with this plan ends at `stage`."""
    return stage in ENDED_BADLY or (bool(stages) and stage == stages[-1])


def successors(stage: Stage, stages: Sequence[str]) -> frozenset[Stage]:
    """Every stage a job with this plan may go to from `stage`.

    From `created` a job may enter any working stage, because a retry resumes behind its checkpoints.
    A job that ended badly may only be queued again.
    """
    if stage in ENDED_BADLY:
        return frozenset({Stage.CREATED})
    if stage is Stage.DRAFT:
        return frozenset({Stage.CREATED, Stage.REJECTED, Stage.CANCELED})
    if is_final(stage, stages):
        return frozenset()
    if stage is Stage.CREATED:
        ahead = {Stage(s) for s in stages if s in DONE_OF}
    elif stage in stages:
        ahead = {Stage(stages[list(stages).index(stage) + 1])}
    else:
        return frozenset()
    if stage is Stage.EDITING:
        ahead.add(Stage.CREATED)  # sent back: the work before it runs again
    return frozenset(ahead | ENDED_BADLY)


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
