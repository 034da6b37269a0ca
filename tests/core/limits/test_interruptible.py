import threading

import pytest

from app.core.errors import Canceled
from app.core.limits.interruptible import Abandoned, in_thread
from app.core.progress import never


def test_results_and_errors_come_through() -> None:
    assert in_thread(lambda: 3, never) == 3
    with pytest.raises(OSError, match="away"):
        in_thread(lambda: (_ for _ in ()).throw(OSError("away")), never)


def test_a_cancel_leaves_the_call_behind_and_tells_it_to_stop() -> None:
    told = threading.Event()
    with pytest.raises(Abandoned) as caught:
        in_thread(told.wait, lambda: True, on_stop=told.set)
    assert told.is_set()
    assert isinstance(caught.value, Canceled)


@pytest.mark.slow
def test_a_call_that_ends_in_time_is_not_left() -> None:
    release = threading.Event()

    def ended() -> bool:
        release.set()
        return False

    assert in_thread(release.wait, ended) is True
    with pytest.raises(TimeoutError):
        in_thread(threading.Event().wait, never, timeout=0)
