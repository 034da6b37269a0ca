"""The caption tracks of a media file, and the one that a job means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.core.errors import MediaError
from app.media.caption_tracks import line_21
from app.media.language_codes import is_wanted, two_letters
from app.media.probe.media_info import IMAGE_SUBTITLES, MediaInfo, Stream

Kind = Literal["text", "pictures", "closed captions"]

CLOSED_CAPTION_CODECS = frozenset({"h264", "hevc", "mpeg2video"})
"""Codecs of pictures that can carry closed captions (CEA-608 and 708) beside the picture."""

TELETEXT = "dvb_teletext"
CLOSED_CAPTIONS = "cc"
CHANNELS = {f"cc{n}": f"ch0{n}" for n in range(1, 5)} | {
    f"service{n}": f"program{letter}" for n, letter in enumerate("ABCDEF", 1)
}
"""How a job names one channel of closed captions, and how our decoders name it."""

_NAMES = {channel: name for name, channel in CHANNELS.items()}
_CHANNEL = re.compile(rf"\b(?:{'|'.join(_NAMES)})\b")

_NUMBER = re.compile(r"[1-9]\d{0,3}")
_PAGE = re.compile(r"[1-8]\d\d")
"""Pages of teletext that people can call up; those with letters in their number hold other things."""

_HINT = "Extract takes captions out of a file that has them; transcribe makes them from the speech."


@dataclass(frozen=True, slots=True)
class Track:
    """One caption track: `number` as people count them, and the stream that it is, or that carries it.

    `page` is the one of teletext that is meant; "" is all that are subtitles.
    """

    number: int
    kind: Kind
    stream: Stream
    channel: str = "auto"
    page: str = ""

    @property
    def language(self) -> str:
        """Two letters where there are such, or ""; closed captions do not say theirs."""
        if self.kind == "closed captions":
            return ""
        first, _, others = self.stream.language.partition(",")  # of teletext with pages in several
        return "" if others and self.page else two_letters(first)

    @property
    def name(self) -> str:
        """Number, language and kind in words."""
        return f"{self.number} ({', '.join(filter(None, (self.language, self.stream.title, self.kind)))})"

    def facts(self) -> dict[str, Any]:
        """The track as inspections and results tell it."""
        stream = self.stream
        return {
            "number": self.number,
            "kind": self.kind,
            "codec": "eia_608" if self.kind == "closed captions" else stream.codec,
            "language": self.language,
            "title": stream.title[:200],
            "default": stream.default and self.kind != "closed captions",
            "forced": stream.forced,
            "hearing_impaired": stream.hearing_impaired,
        }


def track_of(facts: Mapping[str, Any]) -> Track:
    """The track that these facts are of."""
    flags = {name: facts[name] for name in ("default", "forced", "hearing_impaired")}
    stream = Stream(-1, "subtitle", facts["codec"], facts["language"], facts["title"], **flags)
    return Track(facts["number"], facts["kind"], stream)


def tracks_of(info: MediaInfo) -> tuple[Track, ...]:
    """Every caption track in file order; closed captions that the picture is known to carry come last."""
    carriers = [info.video] if info.video and info.video.closed_captions else []
    found = [(stream, _kind(stream)) for stream in info.subtitles]
    found += [(stream, "closed captions") for stream in carriers]
    return tuple(Track(number, kind, stream) for number, (stream, kind) in enumerate(found, 1))


def _kind(stream: Stream) -> Kind:
    return "pictures" if stream.codec in IMAGE_SUBTITLES else "text"


def choose(info: MediaInfo, wanted: str) -> Track:
    """The track that `wanted` names: a number, a language, a page of teletext ("888"), or closed captions
    ("cc", "cc1", "service1").

    "" is the default text track, else the first of text, else closed captions, else pictures. Raises
    MediaError `no_caption_track` or `unknown_track`.
    """
    tracks = tracks_of(info)
    if means_closed_captions(wanted):
        return _closed(info, tracks, CHANNELS.get(wanted.strip().casefold(), "auto"))
    if not tracks and not wanted:
        tracks = _possible(info)
    return among(tracks, wanted)


def means_closed_captions(wanted: str) -> bool:
    """Whether captions in the picture are meant, which no list of tracks may know of."""
    name = wanted.strip().casefold()
    return name == CLOSED_CAPTIONS or name in CHANNELS


def as_jobs_name(text: str) -> str:
    """What decoders tell of channels, with the names that `track` takes."""
    return _CHANNEL.sub(lambda found: _NAMES[found[0]], text)


def among(tracks: Sequence[Track], wanted: str) -> Track:
    """The one of these tracks that a number, a language or "" names."""
    wanted = wanted.strip().casefold()
    found = _named(tracks, wanted) if wanted else min(tracks, key=_rank, default=None)
    if found is not None:
        return found
    if not tracks:
        raise no_caption_track()
    raise MediaError(
        f"The file has no caption track “{wanted[:40]}”.",
        code="unknown_track",
        hint=f"It has: {'; '.join(track.name for track in tracks)}.",
        rejected=True,
    )


def no_caption_track() -> MediaError:
    """The error for a file without any captions in it."""
    return MediaError("The file has no caption track.", code="no_caption_track", hint=_HINT, rejected=True)


def _named(tracks: Sequence[Track], wanted: str) -> Track | None:
    if _NUMBER.fullmatch(wanted):
        counted = next((track for track in tracks if track.number == int(wanted)), None)
        return counted or _page(tracks, wanted)
    spoken = [track for track in tracks if is_wanted(track.language, wanted)]
    return min(spoken, key=_rank, default=None)


def _page(tracks: Sequence[Track], wanted: str) -> Track | None:
    """The first teletext, of which this page is meant."""
    found = next((track for track in tracks if track.stream.codec == TELETEXT), None)
    return replace(found, page=wanted) if found and _PAGE.fullmatch(wanted) else None


def may_carry(video: Stream) -> bool:
    """Whether a picture can have closed captions: beside it as user data, or in its topmost rows."""
    return video.codec in CLOSED_CAPTION_CODECS or line_21.may_have(video)


def _possible(info: MediaInfo) -> tuple[Track, ...]:
    """Closed captions, which only reading the whole picture track can tell of."""
    video = info.video
    return (Track(1, "closed captions", video),) if video is not None and may_carry(video) else ()


def _rank(track: Track) -> tuple[bool, bool, bool, bool]:
    """Text before pictures, the default before others, whole captions before forced ones."""
    stream = track.stream
    closed = track.kind == "closed captions"
    return track.kind == "pictures", closed, stream.forced, not stream.default


def _closed(info: MediaInfo, tracks: tuple[Track, ...], channel: str) -> Track:
    if info.video is None or not may_carry(info.video):
        raise no_caption_track()
    number = next((track.number for track in tracks if track.kind == "closed captions"), len(tracks) + 1)
    return Track(number, "closed captions", info.video, channel)
