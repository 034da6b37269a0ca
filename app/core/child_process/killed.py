"""A guarded child that somebody else killed: not the file's fault, and worth another try."""

from __future__ import annotations

from app.core.errors import JobError


class ChildKilled(JobError):
    """SIGKILL within all limits: the kernel, for lack of memory in the whole machine, or a person."""

    default_code = "child_killed"


def killed() -> ChildKilled:
    """The error as people read it when all tries ended so."""
    return ChildKilled(
        "The process that worked on this file was killed, most likely because the machine ran out of memory.",
        hint="Retry when less is going on, or give the machine more memory: the kernel's log has more.",
    )
