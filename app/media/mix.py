"""New speech over the original sound: the original is ducked while somebody speaks, and the whole is brought
to EBU R 128 loudness in two passes (measure, then one gain for all, with the peaks held).
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from app.core.errors import MediaError
from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.ffmpeg import ffmpeg, local, untrusted
from app.media.loudness import EBU_R128, SILENT, TRUE_PEAK, measure
from app.media.partial_files import atomic_output, working_folder
from app.media.probe.media_info import MediaInfo, Stream

RATE = 48_000
ENCODERS = {
    ".m4a": ["-c:a", "aac", "-b:a", "160k", "-movflags", "+faststart"],
    ".mp3": ["-c:a", "libmp3lame", "-q:a", "2"],
    ".opus": ["-c:a", "libopus", "-b:a", "128k"],
    ".flac": ["-c:a", "flac"],
    ".wav": ["-c:a", "pcm_s16le"],
}
STEREO = f"aformat=sample_rates={RATE}:channel_layouts=stereo"
DUCK = "sidechaincompress=threshold=0.01:ratio=12:attack=30:release=500:detection=rms"
"""About 15 dB down under speech at -23 LUFS, back within half a second of its end."""
HEADROOM = 12
"""dB kept free in the working file, so that original and speech together never clip in it."""


def mix_speech(
    source: Path,
    info: MediaInfo,
    speech: Path,
    target: Path,
    *,
    duck: bool = True,
    loudness: float = EBU_R128,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Path:
    """Mix the `speech` WAV over the audio of `source` and write it, as long as `source`, to `target`.

    The suffix of `target` chooses the codec: .m4a, .mp3, .opus, .flac or .wav. A source without an audio
    track gives the speech alone; `duck=False` leaves the original out. `loudness` is in LUFS.
    """
    if target.suffix not in ENCODERS:
        raise MediaError(
            f"“{target.suffix}” is not an audio format this server writes.",
            code="invalid_option",
            hint=f"Use one of: {', '.join(s.lstrip('.') for s in ENCODERS)}.",
            rejected=True,
        )
    track = info.audio if duck else None
    with working_folder(target.parent) as folder:
        mixed = folder / "mixed.flac"
        _level_and_mix(source, track, info.duration, speech, mixed, _part(progress, 0.0, 0.7), cancelled)
        _normalise(mixed, target, loudness, info.duration, _part(progress, 0.7, 1.0), cancelled)
    return target


def _level_and_mix(
    source: Path,
    track: Stream | None,
    duration: float,
    speech: Path,
    mixed: Path,
    progress: OnProgress,
    cancelled: Cancelled,
) -> None:
    voice_gain = _gain(measure(["-i", local(speech)], cancelled=cancelled))
    whole = f"apad,atrim=end={duration:.6f},asetpts=PTS-STARTPTS"
    voice = f"{STEREO},volume={voice_gain:.2f}dB,{whole}"
    encode: list[str | Path] = ["-map", "[out]", "-c:a", "flac", "-sample_fmt", "s32", mixed]
    if track is None:
        graph = f"[0:a:0]{voice},volume=-{HEADROOM}dB[out]"
        inputs: list[str] = ["-i", local(speech)]
    else:
        original_gain = _gain(
            measure(untrusted(source), f"0:{track.index}", duration=duration,
                    progress=_part(progress, 0.0, 0.3), cancelled=cancelled)
        )  # fmt: skip
        inputs = ["-i", local(speech), *untrusted(source)]
        graph = (
            f"[0:a:0]{voice},asplit=2[voice][key];"
            f"[1:{track.index}]aresample={RATE}:async=1:first_pts=0,{STEREO},"
            f"volume={original_gain:.2f}dB,{whole}[original];"
            f"[original][key]{DUCK}[ducked];"
            f"[ducked][voice]amix=inputs=2:duration=longest:normalize=0,volume=-{HEADROOM}dB[out]"
        )
    ffmpeg(
        [*inputs, "-filter_complex", graph, *encode],
        duration=duration,
        progress=_part(progress, 0.3, 1.0),
        cancelled=cancelled,
    )


def _gain(loudness: float) -> float:
    """dB that bring a measured loudness to -23 LUFS; silence stays silence, noise is not blown up."""
    return 0.0 if loudness <= SILENT else min(EBU_R128 - loudness, 20.0)


def _normalise(
    mixed: Path, target: Path, loudness: float, duration: float, progress: OnProgress, cancelled: Cancelled
) -> None:
    goal = f"loudnorm=I={loudness}:TP={TRUE_PEAK}:LRA=20"
    first = ffmpeg(
        ["-i", local(mixed), "-af", f"{goal}:print_format=json", "-f", "null", "-"],
        duration=duration, progress=_part(progress, 0.0, 0.5), cancelled=cancelled, loglevel="info",
    )  # fmt: skip
    filters = f"{STEREO},asetnsamples=n=4096:p=0"  # loudnorm's long frames are too long for some encoders
    if found := _measured(first.stderr):
        seen = ":".join(f"measured_{name}={found[key]}" for name, key in _LOUDNORM_FACTS.items())
        filters = f"{goal}:{seen}:offset={found['target_offset']}:linear=true,{filters}"
    with atomic_output(target) as path:
        ffmpeg(
            ["-i", local(mixed), "-af", filters, *ENCODERS[target.suffix], "-t", f"{duration:.6f}", path],
            duration=duration,
            progress=_part(progress, 0.5, 1.0),
            cancelled=cancelled,
        )


_LOUDNORM_FACTS = {"I": "input_i", "TP": "input_tp", "LRA": "input_lra", "thresh": "input_thresh"}


def _measured(stderr: str) -> dict[str, str] | None:
    """The figures loudnorm prints, or None for silence, which has no loudness to correct."""
    found = re.findall(r"\{[^{}]*\"input_i\"[^{}]*\}", stderr)
    facts: dict[str, str] = json.loads(found[-1]) if found else {}
    return None if not facts or "inf" in "".join(facts.values()) else facts


def _part(progress: OnProgress, start: float, end: float) -> OnProgress:
    """The progress of one step as a stretch of the whole."""
    return lambda fraction: progress(start + (end - start) * fraction)
