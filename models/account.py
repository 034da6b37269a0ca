"""Accounts, API keys, browser sessions and one-time sign-in links."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import false
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, new_id, utcnow


class Account(SQLModel, table=True):
    """An owner of jobs. `credit_limited` False means metered but never refused.

    `retention_days` is how long the files of its jobs are kept; None is as long as the settings say.
    An `operator` also runs this server: sees its queues, workers and disk, and changes its settings.
    `language` is that of the page, where the person has chosen one.
    """

    id: str = Field(default_factory=new_id, primary_key=True)
    email: str = Field(unique=True, index=True)
    name: str = ""
    password_hash: str | None = None
    credit_limited: bool = False
    retention_days: int | None = None
    language: str | None = None
    operator: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)


class ApiKey(SQLModel, table=True):
    """A key for programs. Only the SHA-256 of its secret is stored; `hint` is its last four characters."""

    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    name: str
    sandbox: bool = False
    secret_hash: str
    hint: str
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class BrowserSession(SQLModel, table=True):
    """A signed-in browser; `id` is the SHA-256 of the cookie's secret.

    Until `may_reset_until`, one that came by a one-time link sets a password without knowing the old one.
    """

    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    may_reset_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInLink(SQLModel, table=True):
    """A one-time way in, printed in the terminal; `id` is the SHA-256 of its secret."""

    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
