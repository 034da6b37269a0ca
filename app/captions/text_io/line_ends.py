"""Line ends and blank lines, the same for every text format."""

from __future__ import annotations

import re

from app.captions.model.losses import Losses

_BLANK = re.compile(r"\n[ \t]*(?:\n|\Z)")
_SEPARATORS = re.compile("[\u2028\u2029\x0b\x0c]\n?")
"""How word processors, web pages and editors for film end a line inside a text."""
_OTHER_ENDS = re.compile("[\x85\u2028\u2029\x1e]")
DATA = ("{", "[", "<")
"""How JSON, MicroDVD and XML begin, whose line ends and signs of equality are their own."""


def has_separators(text: str) -> bool:
    """Whether lines of the text end in other ways than text files do."""
    return any(mark in text for mark in "\u2028\u2029\x0b\x0c")


def separated_lines(text: str) -> str:
    """The text with "\\n" for the marks with which word processors and editors for film end a line."""
    return _SEPARATORS.sub("\n", text) if has_separators(text) else text


def usual_ends(text: str) -> str:
    """The text with "\\n" line ends where it has none of those that text files have."""
    if "\n" in text or "\r" in text or text.lstrip("\ufeff ").startswith(DATA):
        return text
    return _OTHER_ENDS.sub("\n", text)


def unify_lines(text: str) -> str:
    """The text with "\\n" line ends, no byte order mark anywhere and no NUL (which becomes U+FFFD)."""
    if "\ufeff" in text:
        text = text.replace("\ufeff", "")  # the seams of joined files
    if "\r" in text:
        if text.count("\r\r\n") == text.count("\n"):
            text = text.replace("\r\r\n", "\n")  # a text file that was converted twice
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\0", "\ufffd") if "\0" in text else text


def has_blank_line(text: str) -> bool:
    """Whether the text has an empty line, at its start, inside, or at its end."""
    if "\n" not in text:
        return text.isspace()
    return text[0] in " \t\n" or _BLANK.search(text) is not None


def drop_blank_lines(text: str, losses: Losses, number: int) -> str:
    """The text without empty lines, which would end the cue in formats that separate cues by them."""
    lines = text.split("\n")
    kept = [line for line in lines if line.strip(" \t")]
    if kept and len(kept) < len(lines):
        losses.add("blank_line", "Empty lines inside a caption", cue=number)
    return "\n".join(kept)
