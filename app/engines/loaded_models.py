"""Models that stay loaded until they have not been used for a while, each used by one thread at a time.

Loading takes seconds and hundreds of megabytes; a model run by two threads at once is slower than one after
the other, because each already uses all the processor threads it may.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.core.limits.interruptible import Abandoned
from app.core.progress import Cancelled, stop_if

MOST_LOADED = 4
"""Models kept at once; the one unused for longest goes first."""
ASK_SECONDS = 0.5
_M_ARENA_MAX = -8
"""Of malloc.h of glibc; other libraries know no such option, and say so."""

T = TypeVar("T")


@dataclass(slots=True)
class _Place:
    """Where one model is or will be; `turn` is held while it is loaded and used."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    model: Any = None
    used: float = field(default_factory=time.monotonic)


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
    except Abandoned as left:  # a thread still uses it: whoever comes next gets one of its own
        place.model = None
        left.afterwards(give_memory_back)
        raise
    finally:
        place.used = time.monotonic()
        place.turn.release()


def shared_loaded(key: Hashable, load: Callable[[], T]) -> T:
    """The model under `key` for any number of threads at once; loaded by one of them."""
    place = _place(key)
    with place.turn:
        if place.model is None:
            place.model = load()
        place.used = time.monotonic()
        model: T = place.model
        return model


def _place(key: Hashable) -> _Place:
    with _places_lock:
        place = _places.setdefault(key, _Place())
        _places.move_to_end(key)
        while len(_places) > MOST_LOADED:
            # A thread still using it keeps its own reference until it is done.
            _places.popitem(last=False)
        return place


def forget_idle(seconds: float) -> int:
    """Let go of the models that nobody has used for so long, and give their memory back; how many went."""
    limit = time.monotonic() - seconds
    with _places_lock:
        idle = [key for key, place in _places.items() if place.used <= limit and not place.turn.locked()]
        for key in idle:
            del _places[key]
    if idle:
        give_memory_back()
    return len(idle)


def after_job() -> None:
    """Return to the system what the models of this process have worked with, and no longer need."""
    if _places:
        _trim()


def use_few_arenas() -> None:
    """Let the threads of this process share two pools of memory, before there are more.

    glibc gives each thread one of its own, up to eight a processor, and in each stays some of what a model
    has worked with, job after job: after twenty recognitions a fifth more than with two.
    """
    if sys.platform == "linux":
        option = getattr(ctypes.CDLL(None), "mallopt", None)
        if option is not None:
            option(_M_ARENA_MAX, 2)


def give_memory_back() -> None:
    """Return freed memory to the system."""
    gc.collect()
    _trim()


def _trim() -> None:
    """Let glibc return what is free; it keeps that otherwise, and more with each job."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none, and needs none
        if trim is not None:
            trim(0)


def forget_loaded() -> None:
    """Let go of every model, for tests and for a worker that must shrink."""
    with _places_lock:
        _places.clear()
