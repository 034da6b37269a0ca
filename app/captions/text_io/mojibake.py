"""UTF-8 that a program took for Windows-1252 or another code page and saved as UTF-8 again: `Ã©` for `é`.

Recognised and mended line by line with ftfy, which is imported when a line looks like it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TRAIL = "\x80-\xbfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™"
_CYRILLIC_TRAIL = "\xa0-\xbfЂЃѓЉЊЌЋЏђљњќћџЎўЈҐЁЄЇІіґё№єјЅѕї‚„…†‡€‰‹‘’“”•–—™›"
_SUSPICIOUS = re.compile(f"[\xc2-\xf4][{_TRAIL}]|[РСВГ][{_CYRILLIC_TRAIL}]")
_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class RepairedText:
    """A text with its double encoding undone: how many lines were changed, and the first before and after."""

    text: str
    lines: int
    before: str
    after: str


def repaired(text: str) -> RepairedText | None:
    """The text as it was meant; None when nothing in it was encoded twice."""
    if text.isascii() or _SUSPICIOUS.search(text) is None:
        return None
    from ftfy import fix_encoding

    lines, changed, first = text.split("\n"), 0, ("", "")
    for index in _suspicious(lines):
        line = lines[index]
        if (better := fix_encoding(line)) != line:
            first = first if changed else (line.strip(), better.strip())
            lines[index], changed = better, changed + 1
    return RepairedText("\n".join(lines), changed, *first) if changed else None


def _suspicious(lines: list[str]) -> list[int]:
    found = (index for index, line in enumerate(lines) if not line.isascii() and _SUSPICIOUS.search(line))
    return [index for index, _ in zip(found, range(_LOOKED_AT), strict=False)]
