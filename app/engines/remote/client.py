"""Calls to remote engines: bounded, cancellable, retried when busy, every failure explained.

EngineError codes: `engine_unauthorized`, `engine_quota`, `engine_rate_limited`, `engine_unreachable`,
`engine_timeout`, `engine_refused` (rejected: the request itself was bad) and `engine_failed`.
The key never appears in a message.
"""

from __future__ import annotations

import json
import time
from typing import Any

import httpx

from app.core.http_fetch.certificates import trusted
from app.core.limits.interruptible import in_thread
from app.core.progress import Cancelled, never, stop_if
from app.engines.config import Endpoint
from app.engines.remote.errors import refused, timed_out, unreachable, unusable

MOST_BYTES = 64 << 20
BUSY = frozenset({429, 500, 502, 503, 504})
LONGEST_PAUSE = 30.0
ASK_SECONDS = 0.2


class RemoteEngine:
    """One remote engine as people configured it.

    `label` names it in messages; `headers` (by default the bearer key) go with every call; `pause` is the
    first wait in seconds before a retry, doubled each time unless the server says how long.
    """

    def __init__(
        self, label: str, endpoint: Endpoint, headers: dict[str, str] | None = None, pause: float = 1.0
    ) -> None:
        self.label = label
        self.endpoint = endpoint
        self.headers = headers if headers is not None else bearer(endpoint.key)
        self.pause = pause

    def json(self, method: str, path: str, *, cancelled: Cancelled = never, **request: Any) -> Any:
        """The JSON answer of one call; `request` goes to httpx (`json`, `data`, `files`, `params`)."""
        body = self.content(method, path, cancelled=cancelled, **request)
        try:
            return json.loads(body)
        except ValueError as error:
            raise unusable(self.label, "it answered with something other than JSON") from error

    def content(self, method: str, path: str, *, cancelled: Cancelled = never, **request: Any) -> bytes:
        """The body of a successful answer, after as many tries as the endpoint allows."""
        tries = self.endpoint.retries + 1
        for attempt in range(1, tries + 1):
            answer = self._once(method, path, cancelled, request, last=attempt == tries)
            if answer is not None and answer.status_code in BUSY and attempt < tries:
                self._wait(answer.headers.get("retry-after", ""), attempt, cancelled)
            elif answer is not None:
                return self._checked(answer)
            else:
                self._wait("", attempt, cancelled)
        raise AssertionError("the last try returns or raises")

    def _once(
        self, method: str, path: str, cancelled: Cancelled, request: dict[str, Any], *, last: bool
    ) -> httpx.Response | None:
        """One try; None when the server could not be reached and there are tries left."""
        try:
            return in_thread(
                lambda: self._call(method, path, request), cancelled, timeout=self.endpoint.timeout
            )
        except (httpx.TimeoutException, TimeoutError) as error:
            raise timed_out(self.label, self.endpoint.timeout) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if last or isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
                raise unreachable(self.label, self.endpoint.url, error) from error
            return None

    def _call(self, method: str, path: str, request: dict[str, Any]) -> httpx.Response:
        url = f"{self.endpoint.url.rstrip('/')}/{path.lstrip('/')}"
        # No redirects: the key must not travel to another place than the one it was given for.
        with httpx.Client(timeout=self.endpoint.timeout, headers=self.headers, verify=trusted()) as client:  # noqa: SIM117
            with client.stream(method, url, **request) as answer:
                body = bytearray()
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > MOST_BYTES:
                        raise unusable(self.label, f"its answer is larger than {MOST_BYTES >> 20} MB")
                return httpx.Response(answer.status_code, headers=_kept(answer), content=bytes(body))

    def _wait(self, retry_after: str, attempt: int, cancelled: Cancelled) -> None:
        asked = float(retry_after) if retry_after.isdigit() else self.pause * 2 ** (attempt - 1)
        until = time.monotonic() + min(asked, LONGEST_PAUSE)
        while (left := until - time.monotonic()) > 0:
            stop_if(cancelled)
            time.sleep(min(left, ASK_SECONDS))

    def _checked(self, answer: httpx.Response) -> bytes:
        if answer.status_code >= 300:
            raise refused(self.label, answer.status_code, answer.content)
        return answer.content


def bearer(key: str) -> dict[str, str]:
    """The usual header for a key; none without one."""
    return {"Authorization": f"Bearer {key}"} if key else {}


def _kept(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name in ("retry-after", "content-type")}
