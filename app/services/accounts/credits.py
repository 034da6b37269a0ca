"""Credits: held when a job is accepted, charged when it completes, given back in full otherwise.

Every entry has a unique key made of the job and its round (a retry is a new round), so no repeated call,
crash or race can charge or refund twice.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func
from sqlmodel import Session, col, select

from app.core import clock
from app.core.db import append
from app.core.errors import InsufficientCredits, Invalid
from app.core.settings import get_settings
from app.services import access
from app.services.access import Principal
from app.services.cursors import make_cursor, open_cursor
from models import Account, EntryKind, Job, LedgerEntry

LARGEST_GRANT = 1_000_000_000
# Built once: every job asks the one at its beginning and the other at its end.
_LIMITED = select(Account.credit_limited).where(col(Account.id) == bindparam("account_id"))
_AMOUNTS = select(LedgerEntry.amount).where(col(LedgerEntry.key).in_(bindparam("keys", expanding=True)))


def price(job_type: str) -> int:
    """What a job of this type costs, in credits."""
    return get_settings().prices[job_type]


def balance(session: Session, who: Principal) -> int:
    """The asker's balance in credits: the sum of the ledger. Nothing for a sandbox key, which needs none."""
    return _sum(session, who)


def held(session: Session, who: Principal) -> int:
    """What is set aside for jobs that have not ended, in credits."""
    return -_sum(
        session, who, col(LedgerEntry.kind).in_([EntryKind.HOLD, EntryKind.RELEASE, EntryKind.REFUND])
    )


def _sum(session: Session, who: Principal, *which: ColumnElement[bool]) -> int:
    total = select(func.coalesce(func.sum(LedgerEntry.amount), 0))
    return int(session.exec(total.where(*access.conditions(who, LedgerEntry), *which)).one())


def rule(session: Session, who: Principal) -> tuple[bool, str]:
    """Whether a job that costs more than the balance is refused, and what that means in words."""
    if who.side is True:
        return False, "Sandbox jobs cost nothing: there is no balance to spend and no limit."
    if session.scalar(_LIMITED, {"account_id": who.account_id}):
        return True, "A job that costs more is refused."
    return False, "There is no limit: credits are only counted."


def page(
    session: Session,
    who: Principal,
    limit: int = 20,
    cursor: str | None = None,
    kinds: Collection[EntryKind] = (),
) -> tuple[list[LedgerEntry], str | None]:
    """Ledger entries (of these kinds, if any are named), newest first, and the next page's cursor or None."""
    statement = access.visible(who, LedgerEntry)
    if kinds:
        statement = statement.where(col(LedgerEntry.kind).in_([str(kind) for kind in kinds]))
    if cursor:
        statement = statement.where(col(LedgerEntry.id) < open_cursor("ledger", cursor, who))
    found = list(session.exec(statement.order_by(col(LedgerEntry.id).desc()).limit(limit + 1)))
    more, shown = len(found) > limit, found[:limit]
    return shown, make_cursor("ledger", shown[-1].id, who) if more else None


def grant(session: Session, account_id: str, amount: int, key: str, note: str = "") -> None:
    """Add credits (or take some away, with a negative amount) once per `key`."""
    if not -LARGEST_GRANT <= amount <= LARGEST_GRANT:
        raise Invalid(
            f"{amount} credits are too many at once.", hint=f"Grant at most {LARGEST_GRANT} at a time."
        )
    if session.exec(select(LedgerEntry.id).where(col(LedgerEntry.key) == key)).first() is None:
        append(session, LedgerEntry, _entry(account_id, None, EntryKind.GRANT, amount, key, note))


def set_limited(session: Session, account: Account, *, limited: bool) -> None:
    """Refuse jobs that a balance does not cover, or only count what they cost."""
    account.credit_limited = limited
    session.add(account)


def check(session: Session, who: Principal, job_type: str) -> None:
    """Raise InsufficientCredits when a limited account cannot pay for a job of this type."""
    limited, _ = rule(session, who)
    if not limited:
        return
    have, cost = balance(session, who), price(job_type)
    if have < cost:
        raise InsufficientCredits(
            f"A {job_type} job costs {cost} credits and the balance is {have}.",
            hint="Ask the owner of this instance for more credits, then submit the job again.",
            balance=have,
            price=cost,
            rejected=True,
        )


def hold(session: Session, job: Job) -> None:
    """Set the price aside for this round of the job; sandbox jobs cost nothing."""
    if not job.sandbox:
        cost = price(job.job_type)
        append(session, LedgerEntry, _of_round(job, EntryKind.HOLD, -cost))


def settle(session: Session, job: Job, *, completed: bool) -> int | None:
    """Turn the round's hold into a charge if the job completed, or give it back.

    Returns what the job has cost in the end; None when nothing was held or it is settled already.
    """
    held = _held(session, job)
    if held is None:
        return None
    if not completed:
        append(session, LedgerEntry, _of_round(job, EntryKind.REFUND, -held))
        return 0
    charge = _of_round(job, EntryKind.CHARGE, held)
    append(session, LedgerEntry, _of_round(job, EntryKind.RELEASE, -held), charge)
    return -held


def _held(session: Session, job: Job) -> int | None:
    """The amount this round still holds; None when nothing was held or it is settled already."""
    keys = [f"{kind}:{job.id}:{job.round}" for kind in (EntryKind.HOLD, EntryKind.CHARGE, EntryKind.REFUND)]
    with session.no_autoflush:  # all that waits to be written is written once, at the end
        found = session.scalars(_AMOUNTS, {"keys": keys}).all()
    return found[0] if len(found) == 1 else None


def _of_round(job: Job, kind: EntryKind, amount: int) -> dict[str, Any]:
    return _entry(job.account_id, job.id, kind, amount, f"{kind}:{job.id}:{job.round}")


def _entry(
    account_id: str, job_id: str | None, kind: EntryKind, amount: int, key: str, note: str = ""
) -> dict[str, Any]:
    what = {"kind": str(kind), "amount": amount, "key": key, "note": note}
    return {"account_id": account_id, "job_id": job_id, **what, "created_at": clock.now()}
