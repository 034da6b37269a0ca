"""The file store interface. A second adapter must pass tests/core/test_storage.py unchanged."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from app.core.errors import NotFound, Unavailable

_KEY = re.compile(r"[a-z]+/[0-9a-f]{2}/[0-9a-f]{32}")
_FOUND_BY_NAME = ("owner/", "playback/")


class StorageAway(Unavailable):
    """The file store does not answer, or refuses; what was to be done can be done again later."""

    default_code = "storage_away"


@dataclass(frozen=True, slots=True)
class Stored:
    """A finished file: its key, size in bytes and SHA-256 (hex)."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a stored file without reading it.

    `version` changes whenever the bytes do; `modified` is when it was stored, in Unix seconds.
    """

    size: int
    modified: float
    version: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a multipart upload that has arrived; `etag` changes with its bytes."""

    size: int
    etag: str


class Multipart(Protocol):
    """Uploads whose parts others send straight to the store, each to a signed address."""

    def begin(self, key: str) -> str:
        """Begin an upload; returns what the store calls it."""
        ...

    def part_url(self, key: str, upload: str, number: int, size: int, seconds: int) -> str:
        """The address that takes one part, of exactly this size, with PUT for so many seconds."""
        ...

    def parts(self, key: str, upload: str) -> dict[int, Part]:
        """The parts that have arrived, by their number; NotFound when there is no such upload."""
        ...

    def complete(self, key: str, upload: str, parts: Mapping[int, Part]) -> None:
        """Make one file of the parts; NotFound, or Conflict when one was sent again meanwhile."""

    def abort(self, key: str, upload: str) -> None:
        """Forget an upload and its parts; one that is not there is fine."""


class Writer(Protocol):
    """A file being written: nothing is visible under its key before `commit`."""

    @property
    def size(self) -> int:
        """Bytes written so far."""
        ...

    def write(self, chunk: bytes) -> None:
        """Append a chunk."""

    def commit(self) -> Stored:
        """Make the file visible, whole, under its key."""
        ...

    def abort(self) -> None:
        """Forget everything; also right after a failed `commit`."""


class Storage(Protocol):
    """Where files are kept. Keys come from `new_key`, never from a person.

    A store that is on another machine raises StorageAway from every method while it does not answer.
    """

    sweep_seconds: float
    """How often all that is stored may be listed."""

    def writer(self, key: str) -> Writer:
        """Start a file."""
        ...

    def open(self, key: str) -> BinaryIO:
        """A seekable stream of a stored file; NotFound if there is none."""
        ...

    def path(self, key: str) -> AbstractContextManager[Path]:
        """The file on a local disk for as long as the context lasts, for programs that need one."""
        ...

    def delete(self, key: str) -> None:
        """Remove a file; removing what is not there is fine."""

    def exists(self, key: str) -> bool:
        """Whether a file is stored under the key."""
        ...

    def facts(self, key: str) -> Facts:
        """What is known of a stored file; NotFound if there is none."""
        ...

    def on_disk(self, key: str) -> Path | None:
        """The file itself where it lies in a folder; None where its bytes have to be fetched (`open`)."""
        ...

    def redirect(self, key: str, disposition: str, media_type: str) -> str | None:
        """A short signed address that a browser can download a file from; None where there is none."""
        ...

    def multipart(self) -> Multipart | None:
        """Uploads straight to the store; None where it takes none, or is not to."""
        ...

    def answers(self) -> None:
        """Unavailable, within some seconds, while a store on another machine does not answer."""

    def check(self) -> None:
        """Store, read and remove a few bytes; Unavailable with the reason where that cannot be done."""

    def stored_since(self, moment: float) -> Iterator[tuple[str, float]]:
        """The key of every file stored after `moment`, and when that was (Unix seconds)."""
        ...

    def remove_abandoned(self) -> int:
        """Remove what writers left behind whose process has ended; returns how many."""
        ...


def new_key(kind: str) -> str:
    """A fresh storage key such as `upload/3f/3f9a…`: ours, unguessable, spread over folders."""
    name = secrets.token_hex(16)
    return f"{kind}/{name[:2]}/{name}"


def is_key(text: str) -> bool:
    """Whether a text has the form of the keys that `new_key` makes."""
    return _KEY.fullmatch(text) is not None


def found_by_name(key: str) -> bool:
    """Whether a file is looked for by its name alone: it must not have one without its content."""
    return key.startswith(_FOUND_BY_NAME)


def checked(key: str) -> str:
    """The key; ValueError unless it is one of ours."""
    if not is_key(key):
        raise ValueError(f"not a storage key: {key!r}")
    return key


def missing() -> NotFound:
    """The error for a file that is not stored."""
    return NotFound("This file is no longer stored.", code="file_removed", hint="Submit the job again.")


def try_out(store: Storage) -> None:
    """Store, read and remove a few bytes."""
    writer = store.writer(new_key("check"))
    writer.write(b"cuedeck")
    stored = writer.commit()
    try:
        with store.open(stored.key) as file:
            if file.read() != b"cuedeck":
                raise StorageAway(
                    "The file store gave other bytes than were stored.",
                    code="storage_damages",
                    hint="Check the disk or the server that keeps the files.",
                )
    finally:
        store.delete(stored.key)
