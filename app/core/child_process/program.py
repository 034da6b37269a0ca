"""Run an external program guarded: own process group, limits, cancellation, and nothing left behind.

The program dies with us (PDEATHSIG), with everything it started (its process group is killed), at its wall or
CPU limit, or when the caller cancels. Its environment holds no secrets of ours.
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.core.child_process.killed import killed
from app.core.child_process.own_environment import passed_on
from app.core.errors import Canceled, JobError, LimitExceeded, MediaError
from app.core.http_fetch.client import disk_full
from app.core.progress import Cancelled, never

LAUNCHER = Path(__file__).with_name("launcher.py")
POLL_SECONDS = 0.1
ABOUT_TO_END_SECONDS = 0.005
"""Between two looks at a program that has closed its output: most end at once."""
STDERR_TAIL = 8 << 10
STDOUT_MOST = 256 << 20
GIGABYTE = 1 << 30
_CPU_TICKS = 0.5  # so much less it may look: the limit counts whole ticks, too many on a busy machine

_PATH = re.compile(r"(?:file:)?/(?:[^\s:'\"/]+/)+[^\s:'\"]*")
"""Where something lies on this machine is nobody's business who reads an error."""

OnLine = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of one run: wall and CPU in seconds; memory (address space) and file size in bytes, 0 = none.

    The program opens no socket in any case, where the system can see to that (see `no_network`).
    """

    wall: float = 3600.0
    cpu: int = 7200
    memory: int = 4 * GIGABYTE
    file_size: int = 64 * GIGABYTE


@dataclass(frozen=True, slots=True)
class Finished:
    """What a program that ended with exit code 0 said; `stderr` is its last 8 KB."""

    stdout: bytes
    stderr: str


class ProgramFailed(MediaError):
    """The program ended with an error; `extra` has `program`, `exit_code` and `stderr` (its last words)."""

    default_code = "program_failed"


def run(
    argv: Sequence[str | Path],
    *,
    bounds: Bounds = Bounds(),
    stdin: bytes = b"",
    passed: Sequence[int] = (),
    on_line: OnLine | None = None,
    cancelled: Cancelled = never,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Finished:
    """Run `argv` (no shell) to its end.

    `on_line` gets every line of standard output as it comes; without it the output is collected. `passed` are
    descriptors that the program has too, under the same numbers. Raises
    ProgramFailed; LimitExceeded (`limit_time`, `limit_cpu`, `limit_memory`, `limit_file_size`); Canceled;
    JobError `disk_full`; ChildKilled.
    """
    with tempfile.TemporaryFile() as given:
        given.write(stdin)
        given.seek(0)
        child = _start(argv, bounds, given, passed, cwd, env)
        try:
            watch = _Watch(child, bounds, on_line, cancelled)
            watch.until_end()
        finally:
            _kill_group(child)
    if child.returncode != 0:
        raise _failure(Path(argv[0]).name, child.returncode, watch, bounds)
    return Finished(bytes(watch.stdout), watch.stderr())


def _start(
    argv: Sequence[str | Path],
    bounds: Bounds,
    given: IO[bytes],
    passed: Sequence[int],
    cwd: Path | None,
    env: Mapping[str, str] | None,
) -> subprocess.Popen[bytes]:
    limits = ",".join(map(str, (os.getpid(), bounds.cpu, bounds.memory, bounds.file_size)))
    clean = passed_on() | {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2", **(env or {})}
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(LAUNCHER), limits, *map(str, argv)],
        stdin=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=clean,
        start_new_session=True,
        pass_fds=passed,
    )


class _Watch:
    """Reads both pipes of a running child and ends it when a limit or the caller says so."""

    def __init__(
        self, child: subprocess.Popen[bytes], bounds: Bounds, on_line: OnLine | None, cancelled: Cancelled
    ) -> None:
        self._child, self._bounds = child, bounds
        self._on_line, self._cancelled = on_line, cancelled
        self._deadline = time.monotonic() + bounds.wall
        self._line = b""
        self._errors = bytearray()
        self.stdout = bytearray()
        self.cpu = 0.0

    def stderr(self) -> str:
        return self._errors.decode("utf-8", "replace").strip()

    def until_end(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._pipe(self._child.stdout), selectors.EVENT_READ, self._take_output)
            selector.register(self._pipe(self._child.stderr), selectors.EVENT_READ, self._take_error)
            while not _has_ended(self._child.pid):
                self._check()
                self._read(selector, POLL_SECONDS)
                if not selector.get_map():
                    time.sleep(ABOUT_TO_END_SECONDS)
            while self._read(selector, 0):
                pass
        self.cpu = _cpu_seconds(self._child.pid)
        if self._line and self._on_line:
            self._on_line(self._line.decode("utf-8", "replace"))

    def _read(self, selector: selectors.BaseSelector, wait: float) -> bool:
        """Take what is there; False when nothing was."""
        ready = selector.select(wait) if selector.get_map() else []
        for key, _events in ready:
            data = os.read(key.fd, 1 << 16)
            if data:
                key.data(data)
            else:
                selector.unregister(key.fileobj)
        return bool(ready)

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None  # both were asked for
        return pipe

    def _check(self) -> None:
        if self._cancelled():
            raise Canceled("The job was canceled.")
        if time.monotonic() > self._deadline:
            raise limit("time", f"{self._bounds.wall:g} seconds", self._bounds.wall)

    def _take_output(self, data: bytes) -> None:
        if self._on_line is None:
            self.stdout += data
            if len(self.stdout) > STDOUT_MOST:
                raise limit("output", f"{STDOUT_MOST >> 20} MB", STDOUT_MOST)
            return
        *lines, self._line = (self._line + data).split(b"\n")
        self._line = self._line[-(1 << 16) :]
        for line in lines:
            self._on_line(line.decode("utf-8", "replace").rstrip("\r"))

    def _take_error(self, data: bytes) -> None:
        self._errors += data
        del self._errors[:-STDERR_TAIL]


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)  # not reaped yet, so the number cannot be somebody else's
    child.wait()
    for pipe in (child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()


def _has_ended(pid: int) -> bool:
    """Whether the child has ended; it is left unreaped so that its number stays taken."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _cpu_seconds(pid: int) -> float:
    """The processor time of a child that has ended and is not reaped yet."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def limit(name: str, amount: str, value: float) -> LimitExceeded:
    """A guarded program hit the limit called `name`."""
    return LimitExceeded(
        f"The work needed more than the {name.replace('_', ' ')} limit of {amount}.",
        code=f"limit_{name}",
        hint="Use a shorter or smaller file, or ask the administrator to raise the limit.",
        limit=name,
        value=value,
    )


def _failure(program: str, code: int, watch: _Watch, bounds: Bounds) -> JobError:
    stderr = watch.stderr()
    if "No space left on device" in stderr:
        return disk_full()
    used_up = bounds.cpu and watch.cpu >= bounds.cpu - _CPU_TICKS  # some handle SIGXCPU and end otherwise
    if code == -signal.SIGXCPU or used_up:
        return limit("cpu", f"{bounds.cpu} seconds", bounds.cpu)
    if code == -signal.SIGXFSZ or "File too large" in stderr:
        return limit("file_size", f"{bounds.file_size >> 20} MB", bounds.file_size)
    if code == -signal.SIGKILL:
        return killed()
    if "Cannot allocate memory" in stderr:
        return limit("memory", f"{bounds.memory >> 20} MB", bounds.memory)
    last = _PATH.sub("the file", stderr.splitlines()[-1])[:300] if stderr else "it gave no reason"
    return ProgramFailed(
        f"{program} ended with an error: {last}",
        hint="Try again; if it fails again, the file may be damaged or in a form this server cannot handle.",
        program=program,
        exit_code=code,
        stderr=stderr,
    )
