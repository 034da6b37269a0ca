"""One action on many jobs: each job in a transaction of its own, one answer for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from sqlmodel import Session, col

from app.core.db import read_scope, session_scope
from app.core.errors import AppError, Conflict, Invalid, RateLimited
from app.core.limits import thread_pools
from app.core.message_text import counted
from app.core.settings import get_settings
from app.services.access import Principal
from app.services.files import links, outputs
from app.services.idempotency import InFlight
from app.services.jobs import lifecycle, lookup
from app.services.jobs.history.filters import Filters
from app.services.jobs.history.matches import matching
from app.services.jobs.history.pages import ordered
from models import Job, Link, Output

MOST = 1000
"""Jobs that one request acts on at most: of a longer selection the first ones of the list."""

Shared = list[tuple[Link, Output]]
Act = Callable[[Session, Principal, str], Shared]

_RETRY_SECONDS = 10
_under_way: set[tuple[str, bool]] = set()
"""Whose jobs are acted on in this process, and of which side; used on its event loop only."""


class Action(StrEnum):
    """What can be done to many jobs."""

    RETRY = "retry"
    CANCEL = "cancel"
    DELETE = "delete"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Selection:
    """The jobs meant: by id, or all that match `filters`."""

    job_ids: Sequence[str] = ()
    filters: Filters | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A job that was left as it was, and why."""

    job_id: str
    code: str
    message: str
    hint: str


@dataclass(slots=True)
class Outcome:
    """What became of a selection. `more` says that further jobs match than one request acts on.

    `undoes` the action: its jobs are as they were before it.
    """

    action: Action
    more: bool = False
    undoes: bool = False
    done: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    links: list[tuple[Link, Output]] = field(default_factory=list)

    @property
    def matched(self) -> int:
        """How many jobs were tried."""
        return len(self.done) + len(self.refused)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why jobs were left as they were, and how many for each reason; the most frequent first."""
        return Counter(refusal.message for refusal in self.refused).most_common()

    @property
    def message(self) -> str:
        """One sentence: what happened to how many."""
        jobs, links_made = counted(len(self.done), "job"), counted(len(self.links), "link")
        past = _UNDONE if self.undoes else _PAST[self.action]
        done = past.format(jobs=jobs, links=links_made)
        rest = f" {counted(len(self.refused), 'job')} stayed as before." if self.refused else ""
        more = f" More jobs match: one request takes {MOST:,} at most." if self.more else ""
        return f"{done}.{rest}{more}"


_PAST = {
    Action.RETRY: "Queued {jobs} again",
    Action.CANCEL: "Canceled {jobs}",
    Action.DELETE: "Removed the files of {jobs}",
    Action.SHARE: "Made {links} to the files of {jobs}",
}
_UNDONE = "Brought the files of {jobs} back"


async def act_alone(
    who: Principal,
    action: Action,
    selection: Selection,
    *,
    seconds: int | None = None,
    undoable: bool = False,
) -> Outcome:
    """`act` off the event loop; RateLimited `bulk_under_way` while another one of the same side is."""
    return await _alone(who, partial(act, who, action, selection, seconds=seconds, undoable=undoable))


async def restore_alone(who: Principal, job_ids: Sequence[str]) -> Outcome:
    """`restore` off the event loop, as `act_alone` is."""
    return await _alone(who, partial(restore, who, job_ids))


async def _alone(who: Principal, call: Callable[[], Outcome]) -> Outcome:
    owner = (who.account_id, who.sandbox)
    if owner in _under_way:
        raise RateLimited(
            "An action on many jobs of this account is still under way.",
            code="bulk_under_way",
            hint="Wait for its answer, then ask again.",
            retry_after=_RETRY_SECONDS,
        )
    _under_way.add(owner)
    try:
        return await thread_pools.write_many(call)
    finally:
        _under_way.discard(owner)


def act(
    who: Principal,
    action: Action,
    selection: Selection,
    *,
    seconds: int | None = None,
    undoable: bool = False,
) -> Outcome:
    """Do it to every job of the selection that allows it. Invalid for too many ids or a bad expiry.

    What cannot be done to one job stops no other: its reason is in the answer. `seconds` is how long the
    links of `share` are good; without it the settings say. `undoable` hides files that `delete` would
    remove, until `restore` or for `outputs.UNDO_OF_MANY`.
    """
    seconds = get_settings().link_seconds if seconds is None else links.check_expiry(seconds)
    with read_scope() as session:
        job_ids, more = chosen(session, who, selection)
    outcome = Outcome(action, more)
    acts: dict[Action, Act] = {
        Action.RETRY: _retry,
        Action.CANCEL: _cancel,
        Action.DELETE: _hide if undoable else _delete,
        Action.SHARE: partial(_share, seconds=seconds),
    }
    for job_id in job_ids:
        _act_on_one(who, outcome, job_id, acts[action])
    return outcome


def restore(who: Principal, job_ids: Sequence[str]) -> Outcome:
    """Undo a `delete` that was undoable, for every job that allows it."""
    outcome = Outcome(Action.DELETE, undoes=True)
    for job_id in _unique(job_ids):
        _act_on_one(who, outcome, job_id, _restore)
    return outcome


def chosen(session: Session, who: Principal, selection: Selection) -> tuple[list[str], bool]:
    """The ids of the selection, at most MOST, and whether more match."""
    if selection.filters is None:
        return _unique(selection.job_ids), False
    matches: Any = ordered(matching(session, who, selection.filters), selection.filters)
    found = list(session.scalars(matches.with_only_columns(col(Job.id)).limit(MOST + 1)))
    return found[:MOST], len(found) > MOST


def _unique(job_ids: Sequence[str]) -> list[str]:
    unique = list(dict.fromkeys(job_ids))
    if len(unique) > MOST:
        raise Invalid(
            f"One request takes {MOST:,} jobs at most.",
            code="too_many_jobs",
            hint="Send the ids in several requests, or a filter.",
            errors=[{"field": "job_ids", "message": f"at most {MOST:,}"}],
        )
    return unique


def _act_on_one(who: Principal, outcome: Outcome, job_id: str, act_on_job: Act) -> None:
    try:
        with session_scope() as session:
            made = act_on_job(session, who, job_id)
    except InFlight:
        raise  # of the whole request: another process is doing it
    except AppError as error:
        refusal = Refusal(job_id, error.code, _without_id(error, job_id), error.hint)
        outcome.refused.append(refusal)
    else:
        outcome.done.append(job_id)
        outcome.links += made


def _without_id(error: AppError, job_id: str) -> str:
    """The reason in words that are the same for every job that has it."""
    return error.message.replace(f" {job_id[:80]}.", " with this id.")


def _share(session: Session, who: Principal, job_id: str, seconds: int) -> Shared:
    job = lookup.get(session, who, job_id)
    made = outputs.list_for_job(session, job.id)
    if not made:
        raise Conflict("This job has no files to share.", hint="Only completed jobs whose files are kept do.")
    return [(links.create(session, output, seconds), output) for output in made]


def _retry(session: Session, who: Principal, job_id: str) -> Shared:
    lifecycle.retry(session, who, job_id)
    return []


def _cancel(session: Session, who: Principal, job_id: str) -> Shared:
    lifecycle.cancel(session, who, job_id)
    return []


def _delete(session: Session, who: Principal, job_id: str) -> Shared:
    lifecycle.delete_files(session, who, job_id)
    return []


def _hide(session: Session, who: Principal, job_id: str) -> Shared:
    lifecycle.hide_files(session, who, job_id, outputs.UNDO_OF_MANY)
    return []


def _restore(session: Session, who: Principal, job_id: str) -> Shared:
    lifecycle.restore_files(session, who, job_id)
    return []
