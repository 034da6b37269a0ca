"""New speech over the original sound: the original is ducked while somebody speaks, and the whole is brought
to EBU R 128 loudness: measured while it is mixed, then one gain for all. Only where its peaks would be too
high for that, ffmpeg's loudnorm measures it once more and holds them.
"""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

from app.core.errors import MediaError
from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.ffmpeg import ffmpeg, from_the_beginning, local, untrusted
from app.media.loudness import EBU_R128, METER, SILENT, TRUE_PEAK, Loudness, measure, metered
from app.media.partial_files import atomic_output, working_folder
from app.media.probe.media_info import MediaInfo, Stream

Original = Literal["ducked", "kept", "separated", "sides", "removed"]

RATE = 48_000
ENCODERS = {
    ".m4a": ["-c:a", "aac", "-aac_coder", "fast", "-b:a", "160k", "-movflags", "+faststart"],
    ".mp3": ["-c:a", "libmp3lame", "-q:a", "2"],
    ".opus": ["-c:a", "libopus", "-b:a", "128k"],
    ".flac": ["-c:a", "flac"],
    ".wav": ["-c:a", "pcm_s16le"],
}
_LAYOUTS = {"stereo": "", "5.1": "pan=5.1|FC=c0,"}
"""What a mix can be in, and where the mono speech stands in it: in 5.1 in the middle, as in a cinema."""

_SURROUND = frozenset({".m4a", ".opus", ".flac", ".wav"})
"""Audio formats with more than two channels."""

_SURROUND_RATE = {".m4a": ["-b:a", "384k"], ".opus": ["-b:a", "320k", "-mapping_family", "1"]}
_SIDES = {
    2: "pan=stereo|c0=0.5*c0-0.5*c1|c1=0.5*c0-0.5*c1,",
    6: "aformat=channel_layouts=5.1,pan=5.1|FL=FL|FR=FR|LFE=LFE|BL=BL|BR=BR,",
}
"""Sound of so many channels without its middle, where films have their voices: mid/side, no separation.

Both sides are in phase, so that a single loudspeaker has them too."""
DUCK = "sidechaincompress=threshold=0.01:ratio=12:attack=30:release=500:detection=rms"
"""About 15 dB down under speech at -23 LUFS, back within half a second of its end."""
HEADROOM = 12
"""dB kept free in the working file, so that original and speech together never clip in it."""

_SEPARATED_RATE = 44_100
_STEREO = f"aformat=sample_rates={_SEPARATED_RATE}:channel_layouts=stereo"
_SEPARATING = 0.6
"""The share of separating in a mix that does it."""


class Separate(Protocol):
    """Writes what of a stereo WAV is no voice to another file, as `app.engines.protocols.Separator` does."""

    def __call__(self, audio: Path, target: Path, *, on_progress: OnProgress, cancelled: Cancelled) -> None:
        """Both files are 44.1 kHz stereo, of one length."""


def mix_speech(
    source: Path,
    info: MediaInfo,
    speech: Path,
    target: Path,
    *,
    original: Original = "ducked",
    level: float = 0.0,
    loudness: float = EBU_R128,
    separate: Separate | None = None,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Path:
    """Mix the `speech` WAV over the audio of `source` and write it, as long as `source`, to `target`.

    The suffix of `target` chooses the codec: .m4a, .mp3, .opus, .flac or .wav. A source without an audio
    track, or one whose `original` sound is removed, gives the speech alone. `level` is that of the original,
    in dB beside the speech; `loudness` that of the whole in LUFS. An original in 5.1 stays in 5.1. Of an
    original's `sides` its middle is left out, and the rest is not ducked; what `has_sides` denies is ducked.
    Of a `separated` one `separate` takes the voices out; nothing of it is ducked either.
    """
    _check(target)
    track = None if original == "removed" else info.audio
    wide = track is not None and track.channels == 6 and target.suffix in _SURROUND
    sides = original == "sides" and has_sides(info)
    with working_folder(target.parent) as folder:
        bed = None
        if original == "separated" and separate is not None and track is not None:
            bed = _without_voices(
                source, info, folder, separate, _part(progress, 0.0, _SEPARATING), cancelled
            )
            progress = _part(progress, _SEPARATING, 1.0)
        mix = _Mix(source, info, speech, "5.1" if wide else "stereo", cancelled, sides, bed)
        mixed = folder / "mixed.flac"
        duck = original != "kept" and not sides and bed is None
        found = mix.write(track, mixed, _part(progress, 0.0, 0.5), level=level, duck=duck)
        mix.normalise(mixed, found, target, loudness, _part(progress, 0.5, 1.0))
    return target


def _check(target: Path) -> None:
    """MediaError `invalid_option` for an audio format that is not written."""
    if target.suffix not in ENCODERS:
        raise MediaError(
            f"“{target.suffix}” is not an audio format this server writes.",
            code="invalid_option",
            hint=f"Use one of: {', '.join(s.lstrip('.') for s in ENCODERS)}.",
            rejected=True,
        )


def _without_voices(
    source: Path,
    info: MediaInfo,
    folder: Path,
    separate: Separate,
    progress: OnProgress,
    cancelled: Cancelled,
) -> Path:
    """The sound of a film without its voices; of 5.1 the middle is separated, and the other channels stay."""
    track = info.need_audio()
    wide = track.channels == 6
    heard, bed = folder / "heard.wav", folder / "bed.wav"
    sound = f"aresample={_SEPARATED_RATE}:async=1:first_pts=0"
    stereo = f"{'aformat=channel_layouts=5.1,pan=stereo|c0=FC|c1=FC,' if wide else ''}{_STEREO}"
    clock = from_the_beginning(info.container)
    ffmpeg(
        [*untrusted(source), "-map", f"0:{track.index}", "-af", f"{sound},{stereo}", "-c:a", "pcm_s16le",
         heard, *clock],
        duration=info.duration, progress=_part(progress, 0.0, 0.1), cancelled=cancelled,
    )  # fmt: skip
    separate(heard, bed, on_progress=_part(progress, 0.1, 0.9), cancelled=cancelled)
    if not wide:
        return bed
    whole = folder / "bed.flac"
    graph = (
        f"[0:{track.index}]{sound},{_SIDES[6].rstrip(',')}[rest];[1:a:0]pan=5.1|FC=c0[middle];"
        "[rest][middle]amix=inputs=2:duration=longest:normalize=0[out]"
    )
    ffmpeg(
        [*untrusted(source), "-i", local(bed), "-filter_complex", graph, "-map", "[out]", "-c:a", "flac",
         whole, *clock],
        duration=info.duration, progress=_part(progress, 0.9, 1.0), cancelled=cancelled,
    )  # fmt: skip
    return whole


def has_sides(info: MediaInfo) -> bool:
    """Whether the sound of a film has anything beside its middle: mono has not."""
    return info.audio is not None and info.audio.channels in _SIDES


@dataclass(frozen=True, slots=True)
class _Mix:
    """One mix of `speech` over the sound of `source`, as long as that, in stereo or 5.1."""

    source: Path
    info: MediaInfo
    speech: Path
    layout: str
    cancelled: Cancelled
    sides: bool = False
    bed: Path | None = None

    @property
    def _form(self) -> str:
        return f"aformat=sample_rates={RATE}:channel_layouts={self.layout}"

    def write(
        self, track: Stream | None, mixed: Path, progress: OnProgress, *, level: float, duck: bool
    ) -> Loudness:
        """Both brought to one loudness, and added up with headroom; how loud the sum is."""
        voice_gain, original_gain = self._gains(track, _part(progress, 0.0, 0.3))
        whole = f"apad,atrim=end={self.info.duration:.6f},asetpts=PTS-STARTPTS"
        voice = f"{_LAYOUTS[self.layout]}{self._form},volume={voice_gain:.2f}dB,{whole}"
        if track is None:
            graph = f"[0:a:0]{voice},volume=-{HEADROOM}dB,{METER}[out]"
            inputs, clock = ["-i", local(self.speech)], list[str]()
        else:
            inputs, heard, clock = self._inputs(track)
            sides = _SIDES[track.channels] if self.sides else ""
            graph = (
                f"[0:a:0]{voice},asplit=2[voice][key];"
                f"[{heard}]aresample={RATE}:async=1:first_pts=0,{sides}{self._form},"
                f"volume={level + original_gain:.2f}dB,{whole}[original];"
                f"{_DUCKED if duck else _BESIDE}"
                f"[under][voice]amix=inputs=2:duration=longest:normalize=0,volume=-{HEADROOM}dB,{METER}[out]"
            )
        finished = ffmpeg(
            [*inputs, "-filter_complex", graph, "-map", "[out]", "-c:a", "flac", "-sample_fmt", "s32", mixed,
             *clock],
            duration=self.info.duration, progress=_part(progress, 0.3, 1.0), cancelled=self.cancelled,
            loglevel="info",
        )  # fmt: skip
        return metered(finished.stderr)

    def _inputs(self, track: Stream) -> tuple[list[str], str, list[str]]:
        """Both inputs, which stream of the second one is the original, and what its times count from."""
        speech = ["-i", local(self.speech)]
        if self.bed is not None:
            return [*speech, "-i", local(self.bed)], "1:a:0", []
        clock = from_the_beginning(self.info.container, 1)
        return [*speech, *untrusted(self.source)], f"1:{track.index}", clock

    def _gains(self, track: Stream | None, progress: OnProgress) -> tuple[float, float]:
        """dB for the speech and for the original, which are measured side by side."""
        speech = partial(measure, ["-i", local(self.speech)], cancelled=self.cancelled)
        if track is None:
            return _gain(speech()), 0.0
        with ThreadPoolExecutor(1, "loudness") as beside:
            measured = beside.submit(speech)
            original = self._measured(track, progress)
            return _gain(measured.result()), _gain(original)

    def _measured(self, track: Stream, progress: OnProgress) -> float:
        return measure(
            untrusted(self.source), f"0:{track.index}",
            duration=self.info.duration, progress=progress, cancelled=self.cancelled,
        )  # fmt: skip

    def normalise(
        self, mixed: Path, found: Loudness, target: Path, loudness: float, progress: OnProgress
    ) -> None:
        """Bring the whole to a loudness, with its peaks held."""
        filters, begun = self._form, 0.0
        if not found.is_silent:
            gain = loudness - found.integrated
            if found.peak + gain <= TRUE_PEAK:
                filters = f"volume={gain:.2f}dB,{filters}"
            else:
                filters, begun = f"{self._held(mixed, loudness, _part(progress, 0.0, 0.4))}{filters}", 0.4
        rate = _SURROUND_RATE.get(target.suffix, []) if self.layout != "stereo" else []
        with atomic_output(target) as path:
            ffmpeg(
                ["-i", local(mixed), "-af", filters, *ENCODERS[target.suffix], *rate,
                 "-t", f"{self.info.duration:.6f}", path],
                duration=self.info.duration, progress=_part(progress, begun, 1.0), cancelled=self.cancelled,
            )  # fmt: skip

    def _held(self, mixed: Path, loudness: float, progress: OnProgress) -> str:
        """Filters that hold the peaks, by what loudnorm measures itself."""
        goal = f"loudnorm=I={loudness}:TP={TRUE_PEAK}:LRA=20"
        first = ffmpeg(
            ["-i", local(mixed), "-af", f"{goal}:print_format=json", "-f", "null", "-"],
            duration=self.info.duration, progress=progress, cancelled=self.cancelled, loglevel="info",
        )  # fmt: skip
        if (found := _measured(first.stderr)) is None:
            return ""
        seen = ":".join(f"measured_{name}={found[key]}" for name, key in _LOUDNORM_FACTS.items())
        shorter = "asetnsamples=n=4096:p=0"  # its frames are too long for some encoders
        return f"{goal}:{seen}:offset={found['target_offset']}:linear=true,{shorter},"


_DUCKED = f"[original][key]{DUCK}[under];"
_BESIDE = "[key]anullsink;[original]anull[under];"


def _gain(loudness: float) -> float:
    """dB that bring a measured loudness to -23 LUFS; silence stays silence, noise is not blown up."""
    return 0.0 if loudness <= SILENT else min(EBU_R128 - loudness, 20.0)


_LOUDNORM_FACTS = {"I": "input_i", "TP": "input_tp", "LRA": "input_lra", "thresh": "input_thresh"}


def _measured(stderr: str) -> dict[str, str] | None:
    """The figures loudnorm prints, or None for silence, which has no loudness to correct."""
    found = re.findall(r"\{[^{}]*\"input_i\"[^{}]*\}", stderr)
    facts: dict[str, str] = json.loads(found[-1]) if found else {}
    return None if not facts or "inf" in "".join(facts.values()) else facts


def _part(progress: OnProgress, start: float, end: float) -> OnProgress:
    """The progress of one step as a stretch of the whole."""
    return lambda fraction: progress(start + (end - start) * fraction)
