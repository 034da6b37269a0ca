"""Media features that work on this machine, and the command that installs the others."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

from app.core.errors import AppError, engine_missing
from app.media import ffmpeg
from app.media.caption_tracks import ocr, teletext
from app.media.download import ytdlp

PACKAGES = "pip install 'cuedeck[media]'"


@dataclass(frozen=True, slots=True)
class Feature:
    """One kind of work: `reason` and `install` are "" when it is `ready`."""

    id: str
    label: str
    ready: bool
    reason: str = ""
    install: str = ""


def features() -> tuple[Feature, ...]:
    """Every media feature, as /v1/capabilities publishes it; never raises."""
    return (
        _ffmpeg("media", "Read audio and video, previews, captions as tracks", ""),
        _ffmpeg("burn_in", "Captions drawn into the picture", "subtitles"),
        _mixing(),
        _fingerprints(),
        _voice_activity(),
        _ocr(),
        _teletext(),
        Feature("download", "Media and comments from web pages", True)
        if ytdlp.ready()
        else _missing(
            "download", "Media and comments from web pages", "yt-dlp is not installed.", ytdlp.INSTALL
        ),
    )


def need_package(module: str, label: str) -> None:
    """EngineError `engine_missing` when an optional Python package is not installed."""
    if importlib.util.find_spec(module) is None:
        raise engine_missing(label, PACKAGES)


def _missing(name: str, label: str, reason: str, install: str) -> Feature:
    return Feature(name, label, False, reason, install)


def _ffmpeg(name: str, label: str, filter_name: str) -> Feature:
    try:
        program = ffmpeg.ffmpeg_path()
        there = not filter_name or ffmpeg.has_filter(filter_name)
    except AppError as error:
        return _missing(name, label, error.message, ffmpeg.PRESENT)
    if there:
        return Feature(name, label, True)
    return _missing(name, label, f"{program} was built without “{filter_name}”.", ffmpeg.PRESENT)


def _mixing() -> Feature:
    label = "New speech mixed over the original"
    if importlib.util.find_spec("numpy") is None:
        return _missing("mix", label, "The package numpy is not installed.", PACKAGES)
    return _ffmpeg("mix", label, "loudnorm")


def _voice_activity() -> Feature:
    label = "When somebody speaks"
    if importlib.util.find_spec("faster_whisper") is not None:
        return Feature("voice_activity", label, True)
    return _missing(
        "voice_activity",
        label,
        "The package faster-whisper is not installed.",
        "pip install 'cuedeck[speech]'",
    )


def _ocr() -> Feature:
    label = "Captions that are pictures, read"
    if ocr.available():
        return Feature("ocr", label, True)
    return _missing("ocr", label, "Neither Tesseract nor RapidOCR is installed.", ocr.INSTALL)


def _teletext() -> Feature:
    label = "Teletext subtitles"
    plain = _ffmpeg("teletext", label, "")
    if plain.ready and not ffmpeg.has_decoder(teletext.DECODER):
        return _missing("teletext", label, "ffmpeg was built without libzvbi.", ffmpeg.PRESENT)
    return plain


def _fingerprints() -> Feature:
    label = "Fingerprints of pictures and sound"
    if importlib.util.find_spec("imagehash") is None:
        return _missing("fingerprint", label, "The package ImageHash is not installed.", PACKAGES)
    plain = _ffmpeg("fingerprint", label, "")
    if plain.ready and not ffmpeg.has_muxer("chromaprint"):
        return _missing("fingerprint", label, "ffmpeg was built without Chromaprint.", ffmpeg.PRESENT)
    return plain
