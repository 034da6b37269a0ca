"""Preparation of a media file for playing: what is in it, its waveform, and versions that browsers play.

What is quick comes first, so that the page can show it: the facts, then the waveform, then further sound
tracks, then the proxy, and at last the cuts of the picture. Facts are written again while it goes on, which
says that somebody works on it.
"""

from __future__ import annotations

import time
from pathlib import Path

from app.core import clock
from app.core.errors import AppError
from app.core.log import logger
from app.core.settings import get_settings
from app.core.storage import StorageAway, storage, store_file
from app.core.storage.abandoned import scratch_folder
from app.media.playback import browser_support, proxy
from app.media.playback.browser_support import Support
from app.media.playback.peaks import peaks
from app.media.playback.proxy import Most
from app.media.playback.shots import shots
from app.media.probe.media_info import MediaInfo
from app.media.probe.probe import probe
from app.services.files import renditions
from app.services.files.renditions import FACTS, MOST_SOUNDS, PEAKS, PROXY, SHOTS, Facts
from app.services.playback import preparation
from app.services.playback.preparation import FAILED, READY, WORKING

_NEWS_SECONDS = 5.0
_TIMES_THE_SOURCE = 4
"""How much larger than the largest upload a proxy may be."""


def prepare(storage_key: str) -> None:
    """Make what is missing of a file's renditions. Every outcome is recorded; nothing is raised to Celery."""
    try:
        _prepare(storage_key)
    except StorageAway as error:  # nothing can be recorded either; whoever looks at the file asks again
        logger().warning("storage_away", error=str(error))


def _prepare(storage_key: str) -> None:
    preparation.begun(storage_key)
    if not preparation.is_due(renditions.facts(storage_key)):
        return
    work = _Preparation(storage_key)
    try:
        work.make()
    except StorageAway:
        raise
    except AppError as error:
        work.fail(error.message, error.hint)
    except Exception:  # noqa: BLE001 - a fault of ours: plain words on the page, all in the log
        logger().exception("playback_crashed")
        work.fail("Cuedeck failed while it prepared this file.", "The worker's log has the details.")
    if not storage().exists(storage_key):  # removed meanwhile
        renditions.remove(storage_key)


class _Preparation:
    """The work on one file; `facts` are what is known so far."""

    def __init__(self, storage_key: str) -> None:
        self._key, self._told, self._removed = storage_key, 0.0, False
        limits = get_settings().limits
        self._most = Most(limits.media_seconds, _TIMES_THE_SOURCE * limits.upload_bytes)
        self.facts: Facts = {
            "state": WORKING, "at": 0.0, "progress": 0.0, "problem": "", "hint": "",
            "kind": "", "duration": 0.0, "width": 0, "height": 0, "frame_rate": "",
            "proxy": "", "peaks": False, "first": 0, "sounds": [],
        }  # fmt: skip

    def make(self) -> None:
        """Everything, in the order in which it is wanted."""
        with storage().path(self._key) as source, scratch_folder() as folder:
            self._tell()
            info = probe(source, max_seconds=self._most.seconds, cancelled=self._gone)
            plays = browser_support.support(source, info)
            self._learn(info, plays)
            if info.audio is not None:
                found = peaks(source, info, folder, max_seconds=self._most.seconds, cancelled=self._gone)
                renditions.write(self._key, PEAKS, found)
                self.facts["peaks"] = True
                self._tell()
            self._sounds(source, info, folder)
            if not plays.direct:
                self._proxy(source, info, plays, folder)
            self._shots(source, info, folder)
        self.facts |= {"state": READY, "progress": 1.0}
        self._tell()

    def fail(self, problem: str, hint: str) -> None:
        """Record why it could not be done."""
        logger().info("playback_failed", problem=problem)
        self.facts |= {"state": FAILED, "problem": problem, "hint": hint}
        self._tell()

    def _learn(self, info: MediaInfo, plays: Support) -> None:
        video, sounds = info.video, info.audio_tracks[:MOST_SOUNDS]
        self.facts |= {
            "kind": "video" if video else "audio",
            "duration": info.duration,
            "width": video.width if video else 0,
            "height": video.height if video else 0,
            "frame_rate": str(video.frame_rate or "") if video else "",
            "proxy": "" if plays.direct else proxy.VIDEO_TYPE if video else proxy.SOUND_TYPE,
            "first": sounds.index(info.audio) if info.audio in sounds else 0,
            "sounds": [
                {"number": number, "language": track.language, "title": track.title}
                for number, track in enumerate(sounds)
            ],
        }
        self._tell()

    def _sounds(self, source: Path, info: MediaInfo, folder: Path) -> None:
        for number, track in enumerate(info.audio_tracks[:MOST_SOUNDS]):
            if number != self.facts["first"]:
                made = proxy.make_sound(source, info, track, folder, most=self._most, cancelled=self._gone)
                self._keep(made, renditions.sound(number))

    def _proxy(self, source: Path, info: MediaInfo, plays: Support, folder: Path) -> None:
        def follow(fraction: float) -> None:
            self.facts["progress"] = fraction

        made = proxy.make_proxy(
            source, info, plays, folder, most=self._most, progress=follow, cancelled=self._gone
        )
        self._keep(made, PROXY)

    def _shots(self, source: Path, info: MediaInfo, folder: Path) -> None:
        """Last, because it reads the whole film; nothing else depends on it, so it may fail."""
        if info.video is None:
            return
        try:
            found = shots(source, info, folder, max_seconds=self._most.seconds, cancelled=self._gone)
        except AppError as error:
            if self._removed:
                raise
            logger().info("shots_failed", problem=error.message)
            return
        renditions.write(self._key, SHOTS, found)
        self.facts["shots"] = True

    def _keep(self, path: Path, name: str) -> None:
        store_file(renditions.key(self._key, name), path)
        path.unlink()

    def _tell(self) -> None:
        self._told = time.monotonic()
        self.facts["at"] = clock.now().timestamp()
        renditions.write(self._key, FACTS, self.facts)

    def _gone(self) -> bool:
        """Whether the file was removed meanwhile. Asked all the time, so this is where news is told from."""
        if time.monotonic() - self._told > _NEWS_SECONDS:
            self._tell()
            self._removed = not storage().exists(self._key)
        return self._removed
