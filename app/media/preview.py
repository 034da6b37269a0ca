"""Small pictures and clips of a media file: gif, thumbnail, mosaic, clip, and the sound as a waveform."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from app.core.child_process.program import ProgramFailed
from app.core.errors import MediaError
from app.core.progress import Cancelled, OnProgress, Slice, ignore_progress, never, stop_if
from app.job_types.parameters import VideoPreset
from app.media.drawing.colour import to_sdr
from app.media.drawing.size import fit_width
from app.media.drawing.video_encoder import Hardware, pixel_format, write_video
from app.media.ffmpeg import ffmpeg, untrusted
from app.media.partial_files import atomic_output, working_folder
from app.media.probe.media_info import MediaInfo, Stream
from app.media.time_positions import position, within

PreviewType = Literal["gif", "thumbnail", "mosaic", "clip", "waveform"]
LENGTH = {"gif": (5.0, 15.0), "clip": (10.0, 30.0)}
"""Default and longest `duration` in seconds."""
SUFFIX = {"gif": ".gif", "thumbnail": ".jpg", "mosaic": ".jpg", "waveform": ".png"}
TILES_AT_ONCE = 16
"""How many tiles of a mosaic one run of ffmpeg opens the film for."""
_TILE = "cuedeck.tile"
"""What ffmpeg says of each tile of a mosaic as soon as it has its picture: its output is one picture only."""
WAVE_COLOUR = "0x2563eb"


@dataclass(frozen=True, slots=True)
class Preview:
    """What to make (specs/jobs.md, "Fields by type").

    `timestamp` is the place of a thumbnail (25 % by default), `start` that of a gif or clip; `duration` in
    seconds; `width` in pixels; `columns` and `rows` of a mosaic; `fps` of a gif; `video_preset` says how a
    clip is written.
    """

    preview_type: PreviewType
    timestamp: str | float | None = None
    start: str | float | None = None
    duration: float | None = None
    width: int = 480
    columns: int = 4
    rows: int = 4
    fps: float = 10
    video_preset: VideoPreset = "h264"

    def check(self) -> None:
        """MediaError `invalid_option` for a value out of range."""
        if self.preview_type not in get_args(PreviewType):
            raise MediaError(
                f"“{self.preview_type}” is not a kind of preview.",
                code="invalid_option",
                hint=f"Use one of: {', '.join(get_args(PreviewType))}.",
                rejected=True,
            )
        within("width", self.width, 16, 3840)
        within("columns", self.columns, 1, 8)
        within("rows", self.rows, 1, 8)
        within("fps", self.fps, 1, 20)
        if self.duration is not None and self.preview_type in LENGTH:
            within("duration", self.duration, 0.1, LENGTH[self.preview_type][1])


def make_preview(
    source: Path,
    info: MediaInfo,
    wanted: Preview,
    folder: Path,
    name: str,
    *,
    hardware: Hardware = "software",
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Path:
    """Make the preview as `folder`/`name` with a fitting suffix and return its path.

    Raises MediaError `invalid_option`, `no_video_track` (or `no_audio_track` for a waveform).
    """
    wanted.check()
    info.need_audio() if wanted.preview_type == "waveform" else info.need_video()
    if wanted.preview_type == "clip":
        return _clip(source, info, wanted, folder / name, hardware, progress, cancelled)
    target = folder / (name + SUFFIX[wanted.preview_type])
    with atomic_output(target) as path:
        _MAKERS[wanted.preview_type](source, info, wanted, path, progress, cancelled)
    return target


PreviewFunction = Callable[[Path, MediaInfo, Preview, Path, OnProgress, Cancelled], None]


def _stretch(info: MediaInfo, wanted: Preview) -> tuple[float, float]:
    """Start and length in seconds of a gif or clip; it ends with the file at the latest."""
    start = position(0 if wanted.start is None else wanted.start, info.duration)
    length = wanted.duration or LENGTH[wanted.preview_type][0]
    return start, min(length, info.duration - start)


def _thumbnail(
    source: Path, info: MediaInfo, wanted: Preview, path: Path, progress: OnProgress, cancelled: Cancelled
) -> None:
    at, filters = position(wanted.timestamp, info.duration), to_sdr(info.need_video())
    picture_at(source, info, at, path, filters + fit_width(wanted.width), cancelled)
    progress(1.0)


def picture_at(
    source: Path, info: MediaInfo, seconds: float, path: Path, filters: str, cancelled: Cancelled
) -> None:
    """Write the picture shown at `seconds`, or the last one before it where the video track ends early."""
    for at in (seconds, max(seconds - 2.0, 0.0), 0.0):
        stop_if(cancelled)
        with suppress(_NothingThere):
            _take_picture(source, info, at, path, filters, cancelled)
            return
    raise MediaError(
        "No picture could be read from the video.",
        code="media_damaged",
        hint="Play it to the end on your computer; if that fails too, export or download it again.",
        rejected=True,
    )


class _NothingThere(Exception):
    """No picture at this time."""


def _take_picture(
    source: Path, info: MediaInfo, at: float, path: Path, filters: str, cancelled: Cancelled
) -> None:
    try:
        ffmpeg(
            ["-ss", f"{at:.3f}", *untrusted(source), "-map", f"0:{info.need_video().index}",
             "-frames:v", "1", "-vf", filters, "-q:v", "3", "-update", "1", path], cancelled=cancelled,
        )  # fmt: skip
    except ProgramFailed as error:  # newer versions call an empty output an error, older ones do not
        if "Nothing was written" in str(error.extra["stderr"]):
            raise _NothingThere from error
        raise
    if not path.exists() or not path.stat().st_size:
        raise _NothingThere


def _mosaic(
    source: Path, info: MediaInfo, wanted: Preview, path: Path, progress: OnProgress, cancelled: Cancelled
) -> None:
    """Pictures from the middle of equal parts of the film, left to right and down, in one run of ffmpeg.

    A large grid takes a run a row: as many open films as it has pictures would take all memory.
    """
    if wanted.columns * wanted.rows <= TILES_AT_ONCE:
        _mosaic_rows(source, info, wanted, range(wanted.rows), path, progress, cancelled)
        return
    with working_folder(path.parent) as work:
        for row in range(wanted.rows):
            share = 1 / (wanted.rows + 1)  # the last is for putting them together
            part, done = work / f"{row:03d}.png", Slice(progress, row * share, share)
            _mosaic_rows(source, info, wanted, range(row, row + 1), part, done, cancelled)
        rows = ["-i", str(work / "%03d.png"), "-vf", f"tile=1x{wanted.rows}"]
        ffmpeg([*rows, "-frames:v", "1", "-q:v", "3", "-update", "1", path], cancelled=cancelled)
    progress(1.0)


def _mosaic_rows(
    source: Path,
    info: MediaInfo,
    wanted: Preview,
    rows: range,
    path: Path,
    progress: OnProgress,
    cancelled: Cancelled,
) -> None:
    """Some rows; each place is an input of its own, so that nothing between the places is decoded."""
    count, tile = wanted.columns * wanted.rows, max(wanted.width // wanted.columns, 2)
    inputs: list[str] = []
    places = range(rows.start * wanted.columns, rows.stop * wanted.columns)
    parts, names = "", "".join(f"[p{number}]" for number in range(len(places)))
    video, size = info.need_video(), f"scale=w={tile}:h='trunc(ow/dar+0.5)',setsar=1"
    tell = f"metadata=add:key={_TILE}:value=1,metadata=print:key={_TILE}:file=-:direct=1"
    for number, place in enumerate(places):
        at = _before_the_end(position((place + 0.5) / count * info.duration, info.duration), video)
        inputs += ["-threads", "1", "-ss", f"{at:.3f}", "-t", "5", *untrusted(source)]
        parts += f"[{number}:{video.index}]trim=end_frame=1,{tell},{to_sdr(video)}{size}[p{number}];"
    graph = f"{parts}{names}concat=n={len(places)},tile={wanted.columns}x{len(rows)}"
    options = ["-filter_complex", graph, "-frames:v", "1", "-q:v", "3", "-update", "1"]
    done = 0

    def taken(line: str) -> None:
        nonlocal done
        done += line.startswith(_TILE)
        progress(done / len(places))

    ffmpeg([*inputs, *options, path], on_line=taken, cancelled=cancelled)


def _before_the_end(at: float, video: Stream) -> float:
    """A time at which there is a picture still, as far as the file says where its picture ends."""
    frame = float(1 / video.frame_rate) if video.frame_rate else 0.04
    return min(at, max(video.duration - 2 * frame, 0.0)) if video.duration else at


def _gif(
    source: Path, info: MediaInfo, wanted: Preview, path: Path, progress: OnProgress, cancelled: Cancelled
) -> None:
    start, length = _stretch(info, wanted)
    palette = "split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=bayer:bayer_scale=4"
    video = info.need_video()
    graph = f"[0:{video.index}]fps={wanted.fps},{to_sdr(video)}{fit_width(wanted.width)},{palette}"
    ffmpeg(
        ["-ss", f"{start:.3f}", "-t", f"{length:.3f}", *untrusted(source), "-filter_complex", graph,
         "-loop", "0", path], duration=length, progress=progress, cancelled=cancelled,
    )  # fmt: skip


def _clip(
    source: Path,
    info: MediaInfo,
    wanted: Preview,
    stem: Path,
    hardware: Hardware,
    progress: OnProgress,
    cancelled: Cancelled,
) -> Path:
    preset, video = wanted.video_preset, info.need_video()
    start, length = _stretch(info, wanted)
    target = stem.with_name(stem.name + (".mov" if preset == "prores" else ".mp4"))
    sound = ["-map", f"0:{info.audio.index}", "-c:a", "aac", "-ac", "2"] if info.audio else []
    inputs = ["-ss", f"{start:.3f}", *untrusted(source), "-t", f"{length:.3f}"]
    filters = f"{fit_width(wanted.width, even=True)},{to_sdr(video, pixel_format(preset, video))}"
    with atomic_output(target) as path:
        write_video(
            inputs, filters.rstrip(","), preset, video, sound, path,
            hardware=hardware, duration=length, progress=progress, cancelled=cancelled,
        )  # fmt: skip
    return target


def _waveform(
    source: Path, info: MediaInfo, wanted: Preview, path: Path, progress: OnProgress, cancelled: Cancelled
) -> None:
    size = f"{wanted.width}x{max(wanted.width // 4, 16)}"
    graph = (
        f"[0:{info.need_audio().index}]aformat=channel_layouts=mono,"
        f"showwavespic=s={size}:colors={WAVE_COLOUR}:scale=sqrt"
    )
    ffmpeg(
        [*untrusted(source), "-filter_complex", graph, "-frames:v", "1", "-update", "1", path],
        duration=info.duration, progress=progress, cancelled=cancelled,
    )  # fmt: skip


_MAKERS: dict[str, PreviewFunction] = {
    "gif": _gif,
    "thumbnail": _thumbnail,
    "mosaic": _mosaic,
    "waveform": _waveform,
}
