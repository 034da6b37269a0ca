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
        task, last = progress.add_task("queued", total=100), ""
        for job in states:
            progress.update(task, description=job["stage"], completed=job["progress"])
            if (reason := _waits_for(job)) and reason != last:
                progress.console.print(reason, highlight=False, markup=False)
            last = reason
            yield job


def _lines(states: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    last = ""
    for job in states:
        line = f"{job['stage']} {job['progress']:.0f}% {_waits_for(job)}".rstrip()
        if line != last:
            print(line, file=sys.stderr)
            last = line
        yield job


def _waits_for(job: dict[str, Any]) -> str:
    """What a job waits for that does not come by itself."""
    if job["stage"] == "editing":
        return f"It waits for a person: cuedeck jobs approve {job['number']}, or Approve on the page."
    if job["stage"] == "draft":
        return f"It is a draft: cuedeck jobs start {job['number']} begins it."
    return job.get("waiting_reason") or ""
