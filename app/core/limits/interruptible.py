"""Calls that hear nothing while they last, left behind when the caller has to stop."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from app.core.errors import Canceled
from app.core.progress import Cancelled

ASK_SECONDS = 0.25

T = TypeVar("T")


class Abandoned(Canceled):
    """The caller stopped while a thread is still at work for it."""

    def __init__(self, message: str, thread: threading.Thread) -> None:
        super().__init__(message)
        self._thread = thread

    def afterwards(self, call: Callable[[], object]) -> None:
        """Call this once the thread has ended, which has let go by then of all that it worked with."""
        thread = self._thread

        def wait() -> None:
            thread.join()
            call()

        threading.Thread(target=wait, daemon=True, name="afterwards").start()


def in_thread(
    call: Callable[[], T],
    cancelled: Cancelled,
    *,
    timeout: float = math.inf,
    on_stop: Callable[[], None] = lambda: None,
) -> T:
    """The result of `call`, which runs in a thread of its own so that a cancel is heard meanwhile.

    Raises what it raises; Abandoned when the caller is canceled, TimeoutError after `timeout` seconds. After
    either the thread ends by itself, sooner where `on_stop` can tell it to.
    """
    result: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(call())
        except BaseException as error:  # noqa: BLE001 - raised again in the calling thread
            failure.append(error)

    thread = threading.Thread(target=run, daemon=True, name="interruptible")
    thread.start()
    until = time.monotonic() + timeout
    while thread.is_alive():
        thread.join(ASK_SECONDS)
        if thread.is_alive() and cancelled():
            on_stop()
            raise Abandoned("The job was canceled while an engine was working.", thread)
        if thread.is_alive() and time.monotonic() > until:
            on_stop()
            raise TimeoutError
    if failure:
        raise failure[0]
    return result[0]
