"""Usage and ledger entries as the page lists them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TypedDict

from app.core.clock import iso
from app.services.accounts import usage
from app.ui.labels import seconds_text, type_label
from app.ui.language import number_text, tr
from models import EntryKind, LedgerEntry

_KINDS = {
    EntryKind.GRANT: "Granted",
    EntryKind.HOLD: "Held for a job",
    EntryKind.RELEASE: "Hold ended",
    EntryKind.CHARGE: "Charged",
    EntryKind.REFUND: "Given back",
}


class UsageRow(TypedDict):
    """A day of one job type through one key."""

    day: str
    type: str
    key: str
    jobs: str
    failed: str
    credits: str
    seconds: str


class Total(TypedDict):
    """All jobs of a type, or of a key, in the span of days."""

    name: str
    jobs: str
    failed: str
    credits: str
    seconds: str


class EntryRow(TypedDict):
    """A ledger entry; `job` is the number of its job, or ""."""

    id: str
    at: str
    kind: str
    amount: str
    added: bool
    job: str
    note: str


def usage_row(row: usage.Row) -> UsageRow:
    """A row of the table by day."""
    return {
        "day": row.day,
        "type": type_text(row),
        "key": key_text(row),
        "jobs": number_text(row.jobs),
        "failed": number_text(row.failed) if row.failed else "",
        "credits": number_text(row.credits),
        "seconds": seconds_text(row.seconds) if row.seconds else "",
    }


def type_text(row: usage.Row) -> str:
    """The job type of a row, with its side."""
    label = type_label(row.job_type)
    return tr("{type} (sandbox)", type=label) if row.sandbox else label


def key_text(row: usage.Row) -> str:
    """The key of a row, or the page."""
    return row.key_name or tr("On this page")


def totals(rows: Iterable[usage.Row], name: Callable[[usage.Row], str]) -> list[Total]:
    """What each name adds up to, most jobs first."""
    found: dict[str, list[usage.Row]] = defaultdict(list)
    for row in rows:
        found[name(row)].append(row)
    busiest = sorted(found.items(), key=lambda each: -sum(row.jobs for row in each[1]))
    return [total(each, mine) for each, mine in busiest]


def total(name: str, rows: Iterable[usage.Row]) -> Total:
    """The sum of rows."""
    mine = list(rows)
    failed, seconds = sum(row.failed for row in mine), sum(row.seconds for row in mine)
    return {
        "name": name,
        "jobs": number_text(sum(row.jobs for row in mine)),
        "failed": number_text(failed) if failed else "",
        "credits": number_text(sum(row.credits for row in mine)),
        "seconds": seconds_text(seconds) if seconds else "",
    }


def entry_row(entry: LedgerEntry, numbers: Mapping[str, int]) -> EntryRow:
    """A ledger entry, with a real minus sign."""
    number = numbers.get(entry.job_id or "")
    return {
        "id": str(entry.id),
        "at": iso(entry.created_at) or "",
        "kind": tr(_KINDS.get(EntryKind(entry.kind), entry.kind)),
        "amount": "+" * (entry.amount > 0) + number_text(entry.amount).replace("-", "\u2212"),
        "added": entry.amount > 0,
        "job": str(number) if number else "",
        "note": entry.note,
    }
