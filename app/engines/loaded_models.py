"""Models that stay loaded for the life of the process, each used by one thread at a time.

Loading takes seconds and hundreds of megabytes; a model run by two threads at once is slower than one after
the other, because each already uses all the processor threads it may.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.core.progress import Cancelled, stop_if

MOST_LOADED = 4
"""Models kept at once; the one unused for longest goes first."""
ASK_SECONDS = 0.5

T = TypeVar("T")


@dataclass(slots=True)
class _Place:
    """Where one model is or will be; `turn` is held while it is loaded and used."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    model: Any = None


_places: OrderedDict[Hashable, _Place] = OrderedDict()
_places_lock = threading.Lock()


@contextmanager
def use_loaded(key: Hashable, load: Callable[[], T], cancelled: Cancelled) -> Iterator[T]:
    """The model under `key`, loaded by `load` on first use, for this thread alone until the block ends."""
    place = _place(key)
    while not place.turn.acquire(timeout=ASK_SECONDS):
        stop_if(cancelled)
    try:
        stop_if(cancelled)
        if place.model is None:
            place.model = load()
        yield place.model
    finally:
        place.turn.release()


def _place(key: Hashable) -> _Place:
    with _places_lock:
        place = _places.setdefault(key, _Place())
        _places.move_to_end(key)
        while len(_places) > MOST_LOADED:
            # A thread still using it keeps its own reference until it is done.
            _places.popitem(last=False)
        return place


def forget_loaded() -> None:
    """Let go of every model, for tests and for a worker that must shrink."""
    with _places_lock:
        _places.clear()
