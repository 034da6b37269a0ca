"""Credits: balance, ledger, prices, and usage."""

from __future__ import annotations

from typing import Annotated

from app.api.schemas.base import Answer
from app.core.schemas import DateTime, Format, JobTypeName
from models.ledger import EntryKind


class LedgerEntry(Answer):
    """One movement of credits."""

    entry_id: int
    """Identifier of the entry; it counts up."""
    kind: EntryKind
    """Why the amount moved."""
    amount: int
    """Credits added (positive) or taken (negative)."""
    job_id: str | None
    """The job it was for."""
    note: str
    """A remark by whoever granted credits."""
    created_at: DateTime
    """When it moved."""


class Credits(Answer):
    """The balance and one page of the ledger, newest first."""

    balance: int
    """What can be spent: the sum of the ledger."""
    held: int
    """Set aside for jobs that have not ended."""
    limited: bool
    """Whether a job that costs more than the balance is refused."""
    rule: str
    """The same in words; sandbox jobs cost nothing."""
    items: list[LedgerEntry]
    """The movements of this page."""
    next_cursor: str | None
    """Pass it as `cursor` to get the next page; null on the last one."""
    has_more: bool
    """Whether there is a next page."""


class UsageRow(Answer):
    """One day (UTC) of one job type through one key."""

    day: Annotated[str, Format("date")]
    """The day in UTC."""
    job_type: JobTypeName
    """Type of the jobs."""
    key_id: str | None
    """The key they were submitted with; null for the page."""
    key_name: str | None
    """Name of the key."""
    sandbox: bool
    """Whether they were sandbox jobs."""
    jobs: int
    """How many were submitted."""
    completed: int
    """How many of them completed."""
    failed: int
    """How many of them failed."""
    credits: int
    """What they cost."""
    seconds: float
    """Length of their media in seconds."""


class Usage(Answer):
    """Usage of a span of days."""

    items: list[UsageRow]
    """One row a day, type and key, oldest first."""


class Prices(Answer):
    """What jobs cost."""

    prices: dict[str, int]
    """Credits by job type."""
