"""Model downloads as child processes: progress by bytes on disk, cancellation, errors.

The package managers draw their own progress bars in ways that change from version to version; the bytes in
the folder they write to do not.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.core.errors import EngineError
from app.core.progress import Cancelled, OnProgress, stop_if

POLL_SECONDS = 0.2
STOP_SECONDS = 5.0


def run_download(
    command: Sequence[str],
    folder: Path,
    size: int,
    on_progress: OnProgress,
    cancelled: Cancelled,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run `command`, which fills `folder` with about `size` bytes.

    Raises EngineError `download_failed` with the last line the command said, and Canceled.
    """
    # A file, not a pipe: a child that says more than a pipe holds would wait for us for ever.
    with tempfile.TemporaryFile() as output:
        with _child(command, folder, output.fileno(), environment) as child:
            try:
                _watch(child, folder, size, on_progress, cancelled)
            finally:
                _stop(child)
        if child.returncode != 0:
            output.seek(0)
            raise _failed(command, output.read().decode("utf-8", "replace"))
    on_progress(1.0)


def _child(
    command: Sequence[str], folder: Path, output: int, environment: Mapping[str, str] | None
) -> subprocess.Popen[bytes]:
    # Temporary files of the child land in the folder too: they count, and they go when the folder goes.
    # Unbuffered, so that the error of a Python child is a line of its own.
    variables = {**os.environ, "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1", **(environment or {})}
    return subprocess.Popen(
        list(command), stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=variables, cwd=folder
    )


def _watch(
    child: subprocess.Popen[bytes], folder: Path, size: int, on_progress: OnProgress, cancelled: Cancelled
) -> None:
    best = 0.0
    while True:
        stop_if(cancelled)
        try:
            child.wait(POLL_SECONDS)
        except subprocess.TimeoutExpired:
            best = max(best, min(0.99, folder_bytes(folder) / max(size, 1)))
            on_progress(best)
        else:
            return


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()


def folder_bytes(folder: Path) -> int:
    """Bytes in all files below `folder`; files that vanish while we look count as nothing."""
    total = 0
    for root, _folders, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(root, name)).st_size
            except FileNotFoundError:
                continue
    return total


def _failed(command: Sequence[str], output: str) -> EngineError:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    reason = (errors or lines or ["it said nothing"])[-1]
    return EngineError(
        f"The model could not be downloaded: {reason[:300]}",
        code="download_failed",
        hint="Check that this server reaches its package index, then run the same command again.",
        command=Path(command[0]).name,
    )
