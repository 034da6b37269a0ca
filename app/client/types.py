"""Response types of the client, as typed dictionaries."""

from __future__ import annotations

from typing import Any, TypedDict

from app.services.jobs.schema import Event, Job, JobPage, JobWarning, Output, Step

__all__ = ["Event", "Job", "JobPage", "JobWarning", "Output", "Preset", "Profile", "Step"]


class Preset(TypedDict):
    """A preset: stored job settings."""

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


Profile = Preset
"""An earlier name of `Preset`."""
