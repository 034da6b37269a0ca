"""What is known about a media file before anything is done with it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.core.errors import MediaError

Kind = Literal["video", "audio", "subtitle", "other"]
IMAGE_SUBTITLES = frozenset({"hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle", "xsub"})


@dataclass(frozen=True, slots=True)
class Stream:
    """One track. `index` is its place in the file, `language` an ISO 639 code or "".

    `width` and `height` are as shown (rotation applied); `picture` marks a cover image, not a video track;
    `pixel_format` is ffmpeg's name.
    """

    index: int
    kind: Kind
    codec: str
    language: str = ""
    title: str = ""
    default: bool = False
    picture: bool = False
    width: int = 0
    height: int = 0
    frame_rate: Fraction | None = None
    pixel_format: str = ""
    sample_rate: int = 0
    channels: int = 0
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A media file: `container` is ffmpeg's name ("mov,mp4,..."), `duration` in seconds, `size` in bytes."""

    container: str
    duration: float
    size: int
    streams: tuple[Stream, ...]

    @property
    def video(self) -> Stream | None:
        """The first moving picture."""
        return next((s for s in self.streams if s.kind == "video" and not s.picture), None)

    @property
    def audio(self) -> Stream | None:
        """The audio track a player would choose: the default one, else the first."""
        tracks = self.audio_tracks
        return next((s for s in tracks if s.default), tracks[0] if tracks else None)

    @property
    def audio_tracks(self) -> tuple[Stream, ...]:
        """All audio tracks in file order."""
        return tuple(s for s in self.streams if s.kind == "audio")

    @property
    def subtitles(self) -> tuple[Stream, ...]:
        """All caption tracks in file order."""
        return tuple(s for s in self.streams if s.kind == "subtitle")

    def need_audio(self) -> Stream:
        """The audio track; MediaError `no_audio_track`."""
        if self.audio is None:
            raise MediaError(
                "The file has no audio track.",
                code="no_audio_track",
                hint="Export it again with sound, or use a file that has speech in it.",
                rejected=True,
            )
        return self.audio

    def need_video(self) -> Stream:
        """The video track; MediaError `no_video_track`."""
        if self.video is None:
            raise MediaError(
                "The file has no video track.",
                code="no_video_track",
                hint="Use a video file for this; for sound alone choose an audio output.",
                rejected=True,
            )
        return self.video

    def need_at_most(self, seconds: float) -> None:
        """MediaError `media_too_long` when the file plays longer than `seconds`."""
        if self.duration > seconds:
            raise MediaError(
                f"The file plays {clock(self.duration)}; the limit is {clock(seconds)}.",
                code="media_too_long",
                hint="Cut it into shorter parts, or ask the administrator to raise the limit.",
                rejected=True,
                duration=round(self.duration, 3),
                limit=seconds,
            )


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss for people."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
