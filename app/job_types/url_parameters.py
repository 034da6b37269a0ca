"""Parameters of the job types that start from an address or a media file and make no captions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.job_types.parameters import HttpUrlText, JobParameters
from models.stages import JobType


class UrlParameters(JobParameters):
    """What the job types that start from an address share."""

    url: HttpUrlText | None = None
    media_url: HttpUrlText | None = None

    def source_address(self) -> str | None:
        """It may be named `url` as well."""
        return self.url or self.media_url or super().source_address()


class DownloadParameters(UrlParameters):
    """download: media from a page or a plain address."""

    job_type: Literal[JobType.DOWNLOAD] = JobType.DOWNLOAD
    format: Literal["video", "audio"] = Field(
        "video", description="audio: the sound alone, taken out of the film where the site has no other."
    )


class PreviewParameters(UrlParameters):
    """preview: a gif, a thumbnail, a mosaic, a clip or a waveform. `timestamp` in seconds; default 25 %."""

    job_type: Literal[JobType.PREVIEW] = JobType.PREVIEW
    preview_type: Literal["gif", "thumbnail", "mosaic", "clip", "waveform"] = "gif"
    timestamp: float | None = Field(None, ge=0)
    start: float | None = Field(None, ge=0)
    duration: float | None = Field(None, gt=0, le=30)
    width: int = Field(480, ge=16, le=1920)
    columns: int = Field(4, ge=1, le=8)
    rows: int = Field(4, ge=1, le=8)
    fps: int = Field(10, ge=1, le=20)


class FingerprintParameters(UrlParameters):
    """fingerprint: three frame hashes and the audio's Chromaprint."""

    job_type: Literal[JobType.FINGERPRINT] = JobType.FINGERPRINT
    timestamp: float | None = Field(None, ge=0)
    hash_size: Literal[8, 16, 32] = 8


class CommentsParameters(UrlParameters):
    """comments: the threads under a video's page."""

    job_type: Literal[JobType.COMMENTS] = JobType.COMMENTS
    max_comments: int = Field(1000, ge=1, le=20_000)
