"""What pysubs2 reads in a file, and where it is known to read other words than the file has.

Sources: https://pysubs2.readthedocs.io and pysubs2/formats/*.py, whose functions are named below.
"""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from app.captions.verification.expected import JOINER, Expected, PlainCue, numbered

if TYPE_CHECKING:
    from pysubs2 import SSAEvent

_NAMES = {"tmplayer": "tmp"}
"""Formats that pysubs2 has under another id."""
_SUBSTATION = frozenset({"ass", "ssa"})
_ENTITY = re.compile(r"&(?:amp|lt|gt|nbsp|quot|apos|lrm|rlm|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_CODES = re.compile(r"\{\\[^}]*\}")
_COMMENTS = re.compile(r"\{[^}]*\}")
_MICRODVD_CODES = re.compile(r"\{[A-Za-z]:[^}]*\}")
_BREAK = re.compile(r"\\[Nnh]")
_TAG = re.compile(r"< */? *[a-zA-Z][^>]*>")
_LAST_NUMBER = re.compile(r"\n+ *\d+ *$")
_INNER_TIME = re.compile(r"<[\d:.]+>")
_TIMES_IN_TEXT = re.compile(r"^(?!.*-->).*\d:\d.*$", re.MULTILINE)
_RATE_SPELLING = 0.005
_OPENING_SLASH = re.compile(r"(?m)^\s*/")


def read(data: bytes, expected: Expected) -> list[PlainCue]:
    """The cues of the file that have words."""
    import pysubs2

    kind = expected.format
    text = data.decode(expected.codec).replace("\r\n", "\n")
    told = {}
    if kind in ("srt", "vtt"):
        text = _TIMES_IN_TEXT.sub(_not_as_time, _cues_only(text) if kind == "vtt" else text)
    elif kind == "microdvd":
        text, told["fps"] = _exact_rate(text, expected.frame_rate)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        subs = pysubs2.SSAFile.from_string(text, format_=_NAMES.get(kind, kind), **told)
    events = [event for event in subs.events if event.type == "Dialogue"]
    if kind == "sami":
        _end_at_next_sync(events)
    ends = kind != "tmplayer"  # it has none, and those that pysubs2 gives are guesses (TmpFormat.from_file)
    return numbered((event.start, event.end if ends else None, _text(event.text, kind)) for event in events)


def _cues_only(text: str) -> str:
    """A WebVTT file as pysubs2 reads one: numbered, and without what it would add to the cue before.

    It takes everything between two lines of times (SubripFormat.from_file): names of cues, notes, styles,
    regions, and times inside a cue.
    """
    blocks = [block for block in text.split("\n\n") if "-->" in block]
    cues = (block[block.rfind("\n", 0, block.find("-->")) + 1 :] for block in blocks)
    numbered_cues = (f"{number}\n{cue}" for number, cue in enumerate(cues, 1))
    return "WEBVTT\n\n" + _INNER_TIME.sub("", "\n\n".join(numbered_cues))


def _not_as_time(line: re.Match[str]) -> str:
    """Any line with two times begins a cue (SubripFormat.from_file); here one without an arrow is text."""
    return line[0].replace(":", f":{JOINER}")


def _exact_rate(text: str, rate: float | None) -> tuple[str, float | None]:
    """A MicroDVD file without its first line, and the rate that this line means.

    29.97 is 30000/1001, which pysubs2 does not know (MicroDVDFormat.from_file). A line with another rate than
    the file should have stays there.
    """
    first, _, rest = text.partition("\n")
    stated = first.removeprefix("{1}{1}")
    if stated == first or rate is None:
        return text, rate if stated == first else None
    return (rest, rate) if abs(float(stated) - rate) < _RATE_SPELLING else (text, None)


def _end_at_next_sync(events: Sequence[SSAEvent]) -> None:
    """A SAMI caption stays until the next block; pysubs2 guesses a shorter time (SAMIFormat.from_file)."""
    for event, following in pairwise(events):
        event.end = following.start


def _text(text: str, kind: str) -> str:
    if kind in _SUBSTATION:  # pysubs2 gives the text as it stands, with braces escaped as libass reads them
        text = _COMMENTS.sub("", text.replace("\\{", "\x01").replace("\\}", "\x02"))
        return _BREAK.sub(_space, text).replace("\x01", "{").replace("\x02", "}")
    text = _CODES.sub("", text)
    if kind == "microdvd":  # of its codes pysubs2 knows y, f, s and P (MicroDVDFormat.from_file)
        text = _MICRODVD_CODES.sub("", text)
    if kind == "tmplayer":  # a slash before a line means italic, which pysubs2 does not know (TmpFormat)
        text = _OPENING_SLASH.sub("", text.replace("\\N", "\n"))
    text = _BREAK.sub(_space, text)
    if kind in ("srt", "vtt"):  # entities are left as they are (SubripFormat.from_file)
        return _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text


def _space(found: re.Match[str]) -> str:
    return "\u00a0" if found[0] == "\\h" else "\n"


def also_read_as(text: str, kind: str, *, last: bool) -> list[str]:
    """Other words that pysubs2 reads where a file says `text`, though the file is right."""
    if kind in _SUBSTATION:
        return [text]
    forms = [text]
    for pattern, by in (
        (_BREAK, "\n"),  # it keeps line breaks as \N, and a backslash before an N looks the same
        (_CODES, ""),  # codes of SubStation Alpha in other formats are words there
        *(((_TAG, ""),) if kind in ("srt", "vtt", "tmplayer") else ()),  # "strip other HTML tags"
        *(
            ((_LAST_NUMBER, ""),) if kind in ("srt", "vtt") and last else ()
        ),  # "strip number of next subtitle"
    ):
        forms += [changed for form in forms if (changed := pattern.sub(by, form)) != form]
    return forms
