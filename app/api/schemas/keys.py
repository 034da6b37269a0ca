"""API keys."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import SIDE, Answer, Given
from app.core.schemas import DateTime


class NewKey(Given):
    """An API key to make."""

    name: str = Field(min_length=1, max_length=100)
    """A name to recognise it by."""
    sandbox: bool | None = Field(None, description=SIDE)


class Key(Answer):
    """An API key; its text is never shown again after it was made."""

    key_id: str
    """Identifier of the key."""
    name: str
    """Its name."""
    sandbox: bool
    """Whether it is a sandbox key, whose jobs do no real work."""
    hint: str
    """The last four characters of its text."""
    created_at: DateTime
    """When it was made."""
    last_used_at: DateTime | None
    """When it was last used."""
    revoked_at: DateTime | None
    """When it was revoked; it is useless since."""


class CreatedKey(Key):
    """A new key with its text, shown this once."""

    key: str
    """The text to send as `Authorization: Bearer KEY`."""
