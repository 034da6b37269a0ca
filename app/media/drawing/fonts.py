"""Whether there are letters for all that is to be drawn: on this machine or in the film (fontconfig)."""

from __future__ import annotations

import shutil
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from app.core.child_process.program import Bounds, run
from app.core.errors import AppError, MediaError
from app.core.log import logger
from app.core.progress import Cancelled, never
from app.media.ffmpeg import ffmpeg, untrusted
from app.media.probe.media_info import MediaInfo

_TOLD = 10
_PACKAGES = {"CJK": "fonts-noto-cjk", "HIRAGANA": "fonts-noto-cjk", "KATAKANA": "fonts-noto-cjk",
             "HANGUL": "fonts-noto-cjk"}  # fmt: skip
_OTHERS = "fonts-noto-core"
_MOST_FONTS, _MOST_BYTES = 100, 64 << 20
_SCANNED = Bounds(wall=30, cpu=30)


def attached_fonts(
    source: Path, info: MediaInfo, folder: Path, *, cancelled: Cancelled = never
) -> list[Path]:
    """The fonts that a film brings along for its captions, as files in `folder`, which is made for them."""
    fonts = [stream for stream in info.streams if stream.font][:_MOST_FONTS]
    if not fonts:
        return []
    folder.mkdir()
    found = [folder / f"{stream.index}.font" for stream in fonts]
    taken = [
        part
        for stream, path in zip(fonts, found, strict=True)
        for part in (f"-dump_attachment:{stream.index}", str(path))
    ]
    nothing = ["-map", f"0:{info.need_video().index}", "-c", "copy", "-t", "0", "-f", "null", "-"]
    ffmpeg([*taken, *untrusted(source), *nothing], bounds=Bounds(file_size=_MOST_BYTES), cancelled=cancelled)
    return found


def need_letters(text: str, fonts: Sequence[Path] = ()) -> None:
    """MediaError `glyphs_missing` that names the characters no font of this machine has, nor these files.

    Without fontconfig's program nothing is known, and nothing refused.
    """
    wanted = {letter for letter in text if ord(letter) > 126 and _is_drawn(letter)}
    if not wanted or shutil.which("fc-list") is None:
        return
    missing = sorted(wanted - _in_ranges(wanted, _charsets() | _charsets_of(fonts)))
    if missing:
        raise _missing(missing)


def need_font(name: str) -> None:
    """MediaError `unknown_font` when no font of this machine has the name; a similar one is never taken."""
    if shutil.which("fc-list") is None:
        return
    families = run(["fc-list", "--format", "%{family}\n"]).stdout.decode("utf-8", "replace")
    known = {family.strip() for line in families.splitlines() for family in line.split(",")} - {""}
    if name.casefold() not in {family.casefold() for family in known}:
        raise MediaError(
            f"There is no font “{name[:80]}” on this server.",
            code="unknown_font",
            hint=f"Install it, or use one of: {', '.join(sorted(known)[:20])}.",
            rejected=True,
        )


def _is_drawn(letter: str) -> bool:
    """Spaces, marks of direction and joiners, variation selectors and private characters need no glyph."""
    return unicodedata.category(letter)[0] not in "ZC" and not 0xFE00 <= ord(letter) <= 0xFE0F


def _charsets_of(fonts: Sequence[Path]) -> set[tuple[int, int]]:
    """What letters files of fonts have; none of those that cannot be read."""
    if not fonts or shutil.which("fc-scan") is None:
        return set()
    try:
        listed = run(["fc-scan", "--format", "%{charset}\n", *fonts], bounds=_SCANNED).stdout
    except AppError as error:
        logger().info("attached_fonts_unreadable", error=error.message)
        return set()
    return {_range(word) for word in listed.decode("ascii", "replace").split()}


def _charsets() -> set[tuple[int, int]]:
    listed = run(["fc-list", "--format", "%{charset}\n"]).stdout.decode("ascii", "replace")
    return {_range(word) for word in listed.split()}


def _range(word: str) -> tuple[int, int]:
    first, _, last = word.partition("-")
    return int(first, 16), int(last or first, 16)


def _in_ranges(letters: Iterable[str], ranges: set[tuple[int, int]]) -> set[str]:
    ordered = sorted(map(ord, letters))
    inside = (ordered[bisect_left(ordered, first) : bisect_right(ordered, last)] for first, last in ranges)
    return set(map(chr, chain.from_iterable(inside)))


def _missing(letters: list[str]) -> MediaError:
    names = [unicodedata.name(letter, "") for letter in letters]
    shown = " ".join(letters[:_TOLD]) + (" …" if len(letters) > _TOLD else "")
    packages = {_PACKAGES.get(name.partition(" ")[0], _OTHERS) for name in names}
    return MediaError(
        f"No font on this server has these characters: {shown}",
        code="glyphs_missing",
        hint=f"Install one that has them, such as: apt install {' '.join(sorted(packages))}",
        rejected=True,
        characters="".join(letters[:100]),
    )
