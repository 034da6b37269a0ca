"""How the command fails: one or two lines on standard error and an exit code that scripts can use.

0 done · 1 the job or conversion failed · 2 wrong usage · 3 refused input (a bad file or option)
4 not allowed (key) · 5 the server is away or failed · 130 interrupted
"""

from __future__ import annotations

import sys

import click
import typer

from app.core.errors import AppError

FAILED, USAGE, REFUSED, NOT_ALLOWED, SERVER, INTERRUPTED = 1, 2, 3, 4, 5, 130


def run(cli: typer.Typer) -> int:
    """Run the command line; every expected error becomes a message and an exit code."""
    try:
        result = cli(standalone_mode=False)
    except AppError as error:
        show(error)
        return exit_code(error)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return USAGE
    return result if isinstance(result, int) else 0


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
