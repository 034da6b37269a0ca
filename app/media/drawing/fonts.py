"""Whether this machine has letters for all that is to be drawn (fontconfig's `fc-list` knows)."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterable

from app.core.child_process.program import run
from app.core.errors import MediaError

_TOLD = 10
_PACKAGES = {"CJK": "fonts-noto-cjk", "HIRAGANA": "fonts-noto-cjk", "KATAKANA": "fonts-noto-cjk",
             "HANGUL": "fonts-noto-cjk"}  # fmt: skip
_OTHERS = "fonts-noto-core"


def need_letters(text: str) -> None:
    """MediaError `glyphs_missing` that names the characters no font of this machine has.

    Without fontconfig's program nothing is known, and nothing refused.
    """
    wanted = {letter for letter in text if ord(letter) > 126 and _is_drawn(letter)}
    if not wanted or shutil.which("fc-list") is None:
        return
    missing = sorted(wanted - _in_ranges(wanted, _charsets()))
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


def _charsets() -> set[tuple[int, int]]:
    listed = run(["fc-list", "--format", "%{charset}\n"]).stdout.decode("ascii", "replace")
    return {_range(word) for word in listed.split()}


def _range(word: str) -> tuple[int, int]:
    first, _, last = word.partition("-")
    return int(first, 16), int(last or first, 16)


def _in_ranges(letters: Iterable[str], ranges: set[tuple[int, int]]) -> set[str]:
    return {letter for letter in letters if any(first <= ord(letter) <= last for first, last in ranges)}


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
