"""The file store interface. A second adapter must pass tests/core/test_storage.py unchanged."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class Stored:
    """A finished file: its key, size in bytes and SHA-256 (hex)."""

    key: str
    size: int
    sha256: str


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
    """Seven methods. Keys come from `new_key`, never from a person."""

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
