"""Renditions: what a worker makes of a stored media file so that a page can play and draw it.

Their storage keys are derived from the key of the file they are made of. So nothing has to be recorded in the
database, every use of one file shares them, and they are removed with the file. `asked` is there while a
request waits for a worker; `facts` is written before and after all others: without both, there is
nothing.
"""

from __future__ import annotations

import hashlib
from typing import Any, NotRequired, TypedDict

import orjson

from app.core.errors import NotFound
from app.core.storage import read_stored, storage, store

ASKED, FACTS, PEAKS, PROXY, SHOTS = "asked", "facts", "peaks", "proxy", "shots"
MOST_SOUNDS = 8
"""Sound tracks of one file that can be chosen from, the one in the picture included."""


class Sound(TypedDict):
    """A sound track: its number among the file's, ISO 639 language and title ("" where the file has none)."""

    number: int
    language: str
    title: str


class Facts(TypedDict):
    """What a worker found in a media file, and what it made of it.

    `state` is working, ready or failed; `at` when that was written (Unix seconds), `progress` how far the
    proxy is, 0.0 to 1.0. `proxy` is the media type of the version that browsers play, "" where the file
    itself plays. `first` is the number of the sound track that plays with the picture. `shots` says that the
    cuts of the picture are known; facts of files that were prepared before there were any have none.
    """

    state: str
    at: float
    progress: float
    kind: str
    duration: float
    width: int
    height: int
    frame_rate: str
    proxy: str
    peaks: bool
    shots: NotRequired[bool]
    first: int
    sounds: list[Sound]
    problem: str
    hint: str


def sound(number: int) -> str:
    """The name of a sound track by itself."""
    return f"sound-{number}"


def key(source_key: str, name: str) -> str:
    """The storage key of a rendition of the file under `source_key`."""
    digest = hashlib.sha256(f"{source_key}:{name}".encode()).hexdigest()[:32]
    return f"playback/{digest[:2]}/{digest}"


def facts(source_key: str) -> Facts | None:
    """What is known of a file; None when no worker has looked at it yet."""
    found: Facts | None = read(source_key, FACTS)
    return found


def read(source_key: str, name: str) -> Any:
    """A rendition that is JSON, or None."""
    try:
        return orjson.loads(read_stored(key(source_key, name)))
    except NotFound:
        return None


def write(source_key: str, name: str, value: Any) -> None:
    """Store a rendition that is JSON."""
    store(key(source_key, name), [orjson.dumps(value)])


def remove(source_key: str) -> None:
    """Remove everything that was made of a file."""
    if not any(storage().exists(key(source_key, name)) for name in (ASKED, FACTS)):
        return
    for name in (ASKED, PEAKS, SHOTS, PROXY, *(sound(number) for number in range(MOST_SOUNDS)), FACTS):
        storage().delete(key(source_key, name))


def remove_with_source(source_key: str) -> None:
    """Remove a stored file, then everything that was made of it.

    In this order, so that a worker that is making something of it sees, when it is done, that the file is
    gone, and removes what it made.
    """
    storage().delete(source_key)
    remove(source_key)
