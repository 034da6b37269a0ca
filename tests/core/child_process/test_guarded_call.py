"""The guarded child: results and errors come back, limits hold, nothing else is harmed."""

import multiprocessing
import os
import signal
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.core.child_process import guarded_call
from app.core.child_process.killed import ChildKilled
from app.core.errors import CaptionError, JobError, LimitExceeded
from tests.support.product import wait_for

pytestmark = pytest.mark.slow

BOUNDS = guarded_call.Bounds(wall=10, cpu=5, memory=256 << 20)


def raise_caption_error() -> None:
    raise CaptionError("No cues.", code="no_cues", hint="Choose another file.", rejected=True, line=3)


def recurse() -> int:
    return recurse() + 1


def test_a_result_comes_back() -> None:
    assert guarded_call.run(sorted, [3, 1, 2], bounds=BOUNDS) == [1, 2, 3]


def test_our_errors_come_back_whole() -> None:
    with pytest.raises(CaptionError) as caught:
        guarded_call.run(raise_caption_error, bounds=BOUNDS)
    error = caught.value
    assert (error.message, error.code, error.hint) == ("No cues.", "no_cues", "Choose another file.")
    assert error.extra == {"rejected": True, "line": 3}


@pytest.mark.parametrize(
    ("function", "arguments", "bounds", "code"),
    [
        (time.sleep, (30,), guarded_call.Bounds(0.3, 5, 256 << 20), "limit_time"),
        (sum, (range(10**13),), guarded_call.Bounds(30, 1, 256 << 20), "limit_cpu"),
        (bytearray, (1 << 30,), BOUNDS, "limit_memory"),
    ],
)
def test_limits(
    function: object, arguments: tuple[object, ...], bounds: guarded_call.Bounds, code: str
) -> None:
    with pytest.raises(LimitExceeded) as caught:
        guarded_call.run(function, *arguments, bounds=bounds)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert caught.value.extra["limit"] in caught.value.message


def test_other_failures_are_told_plainly() -> None:
    """In words, without the name of an exception; that is in the log."""
    with capture_logs() as logged, pytest.raises(JobError, match="it makes its reader fail") as caught:
        guarded_call.run(int, "x", bounds=BOUNDS)
    assert (caught.value.code, caught.value.extra) == ("parser_crashed", {})
    assert "ValueError" not in f"{caught.value.message} {caught.value.hint}"
    (line,) = [entry for entry in logged if entry["event"] == "parser_crashed"]
    assert line["cause"].startswith("ValueError: ")
    with pytest.raises(JobError, match="nested too deeply"):
        guarded_call.run(recurse, bounds=BOUNDS)


def test_cancel() -> None:
    with pytest.raises(JobError) as caught:
        guarded_call.run(time.sleep, 30, bounds=BOUNDS, cancelled=lambda: True)
    assert caught.value.code == "canceled"


def test_a_child_cannot_write_files(tmp_path: object) -> None:
    with pytest.raises(JobError):
        guarded_call.run(_write, str(tmp_path), bounds=BOUNDS)


def _write(folder: str) -> None:
    with open(f"{folder}/x", "w") as file:
        file.write("x" * 10)


def _process_id() -> int:
    return os.getpid()


def test_every_call_has_its_own_child() -> None:
    assert len({guarded_call.run(_process_id, bounds=BOUNDS) for _ in range(4)}) == 4


def test_children_wait_ahead_and_one_that_was_killed_meanwhile_is_replaced() -> None:
    guarded_call.run(abs, -1, bounds=BOUNDS)
    deadline = time.monotonic() + 30
    while len(guarded_call._ready) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    waiting = {child.pid for child in guarded_call._ready}
    assert guarded_call.run(_process_id, bounds=BOUNDS) in waiting
    for child in list(guarded_call._ready):
        os.kill(child.pid, signal.SIGKILL)
        assert child.exit_code(10) == -signal.SIGKILL
    assert guarded_call.run(abs, -2, bounds=BOUNDS) == 2


def test_a_used_child_is_replaced_at_once_when_no_other_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is left there is no hurry: the caller of the used one wants the processor."""
    guarded_call.run(abs, -1, bounds=BOUNDS)
    wait_for(lambda: len(guarded_call._ready) == 2, 30, "two children")
    monkeypatch.setattr(guarded_call, "_PAUSE_SECONDS", 3600)
    guarded_call.run(abs, -1, bounds=BOUNDS)
    assert len(guarded_call._ready) == 1
    guarded_call.run(abs, -1, bounds=BOUNDS)
    wait_for(lambda: len(guarded_call._ready) == 2, 30, "two children")


_fork = multiprocessing.get_context("fork")
_warm = _fork.Event()


def warm_up() -> None:
    """Called in the child, in place of the usual one."""
    _warm.set()


def _is_warm() -> bool:
    return _warm.is_set()


@pytest.mark.parametrize("waits", [True, False])
def test_a_new_child_serves_a_call_that_waits_and_warms_up_only_while_none_does(
    monkeypatch: pytest.MonkeyPatch, waits: bool
) -> None:
    ours, theirs = _fork.Pipe()
    call = (BOUNDS, _is_warm, ())
    _warm.clear()
    monkeypatch.setattr(guarded_call, "_WARM_UP", __name__)
    monkeypatch.setattr(guarded_call, "_IDLE_SECONDS", 60 if waits else 0)
    if waits:
        ours.send(call)
    child = _fork.Process(target=guarded_call.serve, args=(theirs,), daemon=True)
    child.start()
    if not waits:
        assert _warm.wait(30)
        ours.send(call)
    assert ours.recv() == (True, not waits)
    child.join(30)
    assert child.exitcode == 0


def test_a_child_over_its_limit_is_killed_at_once_however_busy_the_keeper_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting: list[Any] = []
    busy = SimpleNamespace(submit=lambda _replace, child: waiting.append(child))
    monkeypatch.setattr(guarded_call, "_keeper", busy)
    with pytest.raises(LimitExceeded):
        guarded_call.run(time.sleep, 60, bounds=guarded_call.Bounds(0.3, 5, 256 << 20))
    (child,) = waiting
    assert child.exit_code(10) == -signal.SIGKILL
    child.end(1)


def kill_oneself(tries: str, survives: int) -> str:
    """Called in the child: killed from outside until it was tried often enough."""
    made = len(os.listdir(tries)) + 1
    os.mkdir(f"{tries}/{made}")
    if made < survives:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


@pytest.mark.parametrize(("survives", "tried"), [(2, 2), (9, 2)])
def test_a_child_that_is_killed_is_tried_once_more(tmp_path: Path, survives: int, tried: int) -> None:
    bounds = guarded_call.Bounds(30, 5, 256 << 20)
    call = partial(guarded_call.run, kill_oneself, str(tmp_path), survives, bounds=bounds)
    if survives > tried:
        with pytest.raises(ChildKilled):
            call()
    else:
        assert call() == "done"
    assert len(list(tmp_path.iterdir())) == tried


def test_a_call_is_made_again_when_the_server_of_children_is_killed() -> None:
    """Whichever child it meets: one that waits, or one that was asked for at the wrong moment."""
    assert guarded_call.run(abs, -1, bounds=BOUNDS) == 1
    server = guarded_call.SERVER._own
    assert server is not None
    server.kill()
    for number in range(5):
        assert guarded_call.run(abs, -number, bounds=BOUNDS) == number
    assert guarded_call.SERVER._own is not server
