"""Progress output: a bar on a terminal, one line a change in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any


def with_progress(states: Iterator[dict[str, Any]], *, quiet: bool = False) -> Iterator[dict[str, Any]]:
    """Pass the states of a job on while showing them on standard error."""
    if quiet:
        yield from states
    elif sys.stderr.isatty():
        yield from _bar(states)
    else:
        yield from _lines(states)


def _bar(states: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("queued", total=100)
        for job in states:
            progress.update(task, description=job["stage"], completed=job["progress"])
            yield job


def _lines(states: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    last = ""
    for job in states:
        line = f"{job['stage']} {job['progress']:.0f}%"
        if line != last:
            print(line, file=sys.stderr)
            last = line
        yield job
