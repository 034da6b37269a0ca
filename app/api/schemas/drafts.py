"""Drafts: captions while a person edits them."""

from __future__ import annotations

from typing import Any

from app.api.schemas.base import Answer, Given
from app.core.schemas import DateTime


class DraftIn(Given):
    """A save of a draft; a bare Cuedeck Project is taken too, with If-Match."""

    document: dict[str, Any]
    """The captions, as a Cuedeck Project."""
    version: int | None = None
    """The version this save is based on."""


class Draft(Answer):
    """The captions of one output while a person edits them."""

    job_id: str
    """The job that waits for them."""
    output_index: int
    """Which output they will be, from 0."""
    drafts: int
    """How many drafts the job has."""
    language: str | None
    """Their language."""
    version: int
    """Counts the saves; a save names the version it is based on."""
    cue_count: int
    """How many cues they have."""
    changed_at: DateTime
    """When they were last saved."""
    changed_by: str
    """Who saved them last; empty before the first save."""
    document: dict[str, Any]
    """The captions, as a Cuedeck Project."""
