"""What the first list of a web process would wait for: the caption formats, whose names stand in its rows,
and its queries, which are written out once.

It is made ready when the first page is asked for, while the browser still loads it. Not when the process
starts: most of what asks an instance first is no browser.
"""

from __future__ import annotations

import asyncio

from sqlalchemy.exc import SQLAlchemyError

from app.captions.formats import registry
from app.core.limits import thread_pools
from app.core.log import logger
from app.services.access import Principal
from app.ui.pages.home.history import listing
from app.ui.query import ViewQuery

_begun: list[asyncio.Task[None]] = []


def make_ready() -> asyncio.Task[None]:
    """Begin, once in a process; nobody has to wait for it."""
    if not _begun:
        _begun.append(asyncio.create_task(thread_pools.read(_load)))
    return _begun[0]


def _load() -> None:
    registry.formats()
    try:
        listing.read(Principal("", None, "nobody"), ViewQuery())
    except SQLAlchemyError as error:  # whoever asks for a list is told; this one was for nobody
        logger().warning("first_list_not_ready", error=str(error))
