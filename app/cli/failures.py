"""How the command fails: one or two lines on standard error and an exit code that scripts can use.

0 done · 1 the job or conversion failed · 2 wrong usage · 3 refused input (a bad file or option)
4 not allowed (key) · 5 the server is away or failed
"""

from __future__ import annotations

import sys

import typer

from app.core.errors import AppError

FAILED, USAGE, REFUSED, NOT_ALLOWED, SERVER = 1, 2, 3, 4, 5


def run(cli: typer.Typer) -> int:
    """Run the command line; every expected error becomes a message and an exit code."""
    try:
        cli()
    except AppError as error:
        show(error)
        return exit_code(error)
    return 0


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
