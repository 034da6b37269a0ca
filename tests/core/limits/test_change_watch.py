"""A watch that threads share."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from app.core import clock
from app.core.limits.change_watch import ChangeWatch


class Keys(list[str]):
    """While it is looked into, another thread looks at a row that is new."""

    def __init__(self, watch: ChangeWatch) -> None:
        super().__init__(["old"])
        self._watch, self.threads = watch, list[threading.Thread]()

    def __contains__(self, key: Any) -> bool:
        name = f"new {len(self.threads)}"
        thread = threading.Thread(target=self._watch.silent, args=(name, "value", clock.now()))
        self.threads.append(thread)
        thread.start()
        thread.join(0.2)  # with a lock it waits for us
        return super().__contains__(key)


@pytest.mark.slow
def test_a_row_that_another_thread_looks_at_meanwhile_disturbs_nothing() -> None:
    watch = ChangeWatch()
    for key in ("old", "gone"):
        watch.silent(key, "value", clock.now())
    keys = Keys(watch)
    watch.keep_only(keys)
    for thread in keys.threads:
        thread.join()
    assert set(watch._seen) == {"old", "new 0", "new 1"}
