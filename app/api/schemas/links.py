"""Presigned links that can be revoked."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.api.schemas.base import Answer, Given
from app.core.schemas import DateTime, Url


class NewLink(Given):
    """A link to make."""

    job_id: str
    """The job whose output it leads to."""
    output_index: int = Field(0, ge=0)
    """Which of its outputs, from 0."""
    expires_in: int | None = None
    """Seconds until it ends, 60 to 604800; without it what the server is set to, by default an hour."""
    max_downloads: int | None = Field(None, ge=1, le=1_000_000)
    """How many downloads it allows; null for any number."""


class LinkChanges(Given):
    """What to change of a link."""

    expires_in: int
    """Seconds from now until it ends, 60 to 604800. The address stays the same; it may have ended already."""


class Link(Answer):
    """A presigned link: whoever has it can download, until it ends."""

    link_id: str
    """Identifier of the link."""
    job_id: str
    """The job whose output it leads to."""
    output_index: int
    """Which of its outputs, from 0."""
    file_name: str
    """Name of the file."""
    url: Url
    """The address to share."""
    expires_at: DateTime
    """When it ends."""
    created_at: DateTime
    """When it was made."""
    max_downloads: int | None
    """How many downloads it allows; null for any number."""
    download_count: int
    """How often it was used."""
    last_used_at: DateTime | None
    """When it was last used."""
    last_address: str
    """Address that it was last used from; empty unless the server is set to keep it."""
    revoked_at: DateTime | None
    """When it was revoked."""
    state: Literal["active", "expired", "revoked", "used_up", "file_removed"]
    """Whether it still works, and why not."""
