"""What is in a media file: with ffprobe when there is one, else with PyAV in a guarded child."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from app.core.child_process.program import Bounds, ProgramFailed, run
from app.core.errors import LimitExceeded, MediaError
from app.core.progress import Cancelled, never, stop_if
from app.media.containers import check_bytes
from app.media.features import need_package
from app.media.ffmpeg import CONTAINERS, PROTOCOLS, ffmpeg, ffprobe_path, local, readable, untrusted
from app.media.probe.media_info import Kind, MediaInfo, Stream

_FIRST_PACKETS = ["-count_frames", "-read_intervals", "%+#24"]
"""Decoded, so that closed captions in the picture are noticed."""

_ONLY_DOLBY_VISION = 5
"""The profile of Dolby Vision whose picture is nothing without it; others have one in HDR10, HLG or SDR."""

PROBE_BOUNDS = Bounds(wall=60, cpu=60, memory=2 << 30)


def probe(path: Path, *, max_seconds: float | None = None, cancelled: Cancelled = never) -> MediaInfo:
    """Describe the file at `path`.

    Raises MediaError `media_empty`, `media_playlist`, `media_truncated`, `media_damaged`,
    `media_not_recognized` (neither audio nor video in it) or, with `max_seconds`, `media_too_long`.
    """
    stop_if(cancelled)
    check_bytes(path)
    program = ffprobe_path()
    facts = _ffprobe(program, path, cancelled) if program else _pyav(path, cancelled)
    info = _info(facts, path)
    if not info.audio_tracks and info.video is None:
        raise MediaError(
            "The file holds neither audio nor video.",
            code="media_not_recognized",
            hint="Upload an audio or video file such as mp4, mov, mkv, webm, mp3 or wav.",
            rejected=True,
        )
    if info.duration <= 0:
        info = _info(facts, path, _measured(path, cancelled))
    if max_seconds is not None:
        info.need_at_most(max_seconds)
    return info


def _ffprobe(program: str, path: Path, cancelled: Cancelled) -> dict[str, Any]:
    whitelists = ["-protocol_whitelist", PROTOCOLS, "-format_whitelist", CONTAINERS]
    asked = ["-v", "error", "-show_format", "-show_streams", *_FIRST_PACKETS, "-of", "json"]
    try:
        finished = run([program, *asked, *whitelists, local(path)], bounds=PROBE_BOUNDS, cancelled=cancelled)
    except ProgramFailed as error:
        raise readable(error) from error
    facts: dict[str, Any] = json.loads(finished.stdout)
    return facts


def _pyav(path: Path, cancelled: Cancelled) -> dict[str, Any]:
    need_package("av", "PyAV (or ffprobe)")
    from app.core.child_process import guarded_call
    from app.media.probe.pyav import describe

    try:
        bounds = guarded_call.Bounds(wall=60, cpu=60, memory=2 << 30)
        return guarded_call.run(
            describe, str(path), PROTOCOLS, CONTAINERS, bounds=bounds, cancelled=cancelled
        )
    except LimitExceeded as error:
        raise MediaError(
            "The media file could not be examined within the limits of this server.",
            code=error.code,
            hint="It is unusually built or damaged; export it again from a video editor.",
            rejected=True,
        ) from error


def _measured(path: Path, cancelled: Cancelled) -> float:
    """The duration of a file whose header does not say it, such as a browser's recording, by reading it."""
    last = 0.0

    def note(line: str) -> None:
        nonlocal last
        name, _, value = line.partition("=")
        if name == "out_time_us" and value.lstrip("-").isdigit():
            last = max(last, int(value) / 1e6)

    args = [*untrusted(path), "-map", "0:v?", "-map", "0:a?", "-c", "copy", "-f", "null", "-"]
    ffmpeg(args, on_line=note, cancelled=cancelled)
    return last


def _info(facts: dict[str, Any], path: Path, duration: float | None = None) -> MediaInfo:
    streams = tuple(_stream(item) for item in facts.get("streams", []))
    said = facts.get("format", {})
    if duration is None:
        own = [s.duration for s in streams if s.duration]
        duration = _number(said.get("duration")) or max(own, default=0.0)
    return MediaInfo(str(said.get("format_name", "")), duration, path.stat().st_size, streams)


def _stream(item: dict[str, Any]) -> Stream:
    tags = {name.lower(): str(value) for name, value in item.get("tags", {}).items()}
    marks = item.get("disposition", {})
    kinds: dict[str, Kind] = {"video": "video", "audio": "audio", "subtitle": "subtitle"}
    beside = item.get("side_data_list", [])
    turned = any(abs(int(d.get("rotation", 0))) % 180 == 90 for d in beside)
    width, height = int(item.get("width") or 0), int(item.get("height") or 0)
    language = tags.get("language", "")
    return Stream(
        index=int(item["index"]),
        kind=kinds.get(str(item.get("codec_type")), "other"),
        codec=str(item.get("codec_name", "")),
        language="" if language == "und" else language,
        title=tags.get("title", ""),
        default=bool(marks.get("default")),
        forced=bool(marks.get("forced")),
        hearing_impaired=bool(marks.get("hearing_impaired")),
        closed_captions=bool(item.get("closed_captions")),
        picture=bool(marks.get("attached_pic")),
        width=height if turned else width,
        height=width if turned else height,
        frame_rate=_rate(item.get("avg_frame_rate")) or _rate(item.get("r_frame_rate")),
        highest_rate=_rate(item.get("r_frame_rate")),
        pixel_format=str(item.get("pix_fmt") or ""),
        pixel_aspect=_aspect(item.get("sample_aspect_ratio"), turned=turned),
        primaries=_colour(item.get("color_primaries")),
        transfer=_colour(item.get("color_transfer")),
        matrix=_colour(item.get("color_space")),
        attachment=item.get("codec_type") == "attachment",
        font=item.get("codec_type") == "attachment" and _is_font(item, tags),
        timecode=item.get("codec_tag_string") == "tmcd",
        chapters=item.get("codec_type") == "data" and item.get("codec_tag_string") == "text",
        only_dolby_vision=any(d.get("dv_profile") == _ONLY_DOLBY_VISION for d in beside),
        flags=tuple(name for name, said in marks.items() if said and name != "default"),
        sample_rate=int(item.get("sample_rate") or 0),
        channels=int(item.get("channels") or 0),
        duration=_number(item.get("duration")),
    )


def _is_font(item: dict[str, Any], tags: dict[str, str]) -> bool:
    """Whether an attachment is a font, by what its container says of it."""
    kind, ending = tags.get("mimetype", "").lower(), tags.get("filename", "").lower()[-4:]
    return item.get("codec_name") in ("ttf", "otf") or "font" in kind or ending in (".ttf", ".otf", ".ttc")


def _aspect(text: object, *, turned: bool) -> Fraction:
    """How wide a pixel is for its height, as it is shown; 1 where the file does not say it."""
    wide, _, high = str(text or "").partition(":")
    if not (wide.isdecimal() and high.isdecimal() and int(wide) and int(high)):
        return Fraction(1)
    return Fraction(int(high), int(wide)) if turned else Fraction(int(wide), int(high))


def _colour(text: object) -> str:
    return "" if text in (None, "unknown", "reserved") else str(text)


def _number(text: object) -> float | None:
    try:
        value = float(str(text))
    except ValueError:
        return None
    return value if 0 < value < 1e9 else None


def _rate(text: object) -> Fraction | None:
    try:
        rate = Fraction(str(text))
    except (ValueError, ZeroDivisionError):
        return None
    return rate if rate > 0 else None
