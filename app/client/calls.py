"""The requests of both clients as data, with every part of a path quoted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import httpx

Source = str | Path | tuple[str, bytes] | tuple[str, IO[bytes]] | None
"""A path, an http(s) address, or a name with the content; None when the description names the source."""

TIMEOUT = httpx.Timeout(30, write=None)
ENDED = ("completed", "failed")


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    method: str
    path: str
    params: dict[str, Any] = field(default_factory=dict)
    body: Any = None

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of httpx's `request`."""
        params = {name: value for name, value in self.params.items() if value is not None}
        sent: dict[str, Any] = {"method": self.method, "url": self.path, "params": params}
        return sent | ({"json": self.body} if self.body is not None else {})


def headers(api_key: str, name: str) -> dict[str, str]:
    """What every request carries; `name` tells the history where jobs came from."""
    return {"authorization": f"Bearer {api_key}", "x-cuedeck-client": name}


def path(*parts: str) -> str:
    """An address under /v1."""
    return "/v1/" + "/".join(quote(part, safe="") for part in parts)


@contextmanager
def submission(
    description: Mapping[str, Any], source: Source, wait: float | None, dry_run: bool
) -> Iterator[dict[str, Any]]:
    """The arguments of POST /v1/jobs; an opened file is closed at the end. OSError if it cannot be read."""
    sent: dict[str, Any] = {"method": "POST", "url": path("jobs"), "params": _modes(wait, dry_run)}
    if wait is not None:
        sent["timeout"] = httpx.Timeout(wait + 30, write=None)
    if source is None or (isinstance(source, str) and source.startswith(("http://", "https://"))):
        yield sent | {"json": {**description, **({"media_path": source} if source else {})}}
        return
    config = {"config": json.dumps(dict(description))}
    if isinstance(source, tuple):
        yield sent | {"data": config, "files": {"source": source}}
        return
    with Path(source).open("rb") as file:
        yield sent | {"data": config, "files": {"source": (Path(source).name, file)}}


def _modes(wait: float | None, dry_run: bool) -> dict[str, Any]:
    return {**({"wait": wait} if wait is not None else {}), **({"dry_run": "true"} if dry_run else {})}


def get_job(job_id: str) -> Call:
    """One job."""
    return Call("GET", path("jobs", job_id))


def list_jobs(**filters: Any) -> Call:
    """A page of jobs."""
    return Call("GET", path("jobs"), filters)


def act(job_id: str, action: str, changes: Mapping[str, Any] | None = None) -> Call:
    """Cancel, retry, start, approve or send-back."""
    return Call("POST", path("jobs", job_id, action), body=dict(changes or {}))


def link(job_id: str, index: int, seconds: int | None, max_downloads: int | None) -> Call:
    """A link that ends by itself."""
    wanted = {"job_id": job_id, "output_index": index, "expires_in": seconds, "max_downloads": max_downloads}
    return Call("POST", path("links"), body=wanted)


LINKS_A_PAGE = 100


def live_links(after: str | None, limit: int) -> Call:
    """A page of the links that work."""
    return Call("GET", path("links"), {"after": after, "limit": limit})


def save_draft(job_id: str, document: Mapping[str, Any], version: int, index: int) -> Call:
    """A save of an editor's draft."""
    body = {"document": dict(document), "version": version}
    return Call("PUT", path("jobs", job_id, "draft"), {"output": index}, body)
