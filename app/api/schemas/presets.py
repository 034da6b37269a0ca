"""Presets as the API takes them; app.services.jobs.schema is what it gives."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from app.api.schemas.base import SIDE, Given
from app.core.schemas import JobTypeName
from app.job_types.parameters import HttpUrlText

Name = Annotated[str, Field(min_length=1, max_length=100)]


class PresetIn(Given):
    """A preset: a job's type, its steps, what it requires and its defaults."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(examples=["Broadcast captions"])
    """A name to recognise it by."""
    job_type: JobTypeName = Field("transcribe", validate_default=True)
    """Type of the jobs made with it."""
    asr: bool = Field(True, description="Recognise the speech; without it a person writes the captions.")
    editing: bool = Field(False, description="Wait for a person to edit and approve the captions.")
    speaker_names: bool = Field(False, description="Tell the speakers apart and name them.")
    caption_formatting: bool = Field(True, description="Cut what was said into captions by the rules.")
    required_metadata: list[Name] = Field(
        [], max_length=50, description="Names that job_metadata must hold before the job starts."
    )
    language: str | None = Field(None, max_length=20, description="Spoken language unless the job says one.")
    target_profile: str | None = Field(None, max_length=100, description="Caption format of the outputs.")
    webhook: HttpUrlText | None = Field(None, description="Gets each job's JSON when it ends.")
    settings: dict[str, Any] = Field({}, max_length=100, description="A partial Job Description: defaults.")
    sandbox: bool | None = Field(None, description=SIDE)


class PresetChange(Given):
    """The fields of a preset to change."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    """A name to recognise it by."""
    job_type: JobTypeName | None = None
    """Type of the jobs made with it."""
    asr: bool | None = None
    """Recognise the speech."""
    editing: bool | None = None
    """Wait for a person to edit and approve the captions."""
    speaker_names: bool | None = None
    """Tell the speakers apart and name them."""
    caption_formatting: bool | None = None
    """Cut what was said into captions by the rules."""
    required_metadata: list[Name] | None = Field(None, max_length=50)
    """Names that job_metadata must hold before the job starts."""
    language: str | None = Field(None, max_length=20)
    """Spoken language unless the job says one."""
    target_profile: str | None = Field(None, max_length=100)
    """Caption format of the outputs."""
    webhook: HttpUrlText | None = None
    """Gets each job's JSON when it ends."""
    settings: dict[str, Any] | None = Field(None, max_length=100)
    """A partial Job Description: defaults."""
