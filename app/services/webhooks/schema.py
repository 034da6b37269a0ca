"""What webhooks send: account events here; a job's own webhook gets app.services.jobs.schema.Job."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from app.core.schemas import DateTime, JobTypeName, StageName, Url, described


@described
class EventFile(TypedDict):
    """One output of a completed job."""

    outputIndex: NotRequired[int]
    """Position among the outputs, from 0; left out where there is only one."""
    url: Url
    """Address to download it from, for an hour from this attempt on."""
    expiresAt: DateTime
    """When the address ends."""
    sizeBytes: int
    """Size in bytes."""


@described
class EventError(TypedDict):
    """Why a job failed."""

    code: str | None
    """Stable code."""
    message: str | None
    """What happened."""
    hint: str
    """What to do about it; empty when there is nothing to say."""


@described
class EventData(TypedDict):
    """The job that an event is about, as it was at that moment."""

    jobId: str
    """Identifier of the job."""
    status: StageName
    """The stage of the job."""
    apiProduct: JobTypeName
    """Type of the job."""
    duration: NotRequired[float]
    """Length of the media in seconds; left out while unknown."""
    wordCount: NotRequired[int]
    """Number of words; left out while unknown."""
    cost: int
    """Credits charged."""
    outputs: list[EventFile]
    """The outputs; empty unless the event is job.completed."""
    error: NotRequired[EventError]
    """Why it failed, with job.failed."""
    sandbox: NotRequired[Literal[True]]
    """There when it is a sandbox job."""
    test: NotRequired[Literal[True]]
    """There when the event was sent to try an endpoint out."""


@described
class AccountEvent(TypedDict):
    """An event as the endpoints of an account get it."""

    event: Literal["job.created", "job.processing", "job.completed", "job.failed"]
    """What happened."""
    timestamp: DateTime
    """When it happened."""
    data: EventData
    """The job it happened to."""
