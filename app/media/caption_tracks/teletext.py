"""Teletext subtitles, decoded by ffmpeg (libzvbi) and tidied: one caption for what stays on the screen."""

from __future__ import annotations

import re

from app.media.ffmpeg import need_decoder

DECODER = "libzvbi_teletextdec"
LONGEST_MS = 60_000
"""How long a page stays that nothing erases."""

_EVENT = re.compile(r"^(Dialogue: [^,]*,)([^,]*),([^,]*)((?:,[^,]*){6}),(.*)$")
_BREAK, _FONT = r"\N", "Monospace,"


def check() -> None:
    """EngineError `engine_missing` for an ffmpeg that reads no teletext."""
    need_decoder(DECODER, "reading teletext")


def options(page: str) -> list[str]:
    """How ffmpeg decodes a page, or all that say they are subtitles; they go before the input."""
    shown = ["-txt_page", page or "subtitle", "-txt_format", "ass"]
    return ["-fix_sub_duration", "-txt_duration", str(LONGEST_MS), *shown]


def tidied(script: str) -> str:
    """The ASS script that ffmpeg makes of it, without what comes from the grid of 40 columns.

    A page is sent again and again: what says the same as the caption before it, and begins where that ends,
    lengthens it.
    """
    made: list[str] = []
    last: re.Match[str] | None = None
    for line in script.replace(f",{_FONT}", ",Arial,").splitlines():
        event = _EVENT.match(line)
        words = _words(event[5]) if event else ""
        if event is None:
            made.append(line)
        elif last is not None and words == _words(last[5]) and event[2] == _end(made[-1]):
            made[-1] = f"{last[1]}{_start(made[-1])},{event[3]}{event[4]},{words}"
        elif words:
            made.append(f"{event[1]}{event[2]},{event[3]}{event[4]},{words}")
            last = event
    return "\n".join(made) + "\n"


def _words(text: str) -> str:
    """The lines without the blanks around their breaks, and without empty ones at the end."""
    first, *others = text.replace("\\h", " ").split(_BREAK)
    lines = [first.rstrip(" "), *(line.strip(" ") for line in others)]
    while lines and not lines[-1].strip():
        lines.pop()
    return _BREAK.join(lines).rstrip()


def _start(line: str) -> str:
    return line.split(",", 3)[1]


def _end(line: str) -> str:
    return line.split(",", 3)[2]
