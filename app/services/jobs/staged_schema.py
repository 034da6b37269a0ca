"""What /job, version 4, answers: a job and a preset in the words known there."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from app.core.schemas import DateTime, JobTypeName, StageName, Url, described


@described
class StagedMedia(TypedDict):
    """The media of a job."""

    name: str
    """File name."""
    url: Url | None
    """Where it is fetched from; null for a file that was sent."""


@described
class StagedJob(TypedDict):
    """A job; what it shares with `Job` has the same values."""

    job_id: int
    """Number of the job: what every call of /job takes."""
    job_uuid: str
    """Identifier of the job in /v1."""
    job_name: str | None
    """Name given by the submitter."""
    external_id: str | None
    """The submitter's own id."""
    job_status: Literal["Pending", "In Progress", "Completed", "Error", "Canceled"]
    """Where it stands."""
    stage: StageName
    """The same, finer."""
    progress: float
    """Percent of the work that is done, 0 to 100."""
    profile: str | None
    """Name of the preset it was made with."""
    language: str | None
    """Spoken language."""
    job_metadata: dict[str, Any]
    """Metadata by name; a preset may require some."""
    media: list[StagedMedia]
    """The media added so far."""
    callback_url: Url | None
    """Address that gets the job's JSON when it ends."""
    sandbox: bool
    """Whether nothing real is done: a job of a sandbox key."""
    error_code: str | None
    """Stable code of the error; null unless it failed."""
    error_message: str | None
    """What went wrong; null unless it failed."""
    created_at: DateTime
    """When it was made."""
    completed_at: DateTime | None
    """When it ended, well or badly."""


@described
class StagedJobPage(TypedDict):
    """One page of jobs, newest first."""

    jobs: list[StagedJob]
    """The jobs."""
    next_before: int | None
    """Pass it as `before` to get the next page; null on the last one."""


@described
class NewStagedJob(TypedDict):
    """A job that was made."""

    job_id: int
    """Number of the job: what every call of /job takes."""


@described
class StagedProfile(TypedDict):
    """A preset, which /job calls a profile."""

    profile_id: str
    """Identifier of the preset."""
    name: str
    """Its name."""
    job_type: JobTypeName
    """Type of the jobs made with it."""
    steps: list[str]
    """Processing steps in order."""
    required_metadata: list[str]
    """Names that `job_metadata` must hold before a job starts."""
    language: str | None
    """Spoken language unless the job says one."""
    target_profile: str
    """Caption format of the outputs."""
    webhook: Url | None
    """Address that gets each job's JSON when it ends."""


@described
class StagedProfiles(TypedDict):
    """The presets of the account."""

    profiles: list[StagedProfile]
    """The presets, by name."""
