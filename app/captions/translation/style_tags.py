"""Translations with style tags (`<s1>…</s1>`) back to styled text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.captions.model.document import Style

_TAG = re.compile(r"<(/?)s(\d{1,3})>")

StyledRanges = list[tuple[int, int, Style]]
"""Ranges of characters with their style, in order, not overlapping."""


def read_tags(text: str, styles: Sequence[Style]) -> tuple[str, StyledRanges | None]:
    """The text without tags and the styled ranges; None for the ranges when the tags make no sense.

    They make sense when each style is opened and closed again, none inside another, and none is missing.
    """
    plain: list[str] = []
    size, at = 0, 0
    marked: StyledRanges = []
    open_at: tuple[int, int] | None = None
    sound = True
    for match in _TAG.finditer(text):
        number = int(match[2])
        if not 1 <= number <= len(styles):
            continue
        plain.append(text[at : match.start()])
        size, at = size + match.start() - at, match.end()
        if not match[1]:
            sound = sound and open_at is None
            open_at = (number, size)
        elif open_at is not None and open_at[0] == number:
            marked.append((open_at[1], size, styles[number - 1]))
            open_at = None
        else:
            sound = False
    plain.append(text[at:])
    used = {style for _start, _stop, style in marked}
    whole = sound and open_at is None and all(style in used for style in styles)
    return "".join(plain), marked if whole else None
