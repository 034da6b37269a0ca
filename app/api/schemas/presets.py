"""Presets and drafts as the API takes and gives them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.api.schemas.base import SIDE, Given
from app.core.schemas import JobTypeName
from app.job_types.parameters import HttpUrlText

Name = Annotated[str, Field(min_length=1, max_length=100)]


class PresetIn(Given):
    """A preset: a job's type, its steps, what it requires and its defaults."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(examples=["Broadcast captions"])
    job_type: JobTypeName = "transcribe"
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
    job_type: JobTypeName | None = None
    asr: bool | None = None
    editing: bool | None = None
    speaker_names: bool | None = None
    caption_formatting: bool | None = None
    required_metadata: list[Name] | None = Field(None, max_length=50)
    language: str | None = Field(None, max_length=20)
    target_profile: str | None = Field(None, max_length=100)
    webhook: HttpUrlText | None = None
    settings: dict[str, Any] | None = Field(None, max_length=100)


class PresetOut(BaseModel):
    """A preset."""

    profile_id: str = Field(description="The preset's id: `preset_id` of a Job Description")
    sandbox: bool = Field(description="Of sandbox jobs, or of live ones")
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
    created_at: str


class DraftIn(Given):
    """A save of a draft; a bare Cuedeck Project is taken too, with If-Match."""

    document: dict[str, Any] = Field(description="A Cuedeck Project")
    version: int | None = Field(None, description="The version this save is based on")


class DraftOut(BaseModel):
    """The captions of one output while a person edits them."""

    job_id: str
    output_index: int
    drafts: int = Field(description="How many drafts the job has")
    language: str | None
    version: int
    cue_count: int
    changed_at: str
    changed_by: str
    document: dict[str, Any] = Field(description="A Cuedeck Project")
