"""What the API answers, described for /docs and generated clients (app.services.jobs.rendering makes it)."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.core import strict_json

JOB_EXAMPLE = "7f1d2c9e-51c4-4b7e-9a55-0c2f6f0f5d10"
SIDE = "Sandbox (true) or live (false). With a key always what the key is; the page's default is live."


class Given(BaseModel):
    """What somebody sends."""

    @model_validator(mode="before")
    @classmethod
    def _keepable(cls, value: Any) -> Any:
        if problem := strict_json.unusable(value):
            raise ValueError(f"must not have {problem}")
        return value


class Problem(BaseModel):
    """RFC 9457 problem details, with a stable `code` and a `hint` that says what to do next."""

    type: str = "about:blank"
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no job."])
    code: str = Field(examples=["not_found"])
    hint: str | None = None
    request_id: str | None = None
    job_id: str | None = Field(None, description="The history entry of a refused submission.")

    model_config = ConfigDict(extra="allow")


class OutputOut(BaseModel):
    """One file a job made."""

    output_id: str
    output_index: int
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    language: str | None
    url: str = Field(description="Works for whoever has it, until expires_at.")
    expires_at: str


class StepOut(BaseModel):
    """One working stage of a job."""

    stage: str
    state: str = Field(description="running, done or failed")
    attempt: int
    started_at: str | None
    ended_at: str | None
    error_code: str | None


class WarningOut(BaseModel):
    """A field of which nothing is delivered although the job is: one of several target languages."""

    field: str = Field(examples=["target_languages.1"])
    code: str = Field(examples=["language_unsupported"])
    message: str
    hint: str
    value: str


class JobOut(BaseModel):
    """A job. `status` is one of pending, processing, completed, failed; `stage` is the finer truth."""

    job_id: str = Field(description="UUID", examples=[JOB_EXAMPLE])
    job_type: str = Field(examples=["convert"])
    status: str = Field(examples=["completed"])
    source_url: str = Field(description="Original source URL, or upload:ID")
    parameters: dict[str, Any] = Field(description="Request parameters used")
    credits_charged: int
    download_url: str | None = Field(description="File URL (completed only)")
    result_data: dict[str, Any] | None = Field(description="Result metadata (completed only)")
    error_message: str | None = Field(description="Error details (failed only)")
    created_at: str
    completed_at: str | None
    expires_at: str | None = Field(description="When download_url expires")
    number: int
    stage: str = Field(examples=["converted"])
    progress: float = Field(description="Percent, 0 to 100")
    eta_seconds: int | None
    started_at: str | None
    job_name: str | None
    external_id: str | None
    labels: list[str]
    webhook: str | None
    sandbox: bool
    channel: str = Field(description="web, api or cli")
    submitted_by: str
    source_name: str
    source_profile: str | None
    target_profile: str | None
    frame_rate: str | None
    duration: float | None = Field(description="Seconds of the media or captions")
    worked_seconds: float | None = Field(description="Seconds of work, without waiting")
    warnings: list[WarningOut] = Field(description="What of the job cannot be delivered, and why")
    error_code: str | None
    error_hint: str | None
    profile_id: str | None
    language: str | None = Field(description="The spoken language, as told or as heard")
    job_metadata: dict[str, Any]
    output: str | None = Field(
        description="The first output as base64 when the job has inline=true; null in lists"
    )
    outputs: list[OutputOut]
    outputs_expire_at: str | None = Field(description="When the files are removed from this server")
    files_deleted_at: str | None
    steps: list[StepOut]
    waiting_reason: str | None = Field(
        description="Why the job has to wait longer than its turn: no worker serves its queue"
    )


class JobList(BaseModel):
    """One page of jobs; pass `next_cursor` as `cursor` to get the next one."""

    items: list[JobOut]
    next_cursor: str | None
    has_more: bool


class EventOut(BaseModel):
    """Something that happened to a job."""

    id: int = Field(description="Counts up; pass the last one as `after`")
    event: str = Field(examples=["job.completed"])
    timestamp: str
    job_id: str
    number: int
    job_type: str
    stage: str
    status: str
    external_id: str | None
    sandbox: bool
    error_code: str | None


class EventList(BaseModel):
    """Events, oldest first; pass `next_after` as `after` to go on."""

    items: list[EventOut]
    next_after: int
    has_more: bool


class DryRun(BaseModel):
    """What a submission would do."""

    valid: bool = True
    job_type: str
    stages: list[str]
    credits: int
    parameters: dict[str, Any]
    warnings: list[WarningOut] = Field([], description="What of the job cannot be delivered, and why")


class UploadOut(BaseModel):
    """A stored source file and what a first look found in it."""

    upload_id: str
    file_name: str
    size: int
    sha256: str
    inspection: dict[str, Any]


class KeyOut(BaseModel):
    """An API key; its text is never shown again after it was made."""

    key_id: str
    name: str
    sandbox: bool
    hint: str = Field(description="The last four characters")
    created_at: str
    last_used_at: str | None
    revoked_at: str | None


class NewKey(Given):
    """What a new key is for."""

    name: str = Field(min_length=1, max_length=100)
    sandbox: bool | None = Field(None, description=SIDE)


class NewKeyOut(KeyOut):
    """A new key with its text, shown this once."""

    key: str


class NewLink(Given):
    """A link to make."""

    job_id: str
    output_index: int = Field(0, ge=0)
    expires_in: int = Field(3600, description="Seconds, 60 to 604800")
    max_downloads: int | None = Field(None, ge=1, le=1_000_000)


class LinkOut(BaseModel):
    """A presigned link."""

    link_id: str
    job_id: str
    output_index: int
    file_name: str
    url: str
    expires_at: str
    created_at: str
    max_downloads: int | None
    download_count: int
    revoked_at: str | None
    state: str = Field(description="active, expired, revoked or used_up")


class ExpirationRequest(BaseModel):
    """The body of download-result."""

    expirationSeconds: float = Field(3600, description="60 to 604800")


class FrameLikeness(BaseModel):
    """How many bits of each picture hash agree, from 0.0 to 1.0; unrelated pictures agree in about half."""

    average: float
    perceptual: float
    difference: float
    same: bool


class SoundLikeness(BaseModel):
    """How alike the sound is where the two lie over each other."""

    similarity: float = Field(description="0.0 to 1.0; unrelated sound agrees in about half of the bits")
    offset_seconds: float = Field(description="How far into the first recording the second one begins")
    overlap_seconds: float
    same: bool


class Likeness(BaseModel):
    """Two fingerprints compared; a part that one side lacks is null."""

    a: str = Field(description="Job id")
    b: str = Field(description="Job id")
    same: bool = Field(description="Whether picture or sound agree")
    frame: FrameLikeness | None
    audio: SoundLikeness | None
