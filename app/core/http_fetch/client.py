"""GuardedClient: downloads and webhook requests to untrusted URLs.

It resolves a name once, refuses private and special addresses, connects to exactly what it checked, follows
redirects by hand with the same check at every hop, ignores proxies of the environment, and stops at a size
and at a time. Errors are `SourceError`; see `app.core.http_fetch.errors` for the codes.
"""

from __future__ import annotations

import errno
import hashlib
import re
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpcore
import httpx

from app.core.errors import Canceled, JobError
from app.core.http_fetch import errors as wrong
from app.core.http_fetch.address_rules import AddressRules
from app.core.http_fetch.content import pieces
from app.core.http_fetch.pinned_transport import ForbiddenAddress, HostNotFound, OutOfTime, PinnedTransport
from app.core.http_fetch.redirects import Hop, check_url
from app.core.strict_json import whole_number

SNIPPET_BYTES = 2048
HEAD_BYTES = 1024
USER_AGENT = "Cuedeck/0.1 (+guarded fetch)"
HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?>(?:<\?xml.*?\?>\s*)?(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A downloaded file: a safe name for it, what the server called it, bytes and their SHA-256 (hex)."""

    file_name: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a called URL said: HTTP status, the first 2 KB as text, milliseconds, and `Retry-After` if any."""

    status: int
    snippet: str
    latency_ms: int
    retry_after: str = ""


def _silent(_fraction: float) -> None: ...


def _never() -> bool:
    return False


class GuardedClient:
    """HTTP for untrusted URLs; cheap to make, safe to share between threads.

    `allow` lists hosts and networks of the own network (see `AddressRules`); `max_bytes` caps a download;
    `timeout` (seconds) bounds each connect, read and write, `total_timeout` a whole exchange.
    """

    def __init__(
        self,
        allow: Sequence[str] = (),
        max_bytes: int = 4 << 30,
        timeout: float = 20.0,
        total_timeout: float = 3600.0,
    ) -> None:
        self._rules = AddressRules(allow)
        self._max_bytes, self._timeout, self._total = max_bytes, timeout, total_timeout

    def download(
        self,
        url: str,
        target_path: Path,
        progress: Callable[[float], None] = _silent,
        cancelled: Callable[[], bool] = _never,
    ) -> Fetched:
        """Fetch `url` into `target_path`, which is there afterwards whole or not at all.

        `progress` gets 0.0 to 1.0 while the size is known. Raises SourceError, Canceled, or JobError
        `disk_full`.
        """
        target_path = Path(target_path)
        part = target_path.with_name(target_path.name + ".part")
        try:
            with self._exchange(url) as hop:
                while hop.response.has_redirect_location:
                    hop.follow()
                fetched = self._save(hop, part, progress, cancelled)
            part.replace(target_path)
        finally:
            part.unlink(missing_ok=True)
        progress(1.0)
        return fetched

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """POST `body` once; any HTTP status is an answer, and a redirect is not followed."""
        began = time.monotonic()
        with self._exchange(url, body, headers) as hop:
            snippet = b""
            for chunk in pieces(hop.response, SNIPPET_BYTES):
                snippet += chunk
                if len(snippet) >= SNIPPET_BYTES:
                    break
            return Answer(
                status=hop.response.status_code,
                snippet=snippet[:SNIPPET_BYTES].decode("utf-8", "replace").replace("\x00", "\ufffd"),
                latency_ms=round((time.monotonic() - began) * 1000),
                retry_after=hop.response.headers.get("retry-after", "")[:64],
            )

    @contextmanager
    def _exchange(
        self, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[Hop]:
        """One exchange with all its redirects, in typed errors."""
        began = time.monotonic()
        transport = PinnedTransport(self._rules, began + self._total)
        with httpx.Client(
            transport=transport, trust_env=False, follow_redirects=False, timeout=self._timeout
        ) as http:
            hop = Hop(http, check_url(url))
            try:
                hop.send("GET" if body is None else "POST", body, headers or {})
                yield hop
            except ForbiddenAddress as error:
                raise wrong.forbidden_address(error.host) from error
            except HostNotFound as error:
                if error.temporary:
                    raise wrong.unreachable(error.host, "its name could not be looked up") from error
                raise wrong.unknown_host(error.host) from error
            except (OutOfTime, httpcore.TimeoutException, httpx.TimeoutException) as error:
                raise wrong.timed_out(hop.host, time.monotonic() - began) from error
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EDQUOT):
                    raise disk_full() from error
                raise
            except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError) as error:
                raise wrong.unreachable(hop.host, _reason(error)) from error
            finally:
                hop.close()

    def _save(
        self, hop: Hop, part: Path, progress: Callable[[float], None], cancelled: Callable[[], bool]
    ) -> Fetched:
        response, digest, size, head = hop.response, hashlib.sha256(), 0, b""
        content_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
        if not response.is_success:
            raise wrong.refusal(str(response.url), hop.host, response.status_code, _beginning(response))
        total = _length(response)
        if total is not None and total > self._max_bytes:
            raise wrong.too_large(hop.host, self._max_bytes, total)
        with part.open("wb") as file:
            for chunk in pieces(response, 1 << 16):
                size += len(chunk)
                if size > self._max_bytes:
                    raise wrong.too_large(hop.host, self._max_bytes)
                if len(head) < HEAD_BYTES:
                    head += chunk[:HEAD_BYTES]
                    if HTML.match(head):
                        raise wrong.wrong_type(hop.host, content_type)
                digest.update(chunk)
                file.write(chunk)
                if cancelled():
                    raise Canceled("The download was canceled.")
                if total:
                    progress(min(size / total, 1.0))
        if not size:
            raise wrong.wrong_type(hop.host, content_type, empty=True)
        return Fetched(hop.file_name(), content_type, size, digest.hexdigest())


def disk_full() -> JobError:
    """The server has no room left for a file."""
    return JobError(
        "The server's disk is full.",
        code="disk_full",
        hint="Try again later; an administrator can free space or shorten the retention of old outputs.",
    )


def _length(response: httpx.Response) -> int | None:
    announced = whole_number(response.headers.get("content-length", ""))
    return None if "content-encoding" in response.headers else announced


def _beginning(response: httpx.Response) -> bytes:
    for chunk in pieces(response, SNIPPET_BYTES):
        return chunk
    return b""


def _reason(error: Exception) -> str:
    """A few words for people; exception texts of the libraries stay in the cause."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, ssl.SSLCertVerificationError):
            return f"its certificate is not valid ({inner.verify_message})"
        if isinstance(inner, ssl.SSLError):
            return "the secure connection failed"
        if isinstance(inner, ConnectionRefusedError):
            return "it refused the connection"
        inner = inner.__cause__ or inner.__context__
    if isinstance(error, httpcore.ConnectError):
        return "no connection could be made"
    if isinstance(error, httpcore.ProtocolError):
        return "it broke off or did not speak proper HTTP"
    return "the connection broke off"
