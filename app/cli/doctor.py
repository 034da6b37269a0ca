"""`cuedeck doctor`: looks at this machine and its files, and says what is wrong."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from app.cli import failures

_SIGNS = {"good": "ok  ", "note": "note", "bad": "BAD "}


def doctor(
    deep: Annotated[
        bool, typer.Option("--deep", help="Read every stored file and model, and compare its SHA-256.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, one object a line.")] = False,
) -> None:
    """Check data folder, database, programs and files of this machine; exits with 1 when something is bad."""
    from app.services import diagnosis

    bad = False
    for found in diagnosis.findings(deep=deep):
        bad = bad or found.state == diagnosis.BAD
        print(
            json.dumps(asdict(found)) if as_json else f"{_SIGNS[found.state]}  {found.check}: {found.message}"
        )
    if bad:
        raise typer.Exit(failures.FAILED)
