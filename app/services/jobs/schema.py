"""A job as everybody outside gets it: the one definition of its fields.

GET /v1/jobs/{id}, lists, `?wait=`, event streams and a job's own webhook answer with `Job`; /openapi.json
describes it from here, and `cuedeck.client` gives the same class to its callers. A field that the table has
under the same name needs nothing but its line here (app.services.jobs.rendering reads it).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from typing_extensions import TypedDict

from app.core.schemas import DateTime, JobTypeName, OneOf, StageName, Url, described

StatusName = Annotated[str, OneOf("Status")]


@described
class Output(TypedDict):
    """One file a job made."""

    output_id: str
    """Identifier of the file."""
    output_index: int
    """Position among the files of the job, from 0."""
    file_name: str
    """Name that a download is saved under."""
    media_type: str
    """Media type (MIME) of the content."""
    size_bytes: int
    """Size in bytes."""
    sha256: str
    """SHA-256 of the content, in hexadecimal."""
    language: str | None
    """Language of the text or speech in it; null when unknown."""
    url: Url
    """Address to download it from; works for whoever has it, until `expires_at`."""
    expires_at: DateTime
    """When `url` ends. Asking again gives a new one."""


@described
class Step(TypedDict):
    """One working stage of a job."""

    stage: StageName
    """The stage that does the work."""
    state: Literal["running", "done", "failed"]
    """How far it got."""
    attempt: int
    """Which attempt at this stage it is, from 1."""
    started_at: DateTime | None
    """When it began."""
    ended_at: DateTime | None
    """When it ended; null while it runs."""
    error_code: str | None
    """Stable code of the error it failed with."""


@described
class JobWarning(TypedDict):
    """A field of which nothing is delivered although the job is: one of several target languages, say."""

    field: str
    """Path of the field in the Job Description, such as `target_languages.1`."""
    code: str
    """Stable code of the reason."""
    message: str
    """What is missing."""
    hint: str
    """What to do about it."""
    value: str
    """The value that was sent."""


@described
class Job(TypedDict):
    """A job. `status` is one of four words that polling programs know; `stage` is the finer truth."""

    job_id: str
    """Identifier of the job, a UUID."""
    job_type: JobTypeName
    """What is done."""
    status: StatusName
    """Where it stands, in four words."""
    source_url: str
    """Address that the source was fetched from, `upload:ID` for a file, or empty."""
    parameters: dict[str, Any]
    """The Job Description as it was understood."""
    credits_charged: int
    """What it cost."""
    download_url: Url | None
    """Address of the first output; null unless completed."""
    result_data: dict[str, Any] | None
    """Facts about the result; its keys depend on the job type. Null unless completed."""
    error_message: str | None
    """What went wrong; null unless failed."""
    created_at: DateTime
    """When it was submitted."""
    completed_at: DateTime | None
    """When it ended, well or badly."""
    expires_at: DateTime | None
    """When `download_url` ends."""
    number: int
    """Number of the job; it counts up, and /job knows the job by it."""
    stage: StageName
    """Where it stands."""
    progress: float
    """Percent of the work that is done, 0 to 100."""
    eta_seconds: int | None
    """Estimated seconds until the end; null while unknown."""
    started_at: DateTime | None
    """When the work began."""
    job_name: str | None
    """Name given by the submitter."""
    external_id: str | None
    """The submitter's own id."""
    labels: list[str]
    """Words to filter lists by."""
    webhook: Url | None
    """Address that gets this JSON when the job ends."""
    sandbox: bool
    """Whether nothing real is done: a job of a sandbox key."""
    channel: Literal["web", "api", "cli"]
    """Where it was submitted."""
    submitted_by: str
    """Who submitted it: a person's email or a key's name."""
    source_name: str
    """File name of the source."""
    source_profile: str | None
    """Caption format of the source."""
    target_profile: str | None
    """Caption format of the outputs."""
    frame_rate: str | None
    """Frame rate of the captions or video, such as `29.97`."""
    duration: float | None
    """Length of the media or captions in seconds."""
    worked_seconds: float | None
    """Seconds of work, without waiting."""
    warnings: list[JobWarning]
    """What of the job cannot be delivered, and why."""
    error_code: str | None
    """Stable code of the error; null unless failed."""
    error_hint: str | None
    """What to do about the error; null unless failed."""
    profile_id: str | None
    """The preset it was made with."""
    language: str | None
    """Spoken language, as given or as detected."""
    job_metadata: dict[str, Any]
    """Metadata by name; a preset may require some."""
    output: str | None
    """Content of the first output as base64, when the job was sent with `inline`; always null in lists."""
    outputs: list[Output]
    """The files it made; empty unless completed."""
    outputs_expire_at: DateTime | None
    """When the files will be removed from this server."""
    files_deleted_at: DateTime | None
    """When the files were removed."""
    steps: list[Step]
    """Its working stages so far, with their times."""
    waiting_reason: str | None
    """Why it has to wait longer than its turn: no worker serves its queue."""


@described
class JobPage(TypedDict):
    """One page of jobs."""

    items: list[Job]
    """The jobs."""
    next_cursor: str | None
    """Pass it as `cursor` to get the next page; null on the last one."""
    previous_cursor: str | None
    """Pass it as `cursor` to get the page before; null on the first one."""
    has_more: bool
    """Whether there is a next page."""


@described
class Event(TypedDict):
    """Something that happened to a job."""

    id: int
    """Counts up; pass the last one you have as `after`."""
    event: Literal["job.created", "job.processing", "job.completed", "job.failed"]
    """What happened."""
    timestamp: DateTime
    """When it happened."""
    job_id: str
    """The job it happened to."""
    number: int
    """Number of the job."""
    job_type: JobTypeName
    """Type of the job."""
    stage: StageName
    """Where the job then stood."""
    status: StatusName
    """The same in four words."""
    external_id: str | None
    """The submitter's own id of the job."""
    sandbox: bool
    """Whether it is a sandbox job."""
    error_code: str | None
    """Stable code of the error, when it failed."""


@described
class EventPage(TypedDict):
    """Events, oldest first."""

    items: list[Event]
    """The events."""
    next_after: int
    """Pass it as `after` to go on."""
    has_more: bool
    """Whether more happened after these."""


@described
class Preset(TypedDict):
    """A preset: stored job settings."""

    profile_id: str
    """Identifier of the preset: `preset_id` of a Job Description."""
    name: str
    """Name; a Job Description may name the preset by it as well."""
    job_type: JobTypeName
    """Type of the jobs made with it."""
    asr: bool
    """Whether speech is recognised; without it a person writes the captions."""
    editing: bool
    """Whether jobs wait for a person to edit and approve the captions."""
    speaker_names: bool
    """Whether speakers are told apart and named."""
    caption_formatting: bool
    """Whether what was said is cut into captions by the rules."""
    required_metadata: list[str]
    """Names that `job_metadata` must hold before a job starts."""
    language: str | None
    """Spoken language unless the job says one."""
    target_profile: str | None
    """Caption format of the outputs unless the job says one."""
    webhook: Url | None
    """Address that gets each job's JSON when it ends, unless the job says one."""
    settings: dict[str, Any]
    """Further defaults: a partial Job Description."""
    sandbox: bool
    """Whether it is for sandbox jobs, or for live ones."""
    created_at: DateTime
    """When it was made."""


@described
class JobApiMedia(TypedDict):
    """The media of a job."""

    name: str
    """File name."""
    url: Url | None
    """Where it is fetched from; null for a file that was sent."""


@described
class JobApiJob(TypedDict):
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
    media: list[JobApiMedia]
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
class JobApiJobPage(TypedDict):
    """One page of jobs, newest first."""

    jobs: list[JobApiJob]
    """The jobs."""
    next_before: int | None
    """Pass it as `before` to get the next page; null on the last one."""


@described
class NewJobApiJob(TypedDict):
    """A job that was made."""

    job_id: int
    """Number of the job: what every call of /job takes."""


@described
class JobApiProfile(TypedDict):
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
class JobApiProfiles(TypedDict):
    """The presets of the account."""

    profiles: list[JobApiProfile]
    """The presets, by name."""
