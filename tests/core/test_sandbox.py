"""The guarded child: results and errors come back, limits hold, nothing else is harmed."""

import os
import signal
import time
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.core import sandbox
from app.core.errors import CaptionError, JobError, LimitExceeded

BOUNDS = sandbox.Bounds(wall=10, cpu=5, memory=256 << 20)


def raise_caption_error() -> None:
    raise CaptionError("No cues.", code="no_cues", hint="Choose another file.", rejected=True, line=3)


def recurse() -> int:
    return recurse() + 1


def test_a_result_comes_back() -> None:
    assert sandbox.run(sorted, [3, 1, 2], bounds=BOUNDS) == [1, 2, 3]


def test_our_errors_come_back_whole() -> None:
    with pytest.raises(CaptionError) as caught:
        sandbox.run(raise_caption_error, bounds=BOUNDS)
    error = caught.value
    assert (error.message, error.code, error.hint) == ("No cues.", "no_cues", "Choose another file.")
    assert error.extra == {"rejected": True, "line": 3}


@pytest.mark.parametrize(
    ("function", "arguments", "bounds", "code"),
    [
        (time.sleep, (30,), sandbox.Bounds(0.3, 5, 256 << 20), "limit_time"),
        (sum, (range(10**13),), sandbox.Bounds(30, 1, 256 << 20), "limit_cpu"),
        (bytearray, (1 << 30,), BOUNDS, "limit_memory"),
    ],
)
def test_limits(function: object, arguments: tuple[object, ...], bounds: sandbox.Bounds, code: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        sandbox.run(function, *arguments, bounds=bounds)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert caught.value.extra["limit"] in caught.value.message


def test_other_failures_are_told_plainly() -> None:
    """In words, without the name of an exception; that is in the log."""
    with capture_logs() as logged, pytest.raises(JobError, match="it makes its reader fail") as caught:
        sandbox.run(int, "x", bounds=BOUNDS)
    assert (caught.value.code, caught.value.extra) == ("parser_crashed", {})
    assert "ValueError" not in f"{caught.value.message} {caught.value.hint}"
    (line,) = [entry for entry in logged if entry["event"] == "parser_crashed"]
    assert line["cause"].startswith("ValueError: ")
    with pytest.raises(JobError, match="nested too deeply"):
        sandbox.run(recurse, bounds=BOUNDS)


def test_cancel() -> None:
    with pytest.raises(JobError) as caught:
        sandbox.run(time.sleep, 30, bounds=BOUNDS, cancelled=lambda: True)
    assert caught.value.code == "canceled"


def test_a_child_cannot_write_files(tmp_path: object) -> None:
    with pytest.raises(JobError):
        sandbox.run(_write, str(tmp_path), bounds=BOUNDS)


def _write(folder: str) -> None:
    with open(f"{folder}/x", "w") as file:
        file.write("x" * 10)


def _process_id() -> int:
    return os.getpid()


def test_every_call_has_its_own_child() -> None:
    assert len({sandbox.run(_process_id, bounds=BOUNDS) for _ in range(4)}) == 4


def test_children_wait_ahead_and_one_that_was_killed_meanwhile_is_replaced() -> None:
    sandbox.run(abs, -1, bounds=BOUNDS)
    deadline = time.monotonic() + 30
    while len(sandbox._ready) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    waiting = {child.process.pid for child in sandbox._ready}
    assert sandbox.run(_process_id, bounds=BOUNDS) in waiting
    for child in list(sandbox._ready):
        child.process.kill()
        child.process.join()
    assert sandbox.run(abs, -2, bounds=BOUNDS) == 2


def test_a_child_over_its_limit_is_killed_at_once_however_busy_the_keeper_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting: list[Any] = []
    busy = SimpleNamespace(submit=lambda _replace, child: waiting.append(child))
    monkeypatch.setattr(sandbox, "_keeper", busy)
    with pytest.raises(LimitExceeded):
        sandbox.run(time.sleep, 60, bounds=sandbox.Bounds(0.3, 5, 256 << 20))
    (child,) = waiting
    child.process.join(10)
    assert child.process.exitcode == -signal.SIGKILL
    child.end()
