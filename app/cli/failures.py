"""Error output and exit codes of the commands.

0 done · 1 the job or conversion failed · 2 wrong usage · 3 refused input (a bad file or option)
4 not allowed (key) · 5 the server is away or failed · 141 whoever read the output wants no more of it
"""

from __future__ import annotations

import errno
import os
import sys

import typer

from app.core.errors import AppError, Invalid, Unavailable

FAILED, USAGE, REFUSED, NOT_ALLOWED, SERVER, CUT = 1, 2, 3, 4, 5, 141
_OF_A_PATH = {
    errno.EACCES, errno.EEXIST, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENOENT,
    errno.ENOTDIR, errno.EPERM, errno.EROFS,
}  # fmt: skip
"""What is wrong with a path that somebody has named, and not with this program."""


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
    except OSError as error:
        if error.filename is None or error.errno not in _OF_A_PATH:
            raise
        show(_of_a_path(error))
        return REFUSED
    except Exception as error:
        if "sqlalchemy" not in sys.modules or (problem := _of_the_database(error)) is None:
            raise
        show(problem)
        return exit_code(problem)
    return 0


def _of_a_path(error: OSError) -> AppError:
    return Invalid(
        f"{error.filename}: {error.strerror}.", hint="Check the path, and who may read and write there."
    )


def _of_the_database(error: Exception) -> AppError | None:
    """In words: the database is away or full, or it is another one than was meant and has nothing in it."""
    from sqlalchemy.exc import DBAPIError

    from app.core.limits import outages

    if not isinstance(error, DBAPIError):
        return None
    outage = outages.of(error)
    if outage is None or outage.code != "database_away":
        return outage
    return Unavailable(
        f"The database cannot be asked: {outages.said(error)}.",
        code="database_away",
        hint="Start the instance first, which makes its data folder and tables (cuedeck up), or set "
        "CUEDECK_DATA_DIR and CUEDECK_DATABASE_URL to those of the instance that you mean.",
    )


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
