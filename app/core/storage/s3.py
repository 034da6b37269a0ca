"""Files in a bucket of an S3 server.

A file is collected in a scratch folder of this machine and sent when it is whole, a large one in parts beside
one another: a broken connection costs one part, and nothing is visible before all of it is there.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from app.core.errors import NotFound
from app.core.settings.s3 import S3
from app.core.storage.abandoned import scratch_folder
from app.core.storage.base import (
    Facts,
    StorageAway,
    Stored,
    Writer,
    checked,
    is_key,
    missing,
    new_key,
    try_out,
)
from app.core.storage.file_cache import FileCache
from app.core.storage.local import CollectingWriter, storing
from app.core.storage.s3_multipart import S3Multipart
from app.core.storage.s3_signing import signed_url
from app.core.storage.s3_unfinished import end_unfinished

if TYPE_CHECKING:
    from obstore import ObjectMeta

_PART = 16 << 20
_PARTS_AT_ONCE = 4
_FIRST_WINDOW, _LARGEST_WINDOW = 256 << 10, 4 << 20
_PATIENCE = timedelta(seconds=20)
"""How long a request is tried again while the server does not answer."""
_ANSWERS_WITHIN = timedelta(seconds=3)


class S3Storage:
    """A bucket; `cache` is a folder of this machine for copies of large files."""

    sweep_seconds = 3600.0

    def __init__(self, settings: S3, cache: Path) -> None:
        prefix = settings.prefix.strip("/")
        self._settings, self._prefix = settings, f"{prefix}/" if prefix else ""
        self._store = _client(settings, prefix, _PATIENCE)
        self._impatient = _client(settings, prefix, timedelta(0), timeout=_ANSWERS_WITHIN)
        self._cache = FileCache(cache, settings.cache_bytes)

    def writer(self, key: str) -> Writer:
        """Start a file."""
        return S3Writer(self, checked(key))

    def put(self, key: str, file: Path) -> None:
        """Store a file that is whole; the server compares what it got with the signed checksum."""
        with _asking():
            made = obstore.put(self._store, key, file, chunk_size=_PART, max_concurrency=_PARTS_AT_ONCE)
        self._cache.keep(key, made["e_tag"] or "", file)

    def open(self, key: str) -> BinaryIO:
        """A seekable stream, which fetches what is read of it."""
        return cast("BinaryIO", io.BufferedReader(S3File(self, key, self._head(key)), 1 << 16))

    def read(self, key: str, start: int, end: int, version: str | None) -> bytes:
        """Some bytes of a file, of this version only."""
        with _asking():
            asked: Any = {"range": (start, end), "if_match": version}
            return bytes(obstore.get(self._store, key, options=asked).bytes())

    @contextmanager
    def path(self, key: str) -> Iterator[Path]:
        """A copy in a scratch folder, from this machine's cache if it has one."""
        found = self._head(key)
        version = found["e_tag"] or ""
        with scratch_folder() as folder:
            copy = folder / "file"
            if not self._cache.take(key, version, copy):
                self._fetch(key, found, copy)
                self._cache.keep(key, version, copy)
            yield copy

    def _fetch(self, key: str, found: ObjectMeta, target: Path) -> None:
        with storing(), target.open("wb") as file, _asking():
            got = obstore.get(self._store, key, options={"if_match": found["e_tag"]})
            for chunk in got.stream(_LARGEST_WINDOW):
                file.write(chunk)
        if target.stat().st_size != found["size"]:
            raise StorageAway(
                "The file store sent a file that is too short.", hint="Try again.", retry_after=5
            )

    def _head(self, key: str) -> ObjectMeta:
        with _asking():
            return obstore.head(self._store, checked(key))

    def delete(self, key: str) -> None:
        """Remove a file, and this machine's copies of it."""
        with _asking(missing_is_fine=True):
            obstore.delete(self._store, checked(key))
        self._cache.forget(key)

    def exists(self, key: str) -> bool:
        """Whether a file is stored under the key."""
        try:
            self._head(key)
        except NotFound:
            return False
        return True

    def facts(self, key: str) -> Facts:
        """What the server knows of the file."""
        found = self._head(key)
        modified = found["last_modified"].timestamp()
        return Facts(int(found["size"]), modified, f"{found['size']}-{found['e_tag']}-{modified}")

    def on_disk(self, key: str) -> None:
        """Nothing: it is on another machine."""

    def redirect(self, key: str, disposition: str, media_type: str) -> str | None:
        """A signed address, if links are to lead to the bucket."""
        if self._settings.links != "redirect":
            return None
        answered = {"response-content-disposition": disposition, "response-content-type": media_type}
        seconds = self._settings.redirect_seconds
        return signed_url(self._settings, "GET", self._prefix + key, seconds, answered, public=True)

    def multipart(self) -> S3Multipart | None:
        """Uploads by signed addresses, if the settings allow them."""
        return S3Multipart(self._settings, self._prefix) if self._settings.direct_uploads else None

    def answers(self) -> None:
        """Ask for a file that is not there, once."""
        with _asking(missing_is_fine=True):
            obstore.head(self._impatient, new_key("check"))

    def check(self) -> None:
        """Store, read and remove a few bytes."""
        try_out(self)

    def stored_since(self, moment: float) -> Iterator[tuple[str, float]]:
        """Every file that was stored after `moment`; the whole bucket is listed for it."""
        with _asking():
            for some in obstore.list(self._store):
                for found in some:
                    at = found["last_modified"].timestamp()
                    if at >= moment and is_key(found["path"]):
                        yield found["path"], at

    def remove_abandoned(self) -> int:
        """End multipart uploads that nobody has finished in time."""
        with _asking():
            return end_unfinished(self._settings, self._prefix)


class S3Writer(CollectingWriter):
    """Collects a file and sends it with `commit`."""

    def __init__(self, store: S3Storage, key: str) -> None:
        self._store, self._scratch = store, ExitStack()
        with storing():
            self._path = self._scratch.enter_context(scratch_folder()) / "file"
            super().__init__(key, self._path.open("wb"))

    def commit(self) -> Stored:
        """Send the file; it is stored when this returns."""
        try:
            with storing():
                self._file.close()
            self._store.put(self._key, self._path)
        finally:
            self.abort()
        return self.stored()

    def abort(self) -> None:
        """Remove what was collected."""
        super().abort()
        self._scratch.close()


class S3File(io.RawIOBase):
    """Reads a stored file in windows, which grow while it is read from front to back."""

    def __init__(self, store: S3Storage, key: str, found: ObjectMeta) -> None:
        super().__init__()
        self._store, self._key, self._size, self._version = store, key, int(found["size"]), found["e_tag"]
        self._position, self._start, self._window = 0, 0, b""
        self._next = _FIRST_WINDOW

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go on reading elsewhere; nothing is fetched yet."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        """Where it is read from next."""
        return self._position

    def readinto(self, buffer: Any) -> int:
        """Read what is at hand, or fetch the next window."""
        if self._position >= self._size:
            return 0
        if not self._start <= self._position < self._start + len(self._window):
            self._fetch()
        at = self._position - self._start
        got = self._window[at : at + len(buffer)]
        buffer[: len(got)] = got
        self._position += len(got)
        return len(got)

    def _fetch(self) -> None:
        goes_on = self._position == self._start + len(self._window)
        self._next = min(2 * self._next, _LARGEST_WINDOW) if goes_on else _FIRST_WINDOW
        end = min(self._position + self._next, self._size)
        self._start = self._position
        self._window = self._store.read(self._key, self._position, end, self._version)


def _client(
    settings: S3, prefix: str, patience: timedelta, *, timeout: timedelta = timedelta(hours=1)
) -> S3Store:
    config: dict[str, Any] = {
        "region": settings.region,
        "virtual_hosted_style_request": settings.virtual_hosts,
    }
    for name in ("endpoint", "access_key_id", "secret_access_key"):
        if value := getattr(settings, name):
            config[name] = value
    if settings.virtual_hosts and settings.endpoint:  # the client wants it with the bucket in it
        scheme, _, host = settings.endpoint.partition("://")
        config["endpoint"] = f"{scheme}://{settings.bucket}.{host}"
    return S3Store(
        settings.bucket,
        prefix=prefix or None,
        config=cast("Any", config),
        client_options={
            "allow_http": True,
            "connect_timeout": timedelta(seconds=3),
            "read_timeout": timedelta(seconds=60),
            "timeout": timeout,
        },
        retry_config={
            "max_retries": 20 if patience else 0,
            "retry_timeout": patience,
            "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=2)},
        },
    )


@contextmanager
def _asking(*, missing_is_fine: bool = False) -> Iterator[None]:
    """Translate the errors of the client: NotFound, or StorageAway with the reason."""
    try:
        yield
    except FileNotFoundError:
        if not missing_is_fine:
            raise missing() from None
    except (PermissionDeniedError, UnauthenticatedError, PermissionError) as error:
        raise StorageAway(
            "The S3 server refuses the key of this instance.",
            code="storage_refused",
            hint="Check CUEDECK_S3__ACCESS_KEY_ID, its secret, and what it may do in the bucket.",
            retry_after=60,
        ) from error
    except (BaseError, OSError) as error:
        raise StorageAway(
            "The S3 server does not answer, or cannot do what was asked.",
            hint="Check CUEDECK_S3__ENDPOINT and CUEDECK_S3__BUCKET, and that the server runs.",
            retry_after=30,
        ) from error
