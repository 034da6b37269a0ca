"""`cuedeck usage`: what was used by day, job type and key, through the API of an instance."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from app.cli.jobs import Json

_COLUMNS = ("day", "job_type", "key_name", "jobs", "completed", "failed", "credits", "seconds")
_WIDTHS = (10, 11, 20, 6, 9, 6, 7, 10)


def usage(
    first: Annotated[
        str | None, typer.Option("--from", help="The first day; 30 days ago if not given.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last day; today if not given.")] = None,
    as_json: Json = False,
) -> None:
    """Print jobs, credits and seconds of media by day, job type and key."""
    from app.cli import client

    with client.api() as api:
        rows = api.call("GET", "/v1/usage", **{"from": first, "to": last})["items"]
    if not as_json:
        print(_line(dict(zip(_COLUMNS, _COLUMNS, strict=True))))
    for row in rows:
        print(json.dumps(row) if as_json else _line({**row, "key_name": row["key_name"] or "(page)"}))


def _line(row: dict[str, Any]) -> str:
    cells = (f"{row[name]!s:<{width}}" for name, width in zip(_COLUMNS, _WIDTHS, strict=True))
    return "  ".join(cells).rstrip()
