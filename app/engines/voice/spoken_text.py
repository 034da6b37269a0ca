"""The text of a cue to be spoken: without sound descriptions, music notes and dialogue dashes."""

from __future__ import annotations

import re

_TAG = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_ASIDE = re.compile(r"\[[^\[\]]*\]|^\s*\([^()]*\)\s*$", re.MULTILINE)
_NOTES = re.compile(r"[♪♫♬♩#]+")
_DASH = re.compile(r"^\s*[-–—‐]+\s*", re.MULTILINE)
_WORD = re.compile(r"\w")


def spoken_text(text: str) -> str:
    """`text` on one line as it is to be spoken; "" when there is nothing to say.

    Left out: markup, [door slams], a line that is only (a note in parentheses), ♪, and the dashes that mark
    two speakers.
    """
    bare = _DASH.sub("", _NOTES.sub(" ", _ASIDE.sub(" ", _TAG.sub("", text))))
    line = " ".join(bare.split())
    return line if _WORD.search(line) else ""
