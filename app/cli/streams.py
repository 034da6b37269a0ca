"""Standard input and output as files: `-` in place of a path."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from app.client import Client
from app.core.errors import Invalid

STDIO = Path("-")


def source(file: str) -> str | tuple[str, bytes]:
    """What the client is to send: a path or address as it is, or all of standard input."""
    return standard_input() if file == "-" else file


def standard_input() -> tuple[str, bytes]:
    """A name and all of standard input."""
    return "stdin", sys.stdin.buffer.read()


def print_output(api: Client, job: dict[str, Any]) -> None:
    """Write a job's one result to standard output. Invalid when there are several."""
    if len(job["outputs"]) > 1:
        raise Invalid(
            f"The job made {len(job['outputs'])} files, and standard output takes one.",
            hint="Name a path with -o, and each gets a file beside it.",
        )
    if not job["outputs"]:  # a fingerprint is no file
        print(json.dumps(job["result_data"], ensure_ascii=False, indent=1))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = api.download(job["job_id"], Path(folder) / "output", job["outputs"][0]["output_index"])
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def identifier(api: Client, job: str) -> str:
    """The id of a job that is named by its id or by its number (`12` or `#12`)."""
    number = job.removeprefix("#")
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        return job
    return str(api.call("GET", "/job/info", job_id=number, v=4)["job_uuid"])
