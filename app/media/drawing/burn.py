"""Open captions: drawn into the picture, visible everywhere, and not to be switched off."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.job_types.parameters import VideoPreset
from app.media.drawing.colour import need_usual_colours, to_sdr
from app.media.drawing.fonts import attached_fonts, need_font, need_letters
from app.media.drawing.size import fit_width
from app.media.drawing.video_encoder import (
    PRESETS,
    Hardware,
    pixel_format,
    sound_options,
    suffix_for,
    write_video,
)
from app.media.ffmpeg import need_filter, untrusted
from app.media.partial_files import atomic_output, working_folder
from app.media.probe.media_info import MediaInfo, Stream

EVEN = "scale=trunc(iw/2)*2:trunc(ih/2)*2"
"""H.264 with 4:2:0 colour needs even sides."""

_HEIGHT = re.compile(r"^PlayResY:\s*(\d+)", re.MULTILINE)
_USUAL_HEIGHT = 288
_SAFE = 0.05
"""Share of the picture's height at its edges that captions which are moved keep free (EBU R 95)."""

_FONTS = "fonts"
_ALIGNMENTS = {"bottom": 2, "top": 6}
"""As libass numbers them in styles that are laid over a file's: not as the file does."""

_ABOUT = Fraction(1, 20)
_SELDOM, _USUAL, _HIGHEST = Fraction(20), Fraction(30), Fraction(60)
"""Frames a second: at less than the first captions are seen to come late, and the last is for uneven ones."""

_DRAWN = re.compile(r"^Dialogue:(?:[^,]*,){9}(.*)", re.MULTILINE)
_TAGS = re.compile(r"\{[^}]*\}|\\[Nnh]")


@dataclass(frozen=True, slots=True)
class Styling:
    """How captions are drawn, where that is not left to their own styles.

    `size` is the height of a line in per cent of the picture's, `box` puts a dark box behind each.
    """

    font: str = ""
    size: float | None = None
    box: bool = False
    position: Literal["", "bottom", "top"] = ""

    def style(self, height: int) -> str:
        """ASS styles that are laid over those of the file, whose script is `height` units high."""
        parts = [f"FontName={self.font}"] if self.font else []
        parts += [f"FontSize={self.size / 100 * height:.2f}"] if self.size else []
        parts += ["BorderStyle=3", "Outline=1", "OutlineColour=&H40000000", "Shadow=0"] if self.box else []
        if self.position:
            parts += [f"Alignment={_ALIGNMENTS[self.position]}", f"MarginV={_SAFE * height:.0f}"]
        return ",".join(parts)


def burn_in(
    source: Path,
    info: MediaInfo,
    captions: Path,
    folder: Path,
    name: str,
    *,
    styling: Styling = Styling(),
    preset: VideoPreset = "h264",
    hardware: Hardware = "software",
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Path:
    """Draw `captions` (UTF-8 .srt, .vtt or .ass) into the picture; writes `name` + suffix into `folder`.

    `preset` says how video and sound are written; what the container holds of the sound is copied. HDR
    becomes SDR. Raises MediaError `no_video_track`, `dolby_vision_only`, `glyphs_missing`, `unknown_font`;
    EngineError `engine_missing` for an ffmpeg without libass or the encoder, or that cannot bring HDR to SDR.
    """
    video = info.need_video()
    need_usual_colours(video)
    need_filter("subtitles", "drawing captions into the picture")
    text = captions.read_text(encoding="utf-8", errors="replace")
    if styling.font:
        need_font(styling.font)
    target = folder / (name + suffix_for(preset, source))
    with working_folder(folder) as work, atomic_output(target) as path:
        fonts = attached_fonts(source, info, work / _FONTS, cancelled=cancelled)
        need_letters(_words(text) if captions.suffix == ".ass" else text, fonts)
        # A file name inside a filter would need two levels of escaping; a plain one in its own folder none.
        plain = f"captions{captions.suffix.lower()}"
        shutil.copyfile(captions, work / plain)
        own = f":fontsdir={_FONTS}" if fonts else ""
        drawn = _drawn(plain, video, styling, text, square=PRESETS[preset].width is not None) + own
        write_video(
            untrusted(source), f"{_prepared(video, preset)},{drawn}", preset, video,
            sound_options(preset, info.audio_tracks, target.suffix), path, hardware=hardware,
            duration=info.duration, progress=progress, cancelled=cancelled, cwd=work,
        )  # fmt: skip
    return target


def _prepared(video: Stream, preset: VideoPreset) -> str:
    """Filters that bring a picture to its size and colours, the smaller first."""
    colours, often = to_sdr(video, pixel_format(preset, video)), _often_enough(video)
    width = PRESETS[preset].width
    if width is None:
        return f"{often}{colours}{EVEN}"
    return f"{often}{fit_width(width, even=True)},{colours}".rstrip(",")


def _often_enough(video: Stream) -> str:
    """A filter that repeats pictures which stay long, since captions come and go while they do.

    Pictures of recorded screens and slides follow one another unevenly, or seldom, and files do not say so. A
    rate that is twice the usual one is that of fields.
    """
    usual, most = video.frame_rate, video.highest_rate
    if usual is None or most is None:
        return ""
    if abs(most / usual - 2) < _ABOUT:
        most = usual
    if most <= _HIGHEST:
        return f"fps={_USUAL if most < _SELDOM else most},"
    return f"fps={_HIGHEST}," if most / usual - 1 > _ABOUT else ""  # an even one is often enough by itself


def _drawn(plain: str, video: Stream, styling: Styling, text: str, *, square: bool) -> str:
    """The filter that draws; where pixels are not `square` it is told how wide the picture is shown."""
    options = [plain]
    if video.pixel_aspect != 1 and not square:
        options.append(f"original_size={round(video.width * video.pixel_aspect)}x{video.height}")
    found = _HEIGHT.search(text)
    if style := styling.style(int(found[1]) if found else _USUAL_HEIGHT):
        options.append(f"force_style='{style}'")
    return f"subtitles={':'.join(options)}"


def _words(script: str) -> str:
    """What an ASS script shows, without its tags."""
    return "\n".join(_TAGS.sub(" ", line) for line in _DRAWN.findall(script))
