"""POST /v1/jobs/{job_id}/download-result, in the names and errors that its callers know."""

from __future__ import annotations

from typing import NotRequired

from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from app.api.schemas.base import Answer
from app.core.schemas import DateTime, JobTypeName, Url, described


class ExpirationRequest(BaseModel):
    """How long the addresses are valid."""

    expirationSeconds: float = Field(3600, description="Seconds, 60 to 604800")


@described
class ResultFile(TypedDict):
    """One output file."""

    outputIndex: NotRequired[int]
    """Position among the outputs, from 0; left out where there is only one."""
    url: Url
    """Address to download it from."""
    expiresAt: DateTime
    """When the address ends."""
    sizeBytes: int
    """Size in bytes."""


@described
class DownloadResult(TypedDict):
    """Fresh addresses of a completed job's outputs."""

    jobId: str
    """Identifier of the job."""
    apiProduct: JobTypeName
    """Type of the job."""
    expiresAt: DateTime
    """When the addresses end."""
    outputs: list[ResultFile]
    """The files."""


class ResultError(Answer):
    """Why there are no addresses."""

    code: str
    """Stable code."""
    message: str
    """The reason in words."""


class ResultFailure(Answer):
    """An error of download-result."""

    error: ResultError
    """What went wrong."""
