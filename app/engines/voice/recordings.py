"""Spoken lines kept on disk, so that the same words in the same voice are synthesized once."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.core.progress import Cancelled
from app.engines.protocols import VoiceSynthesizer
from app.engines.voice import wav
from app.media.ffmpeg import ffmpeg, has_filter, local
from app.media.partial_files import atomic_output


@dataclass(frozen=True, slots=True)
class Recording:
    """A WAV file and how long it plays, measured in seconds."""

    path: Path
    duration: float


class Recordings:
    """Recordings by (engine version, voice, language, speed, text) in `folder`; safe for several threads.

    Two threads that want the same line at once may both make it; the last one is kept.
    """

    def __init__(self, folder: Path, engine: VoiceSynthesizer, language: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._engine, self._language = folder, engine, language
        self._version = engine.version()

    def spoken(self, text: str, voice: str, speed: float, cancelled: Cancelled) -> Recording:
        """`text` at `speed`, from the folder or from the engine."""
        facts = [self._engine.id, self._version, voice, self._language, f"{speed:.3f}", text]
        key = hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:40]
        path = self._folder / f"{key}.wav"
        if not path.exists():
            speech = self._engine.synthesize(
                text, voice, language=self._language, speed=speed, cancelled=cancelled
            )
            _put(path, lambda part: wav.write(speech, part))
        else:
            _used(path)
        return Recording(path, wav.duration(path))

    def faster(self, recording: Recording, tempo: float, cancelled: Cancelled) -> Recording:
        """The recording played `tempo` times as fast at the same pitch."""
        how = f"rubberband=tempo={tempo:.4f}" if has_filter("rubberband") else f"atempo={tempo:.4f}"
        return self._filtered(recording, f"{tempo:.4f}", how, cancelled)

    def resampled(self, recording: Recording, rate: int, cancelled: Cancelled) -> Recording:
        """The recording at `rate` samples a second."""
        return self._filtered(recording, f"{rate}hz", f"aresample={rate}", cancelled)

    def _filtered(self, recording: Recording, mark: str, how: str, cancelled: Cancelled) -> Recording:
        path = recording.path.with_name(f"{recording.path.stem}-{mark}.wav")
        if not path.exists():
            with atomic_output(path) as part:
                ffmpeg(
                    ["-i", local(recording.path), "-af", how, "-ac", "1", "-c:a", "pcm_s16le", part],
                    cancelled=cancelled,
                )
        return Recording(path, wav.duration(path))


def _used(path: Path) -> None:
    """Note that a recording was needed again: `prune` goes by the time of its last use."""
    with suppress(FileNotFoundError):
        os.utime(path)


def store_recording(path: Path, data: bytes) -> None:
    """Keep a recording that was made elsewhere."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _put(path, lambda part: _write(part, data))


def _write(part: Path, data: bytes) -> None:
    part.write_bytes(data)


def _put(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file that other threads and processes see whole or not at all."""
    number, name = tempfile.mkstemp(prefix=".speech-", dir=path.parent)
    os.close(number)
    part = Path(name)
    try:
        write(part)
        part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def prune(folder: Path, kept: timedelta) -> int:
    """Remove the recordings that nobody has used for as long as `kept`; returns how many."""
    before = time.time() - kept.total_seconds()
    removed = 0
    for path in folder.glob("*.wav") if folder.is_dir() else ():
        with suppress(FileNotFoundError):  # another process prunes too
            if path.stat().st_mtime < before:
                path.unlink()
                removed += 1
    return removed
