"""What the API answers, as typed dictionaries: nothing is copied, and a newer server may say more."""

from __future__ import annotations

from typing import Any, TypedDict


class Output(TypedDict):
    """One file a job made."""

    output_id: str
    output_index: int
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    language: str | None
    url: str
    expires_at: str


class Step(TypedDict):
    """One working stage of a job."""

    stage: str
    state: str
    attempt: int
    started_at: str | None
    ended_at: str | None
    error_code: str | None


class Job(TypedDict):
    """A job. `status` is pending, processing, completed or failed; `stage` is the finer truth."""

    job_id: str
    job_type: str
    status: str
    source_url: str
    parameters: dict[str, Any]
    credits_charged: int
    download_url: str | None
    result_data: dict[str, Any] | None
    error_message: str | None
    created_at: str
    completed_at: str | None
    expires_at: str | None
    number: int
    stage: str
    progress: float
    eta_seconds: int | None
    started_at: str | None
    job_name: str | None
    external_id: str | None
    labels: list[str]
    webhook: str | None
    sandbox: bool
    channel: str
    submitted_by: str
    source_name: str
    source_profile: str | None
    target_profile: str | None
    frame_rate: str | None
    duration: float | None
    worked_seconds: float | None
    warnings: list[dict[str, str]]
    error_code: str | None
    error_hint: str | None
    profile_id: str | None
    language: str | None
    job_metadata: dict[str, Any]
    output: str | None
    outputs: list[Output]
    outputs_expire_at: str | None
    files_deleted_at: str | None
    steps: list[Step]
    waiting_reason: str | None


class JobPage(TypedDict):
    """One page of a list."""

    items: list[Job]
    next_cursor: str | None
    has_more: bool


class Profile(TypedDict):
    """A profile (preset)."""

    profile_id: str
    name: str
    job_type: str
    asr: bool
    editing: bool
    speaker_names: bool
    caption_formatting: bool
    required_metadata: list[str]
    language: str | None
    target_profile: str | None
    webhook: str | None
    settings: dict[str, Any]
    sandbox: bool
    created_at: str
