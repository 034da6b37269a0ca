"""The same job as a command or a program: curl, Python, and `cuedeck submit`."""

from __future__ import annotations

import json
import shlex
from typing import Any, TypedDict

from app.services.jobs.rendering import without_passwords
from models import Job

_OURS = frozenset({"job_type", "upload_id"})


class Snippets(TypedDict):
    """Each as text to copy. They read the key from CUEDECK_API_KEY."""

    curl: str
    python: str
    cli: str


def snippets(job: Job, base_url: str) -> Snippets:
    """The job again: its description, with the file by its name, since it lies with whoever submits."""
    wanted = {"job_type": job.job_type, **without_passwords(job.parameters)}
    wanted.pop("upload_id", None)
    file = job.source_name if job.upload_id else ""
    return {
        "curl": _curl(base_url, wanted, file),
        "python": _python(base_url, wanted, file),
        "cli": _cli(wanted, file),
    }


def _curl(base_url: str, wanted: dict[str, Any], file: str) -> str:
    head = [f"curl {shlex.quote(f'{base_url}/v1/jobs')}", '--header "Authorization: Bearer $CUEDECK_API_KEY"']
    text = json.dumps(wanted, ensure_ascii=False)
    if file:
        source = "source=@" + '"' + file.replace("\\", "\\\\").replace('"', '\\"') + '"'
        body = [f"--form {shlex.quote(source)}", f"--form-string {shlex.quote(f'config={text}')}"]
    else:
        body = ['--header "Content-Type: application/json"', f"--data-raw {shlex.quote(text)}"]
    return " \\\n  ".join([*head, *body])


def _python(base_url: str, wanted: dict[str, Any], file: str) -> str:
    source = f", Path({file!r})" if file else ""
    imports = ["import os", *(["from pathlib import Path"] if file else [])]
    lines = [
        *imports,
        "",
        "from cuedeck.client import Client",
        "",
        f"with Client({base_url!r}, os.environ['CUEDECK_API_KEY']) as client:",
        f"    job = client.submit({wanted!r}{source})",
        "    print(client.wait(job['job_id'])['status'])",
    ]
    return "\n".join(lines)


def _cli(wanted: dict[str, Any], file: str) -> str:
    given = {name: value for name, value in wanted.items() if name not in _OURS}
    address = next((str(given.pop(name)) for name in _ADDRESSES if given.get(name)), "")
    words = ["cuedeck submit", shlex.quote(file or address or "FILE"), "--type", wanted["job_type"]]
    words += [f"--option {shlex.quote(f'{name}={_option(value)}')}" for name, value in given.items()]
    return " ".join(words)


_ADDRESSES = ("media_path", "media_url", "url")


def _option(value: Any) -> str:
    """As `cuedeck submit --option` reads it: text that is no JSON stays as it is."""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    try:
        json.loads(value)
    except ValueError:
        return value
    return json.dumps(value)
