"""A preset as everybody outside gets it: the one definition of its fields."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from app.core.schemas import DateTime, JobTypeName, Url, described


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
