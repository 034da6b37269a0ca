"""What the API answers, described for /docs and generated clients (app.services.jobs.rendering makes it)."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.core import strict_json
from app.services.jobs.schema import JobWarning

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


class DryRun(BaseModel):
    """What a submission would do."""

    valid: bool = True
    job_type: str
    stages: list[str]
    credits: int
    parameters: dict[str, Any]
    warnings: list[JobWarning] = Field([], description="What of the job cannot be delivered, and why")


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
