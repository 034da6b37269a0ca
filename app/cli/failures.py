"""Error output and exit codes of the commands.

0 done · 1 the job or conversion failed · 2 wrong usage · 3 refused input (a bad file or option)
4 not allowed (key) · 5 the server is away or failed · 141 whoever read the output wants no more of it
"""

from __future__ import annotations

import errno
import os
import sys

import typer

from app.core.errors import AppError

FAILED, USAGE, REFUSED, NOT_ALLOWED, SERVER, CUT = 1, 2, 3, 4, 5, 141


def run(cli: typer.Typer) -> int:
    """Run the command line; every expected error becomes a message and an exit code."""
    try:
        code = _ended(cli)
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        _say_no_more()
        return CUT
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _say_no_more()
        print(f"cuedeck: the output cannot be written: {error.strerror}.", file=sys.__stderr__)
        return FAILED
    return code


def _ended(cli: typer.Typer) -> int:
    stream = sys.stdout
    try:
        cli()
    except AppError as error:
        show(error)
        return exit_code(error)
    except SystemExit as end:
        if sys.stdout is not stream:  # typer has met a closed pipe and replaced it
            return CUT
        return end.code if isinstance(end.code, int) else 0
    return 0


def _say_no_more() -> None:
    """Let what is left in the buffers go nowhere when Python flushes them at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)


def show(error: AppError) -> None:
    """What happened, and what to do next."""
    print(f"cuedeck: {error.message}", file=sys.stderr)
    if error.hint:
        print(f"  {error.hint}", file=sys.stderr)


def exit_code(error: AppError) -> int:
    """The exit code for an error."""
    if error.status in (401, 403):
        return NOT_ALLOWED
    return SERVER if error.status >= 500 else REFUSED
