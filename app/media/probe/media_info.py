"""What is known about a media file before anything is done with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from app.core.errors import MediaError
from app.media.language_codes import is_wanted, two_letters

Kind = Literal["video", "audio", "subtitle", "other"]
IMAGE_SUBTITLES = frozenset({"hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle", "xsub"})


@dataclass(frozen=True, slots=True)
class Stream:
    """One track. `index` is its place in the file, `language` an ISO 639 code or "".

    `width` and `height` are as shown (rotation applied); `picture` marks a cover image, not a video track.
    `highest_rate` is the frame rate where pictures follow one another the fastest. `pixel_format` and the
    three names of colours are ffmpeg's, `pixel_aspect` is how wide a pixel is for its height, `flags` are the
    dispositions besides "default", by ffmpeg's names. `closed_captions` says that a picture carries some
    (CEA-608 or 708), `chapters` that a track holds nothing but the names of chapters, `only_dolby_vision`
    that a picture is in colours of Dolby Vision (profile 5), which others show green and purple.
    """

    index: int
    kind: Kind
    codec: str
    language: str = ""
    title: str = ""
    default: bool = False
    forced: bool = False
    hearing_impaired: bool = False
    closed_captions: bool = False
    picture: bool = False
    width: int = 0
    height: int = 0
    frame_rate: Fraction | None = None
    highest_rate: Fraction | None = None
    pixel_format: str = ""
    pixel_aspect: Fraction = Fraction(1)
    primaries: str = ""
    transfer: str = ""
    matrix: str = ""
    flags: tuple[str, ...] = ()
    attachment: bool = False
    font: bool = False
    timecode: bool = False
    chapters: bool = False
    only_dolby_vision: bool = False
    sample_rate: int = 0
    channels: int = 0
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A media file: `container` is ffmpeg's name ("mov,mp4,..."), `duration` in seconds, `size` in bytes.

    `heard` is the audio track that somebody chose in place of the usual one.
    """

    container: str
    duration: float
    size: int
    streams: tuple[Stream, ...]
    heard: Stream | None = None

    @property
    def video(self) -> Stream | None:
        """The first moving picture."""
        return next((s for s in self.streams if s.kind == "video" and not s.picture), None)

    @property
    def audio(self) -> Stream | None:
        """The audio track that was chosen, else what a player would choose: the default, else the first."""
        if self.heard is not None:
            return self.heard
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

    def hearing(self, wanted: str) -> MediaInfo:
        """The same with the audio track of this number (from 1) or language; MediaError `unknown_track`."""
        if not wanted:
            return self
        tracks = [
            (number, track, two_letters(track.language)) for number, track in enumerate(self.audio_tracks, 1)
        ]
        for number, track, language in tracks:
            if wanted == str(number) or is_wanted(language, wanted):
                return replace(self, heard=track)
        named = [f"{number} ({language or 'no language'})" for number, _, language in tracks]
        raise MediaError(
            f"The file has no audio track “{wanted[:40]}”.",
            code="unknown_track",
            hint=f"It has: {', '.join(named) or 'none'}.",
            rejected=True,
        )

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
