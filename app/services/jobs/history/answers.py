"""Pages of jobs as they are answered, kept for those who ask again while nothing was committed."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from app.core.db import commits, read_scope
from app.core.strict_json import encoded
from app.services.access import Principal
from app.services.files import links
from app.services.jobs import rendering
from app.services.jobs.history.filters import Filters
from app.services.jobs.history.pages import page

_KEPT_AT_MOST, _LARGEST = 16, 1 << 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for a page; what the asker may see is part of it, and the address that links begin with."""

    scope: str
    filters: Filters
    limit: int
    cursor: str | None
    base_url: str


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """A page as encoded JSON; `digest` changes whenever it does."""

    body: bytes
    digest: str


_kept: dict[Asked, tuple[int, int, PageAnswer]] = {}


def unchanged_page(asked: Asked) -> PageAnswer | None:
    """What `page_answer` answers, where nothing at all was committed since the same was asked.

    None otherwise. It reads nothing and waits for nobody.
    """
    if (kept := _kept.get(asked)) is None:
        return None
    seen, window, answer = kept
    return answer if seen == commits() and window == links.window() else None


def page_answer(who: Principal, asked: Asked) -> PageAnswer:
    """The page that `who`, of the scope that is asked for, sees. Raises as `page`."""
    seen, window = commits(), links.window()  # before anything is read: what comes meanwhile counts as later
    with read_scope() as session:
        found = page(session, who, asked.filters, asked.limit, asked.cursor, rendering.IDENTITY)
        items = rendering.jobs_bytes(session, found.jobs, asked.base_url)
    cursors = {"next_cursor": found.next_cursor, "previous_cursor": found.previous_cursor}
    body = encoded({"items": items, **cursors, "has_more": found.next_cursor is not None})
    answer = PageAnswer(body, blake2b(body, digest_size=16).hexdigest())
    if seen is not None and len(body) <= _LARGEST and not any(map(rendering.is_waiting, found.jobs)):
        if len(_kept) >= _KEPT_AT_MOST and asked not in _kept:
            _kept.clear()
        _kept[asked] = (seen, window, answer)
    return answer
