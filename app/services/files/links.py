"""Presigned download links: create, list, revoke, open.

Two kinds of token, both signed and both ending: `l` names a Link row (shared by a person or a program, with
an optional download limit, revocable, and ending when the row says, so that an address that was sent can be
given more time); `o` names an output directly, for the short-lived `download_url` of a
job, so that reading a job never writes: these end with all other links of the output (`revoke_all`).

Downloads are counted by the bytes of the file that leave, not by what the client asks for. A download pays
for as many bytes as the file has; a part is taken from what earlier downloads paid for and did not bring, and
counts as a download of its own once that is used up. To resume after a broken connection, a link also has
half a file to spare over its whole life. So N downloads can never bring N + 1 whole copies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, case, delete, func, or_, update
from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict, Gone, Invalid, NotFound
from app.core.security import random_text
from app.core.settings import get_settings
from app.core.signing import sign, verify
from app.services import access, undo
from app.services.access import Principal
from models import Job, Link, Output

_KEPT_DAYS = 30
"""How long a link that has ended is still listed."""
_TOKEN = re.compile(r"(/d/)[\w.~=-]+")
MIN_SECONDS, MAX_SECONDS, DEFAULT_SECONDS = 60, 604_800, 3600
_STEP = 300
LIVE, ENDING, ENDED = "live", "ending", "ended"
_SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Presigned:
    """An address and when it ends."""

    url: str
    expires_at: datetime


def check_expiry(seconds: Any) -> int:
    """The expiry in whole seconds; Invalid unless 60 to 604800."""
    number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    if not number or not MIN_SECONDS <= seconds <= MAX_SECONDS:
        raise Invalid(
            "Expiration time must be between 60 and 604800 seconds",
            code="invalid_expiration",
            hint="Send a number of seconds, for example 3600 for an hour.",
        )
    return int(seconds)


def create(
    session: Session,
    output: Output,
    seconds: int | None = None,
    *,
    max_downloads: int | None = None,
    since: datetime | None = None,
) -> Link:
    """A new link to an output, good for `seconds` or what the settings say.

    Links made together end together when they are given the same `since`.
    """
    wanted = get_settings().link_seconds if seconds is None else check_expiry(seconds)
    expires = (since or clock.now()) + timedelta(seconds=wanted)
    link = Link(
        id=random_text(16),
        output_id=output.id,
        account_id=output.account_id,
        sandbox=output.sandbox,
        expires_at=expires.replace(microsecond=0),
        max_downloads=max_downloads,
        bytes_left=output.size // 2,
        created_at=clock.now(),
    )
    session.add(link)
    session.flush()
    return link


def url(link: Link, base_url: str) -> str:
    """The address of a link."""
    token = sign("link", f"l-{link.id}-{int(link.expires_at.timestamp())}")
    return f"{base_url}/d/{token}"


def window() -> int:
    """The start of the current five minutes (Unix seconds), in which short-lived addresses stay the same."""
    return int(clock.now().timestamp()) // _STEP * _STEP


def short_lived(output: Output, base_url: str) -> Presigned:
    """An address for an output, good for an hour; the same one for five minutes on end."""
    ends = window() + DEFAULT_SECONDS + _STEP
    token = sign("link", f"o-{output.id}~{output.links_revoked}-{ends}")
    return Presigned(f"{base_url}/d/{token}", datetime.fromtimestamp(ends, UTC))


def list_for_job(session: Session, who: Principal, job_id: str) -> list[tuple[Link, Output]]:
    """Every link to the outputs of one of the asker's jobs, newest first."""
    mine = select(Link, Output).join(Output, col(Link.output_id) == col(Output.id))
    mine = mine.where(col(Output.job_id) == job_id, *access.conditions(who, Link, Output))
    return list(session.exec(mine.order_by(col(Link.created_at).desc())))


def page(
    session: Session, who: Principal, which: str = LIVE, text: str = "", limit: int = 50
) -> list[tuple[Link, Output, int]]:
    """The asker's links to files whose name has `text`, with their outputs and the numbers of their jobs.

    `which` is live (ending first comes first), ending (within a day) or ended (the latest first).
    """
    ended = which == ENDED
    conditions = [~_is_live() if ended else _is_live(), *access.conditions(who, Link, Output)]
    if which == ENDING:
        conditions.append(col(Link.expires_at) <= clock.now() + _SOON)
    if text.strip():
        conditions.append(col(Output.file_name).icontains(text.strip(), autoescape=True))
    mine = select(Link, Output, col(Job.number)).join(Output, col(Link.output_id) == col(Output.id))
    mine = mine.join(Job, col(Job.id) == col(Output.job_id)).where(*conditions)
    order = col(Link.expires_at).desc() if ended else col(Link.expires_at)
    found = session.exec(mine.order_by(order, col(Link.id)).limit(limit))
    return [(link, output, int(number or 0)) for link, output, number in found]


def live(session: Session, who: Principal, limit: int, after: str | None = None) -> list[tuple[Link, Output]]:
    """The asker's links that work, those that end first first; `after` goes on behind that link."""
    conditions = [_is_live(), *access.conditions(who, Link, Output)]
    if after is not None:
        last = get(session, who, after)
        later = and_(col(Link.expires_at) == last.expires_at, col(Link.id) > last.id)
        conditions.append(or_(col(Link.expires_at) > last.expires_at, later))
    mine = select(Link, Output).join(Output, col(Link.output_id) == col(Output.id)).where(*conditions)
    return list(session.exec(mine.order_by(col(Link.expires_at), col(Link.id)).limit(limit)))


def counts(session: Session, who: Principal) -> tuple[int, int]:
    """How many of the asker's links work, and how many of those end within a day."""
    soon = func.coalesce(func.sum(case((col(Link.expires_at) <= clock.now() + _SOON, 1), else_=0)), 0)
    mine = select(func.count(), soon).select_from(Link).join(Output, col(Link.output_id) == col(Output.id))
    live, ending = session.exec(mine.where(_is_live(), *access.conditions(who, Link, Output))).one()
    return int(live), int(ending)


def _is_live() -> ColumnElement[bool]:
    return and_(
        col(Link.revoked_at).is_(None),
        col(Link.expires_at) > clock.now(),
        or_(col(Link.max_downloads).is_(None), col(Link.download_count) < col(Link.max_downloads)),
        col(Output.deleted_at).is_(None),
    )


def ends_soon(link: Link) -> bool:
    """Whether it ends within a day."""
    return link.expires_at <= clock.now() + _SOON


def get(session: Session, who: Principal, link_id: str) -> Link:
    """A link of the asker's."""
    link = access.find(session, who, Link, link_id)
    if link is None:
        raise NotFound("There is no such link.", hint="List the links of a job first.")
    return link


def revoke(session: Session, who: Principal, link_id: str) -> Link:
    """Revoke a link."""
    link = get(session, who, link_id)
    link.revoked_at = link.revoked_at or clock.now()
    session.add(link)
    return link


def restore(session: Session, who: Principal, link_id: str) -> Link:
    """Undo `revoke`. Raises Conflict when that was too long ago."""
    link = get(session, who, link_id)
    if not can_be_restored(link):
        raise Conflict("This link stays revoked.", hint="Make a new link.")
    link.revoked_at = None
    session.add(link)
    return link


def extend(session: Session, who: Principal, link_id: str, seconds: int) -> Link:
    """Let a link end `seconds` from now: later or sooner than it would, also when its time was over already.

    The address that was shared keeps working. Raises Conflict for a link that was revoked, Gone for one whose
    file was removed.
    """
    link = get(session, who, link_id)
    if link.revoked_at is not None:
        raise Conflict("This link has been revoked.", code="link_revoked", hint="Make a new link.")
    if output_of(session, link).deleted_at is not None:
        raise Gone(
            "The file behind this link has been removed.",
            code="file_removed",
            hint="Run the job again, and share its new file.",
        )
    link.expires_at = (clock.now() + timedelta(seconds=check_expiry(seconds))).replace(microsecond=0)
    session.add(link)
    return link


def can_be_restored(link: Link) -> bool:
    """Whether a link was revoked a moment ago and would still be good."""
    return undo.can_be_undone(link.revoked_at) and link.expires_at > clock.now()


def revoke_all(session: Session, who: Principal, job_id: str) -> list[tuple[Link, Output]]:
    """End every link to the outputs of one of the asker's jobs now, the short-lived addresses too.

    It is for good: their time is over as well, so that nothing brings them back.
    """
    mine = (col(Output.job_id) == job_id, *access.conditions(who, Output))
    session.execute(update(Output).where(*mine).values(links_revoked=Output.links_revoked + 1))
    found = list_for_job(session, who, job_id)
    now = clock.now()
    for link, _ in found:
        link.revoked_at = link.revoked_at or now
        link.expires_at = min(link.expires_at, now.replace(microsecond=0))
        session.add(link)
    return found


def open_token(session: Session, token: str) -> tuple[Output, Link | None]:
    """The output behind a token, and its link; NotFound for a token we never made, Gone for an ended one."""
    kind, _, rest = (verify("link", token) or "").partition("-")
    name, _, ends = rest.rpartition("-")
    if kind not in ("l", "o"):
        raise NotFound(
            "This link is not valid.",
            code="link_invalid",
            hint="Copy the whole address again, or ask for a new link.",
        )
    link = session.get(Link, name) if kind == "l" else None
    if link is not None and link.revoked_at is not None:
        raise _gone("This link has been revoked.", "link_revoked")
    if (link.expires_at.timestamp() if link else int(ends)) <= clock.now().timestamp():
        raise _gone("This link has expired.", "link_expired")
    if kind == "l" and link is None:
        raise _gone("This link has been revoked.", "link_revoked")
    name, _, revoked_before = name.partition("~")
    output = session.get(Output, link.output_id if link else name)
    if output is not None and link is None and output.links_revoked != int(revoked_before or 0):
        raise _gone("This link has been revoked.", "link_revoked")
    if output is None or output.deleted_at is not None:
        raise _gone("The file behind this link has been removed.", "file_removed")
    return output, link


def output_of(session: Session, link: Link) -> Output:
    """What a link leads to."""
    return session.get_one(Output, link.output_id)


def take_bytes(session: Session, link: Link, size: int, wanted: int, address: str = "") -> None:
    """Take `wanted` bytes of a file of `size` bytes, counting a download where none pays for them.

    `address` is the client's; it is kept only when the settings allow it. Raises Gone when the link's
    downloads are used up.
    """
    used = {
        "last_used_at": clock.now(),
        "last_address": address if get_settings().keep_link_addresses else "",
    }
    begun = (col(Link.download_count) > 0, col(Link.bytes_left) >= wanted)
    if _change(session, link, *begun, bytes_left=Link.bytes_left - wanted, **used):
        return
    allowed = or_(col(Link.max_downloads).is_(None), col(Link.download_count) < col(Link.max_downloads))
    counted = {"download_count": Link.download_count + 1, "bytes_left": Link.bytes_left + size - wanted}
    if not _change(session, link, allowed, **counted, **used):
        raise _used_up()


def return_bytes(session: Session, link: Link, unsent: int) -> None:
    """Return bytes that were taken and not sent, because the client went away."""
    _change(session, link, bytes_left=Link.bytes_left + unsent)


def refuse_used_up(link: Link, wanted: int) -> None:
    """Gone if `take_bytes` would raise it: for HEAD, which answers as GET would and takes nothing."""
    open_ended = link.max_downloads is None or link.download_count < link.max_downloads
    if not open_ended and link.bytes_left < wanted:
        raise _used_up()


def _change(session: Session, link: Link, *conditions: ColumnElement[bool], **values: Any) -> bool:
    changed = update(Link).where(col(Link.id) == link.id, *conditions).values(**values)
    return cast("CursorResult[Any]", session.execute(changed)).rowcount == 1


def _used_up() -> Gone:
    return _gone("This link has been used as often as it may be.", "link_used_up")


def _gone(message: str, code: str) -> Gone:
    return Gone(message, code=code, hint="Ask the person who sent it for a new link.")


def masked(text: str) -> str:
    """A text without the tokens of links in it, for what is kept and shown."""
    return _TOKEN.sub(r"\1…", text)


def expire(session: Session) -> int:
    """Forget the links that ended long ago; returns how many."""
    old = delete(Link).where(col(Link.expires_at) < clock.now() - timedelta(days=_KEPT_DAYS))
    return cast("CursorResult[Any]", session.execute(old)).rowcount


def state(link: Link, output: Output) -> str:
    """active, revoked, expired, file_removed or used_up: what whoever opens it is told."""
    if link.revoked_at is not None:
        return "revoked"
    if link.expires_at <= clock.now():
        return "expired"
    if output.deleted_at is not None:
        return "file_removed"
    used_up = link.max_downloads is not None and link.download_count >= link.max_downloads
    return "used_up" if used_up else "active"
