"""The synchronous client."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import httpx

from app.client import calls
from app.client.calls import Call, Source
from app.client.errors import checked
from app.client.types import Job, JobPage, Preset


class Client:
    """The API of one instance under one key. Every method raises ApiError, or httpx.TransportError."""

    def __init__(
        self, base_url: str, api_key: str, *, name: str = "api", transport: httpx.BaseTransport | None = None
    ) -> None:
        self._http = httpx.Client(
            base_url=base_url,
            headers=calls.headers(api_key, name),
            timeout=calls.TIMEOUT,
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def call(self, method: str, path: str, *, body: Any = None, **params: Any) -> Any:
        """Any call of the API, for what has no method here; returns its JSON, None for an empty answer."""
        return self._send(Call(method, path, params, body))

    def send_file(self, path: str, fields: Mapping[str, str], name: str, content: bytes | IO[bytes]) -> Any:
        """POST a form with one file; returns the answer's JSON."""
        files = {"file": (name, content)}
        return checked(self._http.post(path, data=dict(fields), files=files)).json()

    def submit(
        self,
        description: Mapping[str, Any],
        source: Source = None,
        *,
        wait: float | None = None,
        dry_run: bool = False,
    ) -> Job:
        """Submit a job: a Job Description and its source; with `wait` (seconds) the answer is its end."""
        with calls.submission(description, source, wait, dry_run) as arguments:
            job: Job = checked(self._http.request(**arguments)).json()
        return job

    def job(self, job_id: str) -> Job:
        """One job."""
        job: Job = self._send(calls.get_job(job_id))
        return job

    def wait(self, job_id: str, *, timeout: float = 3600, every: float = 1.0) -> Job:
        """The job when it has ended; TimeoutError after `timeout` seconds."""
        end = time.monotonic() + timeout
        while (job := self.job(job_id))["status"] not in calls.ENDED:
            if time.monotonic() > end:
                raise TimeoutError(f"Job {job_id} has not ended after {timeout:g} s.")
            time.sleep(every)
        return job

    def page(self, *, cursor: str | None = None, limit: int = 20, **filters: Any) -> JobPage:
        """One page of jobs; filters as GET /v1/jobs takes them."""
        page: JobPage = self._send(calls.list_jobs(cursor=cursor, limit=limit, **filters))
        return page

    def jobs(self, **filters: Any) -> Iterator[Job]:
        """Every matching job, newest first, page by page."""
        cursor: str | None = None
        while True:
            page = self.page(cursor=cursor, limit=100, **filters)
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def cancel(self, job_id: str) -> Job:
        """Stop a job."""
        return self._act(job_id, "cancel")

    def retry(self, job_id: str, changes: Mapping[str, Any] | None = None) -> Job:
        """Run a job again that ended badly."""
        return self._act(job_id, "retry", changes)

    def start(self, job_id: str, changes: Mapping[str, Any] | None = None) -> Job:
        """Start a draft."""
        return self._act(job_id, "start", changes)

    def approve(self, job_id: str) -> Job:
        """Accept what the editor saved."""
        return self._act(job_id, "approve")

    def send_back(self, job_id: str, changes: Mapping[str, Any] | None = None) -> Job:
        """Run the work before the editing again."""
        return self._act(job_id, "send-back", changes)

    def delete(self, job_id: str) -> Job:
        """Remove a job's files; its history entry stays."""
        job: Job = self._send(Call("DELETE", calls.path("jobs", job_id)))
        return job

    def download(self, job_id: str, target: str | Path, index: int = 0) -> Path:
        """Write one output to `target`; returns its path."""
        address = calls.path("jobs", job_id, "outputs", str(index))
        with self._http.stream("GET", address) as response:
            if not response.is_success:
                response.read()
            checked(response)
            with Path(target).open("wb") as file:
                for chunk in response.iter_bytes(1 << 20):
                    file.write(chunk)
        return Path(target)

    def link(
        self, job_id: str, index: int = 0, *, seconds: int | None = None, max_downloads: int | None = None
    ) -> dict[str, Any]:
        """A link to one output that ends by itself, after what the server is set to without `seconds`."""
        made: dict[str, Any] = self._send(calls.link(job_id, index, seconds, max_downloads))
        return made

    def links(self) -> Iterator[dict[str, Any]]:
        """Every link of the account that works, those that end first first, page by page."""
        after: str | None = None
        while True:
            page: list[dict[str, Any]] = self._send(calls.live_links(after, calls.LINKS_A_PAGE))
            yield from page
            if len(page) < calls.LINKS_A_PAGE:
                return
            after = page[-1]["link_id"]

    def draft(self, job_id: str, index: int = 0) -> dict[str, Any]:
        """The captions that wait for an editor, with their version."""
        found: dict[str, Any] = self._send(
            Call("GET", calls.path("jobs", job_id, "draft"), {"output": index})
        )
        return found

    def save_draft(
        self, job_id: str, document: Mapping[str, Any], version: int, index: int = 0
    ) -> dict[str, Any]:
        """Save the editor's captions, based on `version`."""
        saved: dict[str, Any] = self._send(calls.save_draft(job_id, document, version, index))
        return saved

    def presets(self) -> list[Preset]:
        """The account's presets."""
        found: list[Preset] = self._send(Call("GET", calls.path("presets")))
        return found

    def create_preset(self, fields: Mapping[str, Any]) -> Preset:
        """A new preset."""
        made: Preset = self._send(Call("POST", calls.path("presets"), body=dict(fields)))
        return made

    profiles = presets
    """An earlier name of `presets`."""

    create_profile = create_preset
    """An earlier name of `create_preset`."""

    def _act(self, job_id: str, action: str, changes: Mapping[str, Any] | None = None) -> Job:
        job: Job = self._send(calls.act(job_id, action, changes))
        return job

    def _send(self, call: Call) -> Any:
        response = checked(self._http.request(**call.arguments()))
        return response.json() if response.content else None
