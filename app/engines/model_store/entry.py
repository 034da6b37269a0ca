"""Catalogue entries: what is known about a model before it is installed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from app.core.progress import Cancelled, OnProgress, Slice

Kind = Literal["speech", "translation", "voice", "separation"]
SpeechEngine = Literal["faster-whisper", "sherpa-onnx", "whisper-cpp"]


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model, by its path inside the model's folder; `sha256` in lower-case hexadecimal."""

    name: str
    size: int
    sha256: str


class Source(Protocol):
    """Where a model's files come from; `download` is about how many bytes travel, for the percentage."""

    @property
    def download(self) -> int:
        """Expected bytes of the download."""

    def fetch(self, folder: Path, on_progress: OnProgress, cancelled: Cancelled) -> None:
        """Fill the empty `folder` with the model's files.

        Raises EngineError `download_failed` with the reason the source gave, and Canceled.
        """


@dataclass(frozen=True, slots=True)
class CombinedSource:
    """Several sources that fill one folder, one after another."""

    sources: tuple[Source, ...]

    @property
    def download(self) -> int:
        """The sum over the sources."""
        return sum(source.download for source in self.sources)

    def fetch(self, folder: Path, on_progress: OnProgress, cancelled: Cancelled) -> None:
        """Fetch each; the percentage counts bytes over all."""
        done = 0
        for source in self.sources:
            part = Slice(on_progress, done / self.download, source.download / self.download)
            source.fetch(folder, part, cancelled)
            done += source.download


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model of the catalogue.

    `size` is the bytes on disk. `files` are checked by their hashes after assembly; where the publisher
    gives none (`files` empty), the hashes of the first download are kept and later checks compare with those.
    `languages` empty means many.
    """

    id: str
    kind: Kind
    label: str
    size: int
    licence: str
    source: Source
    files: tuple[ModelFile, ...] = ()
    languages: tuple[str, ...] = ()
    note: str = ""
