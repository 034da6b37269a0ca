"""Caption files as other programs hand them on: in mails, terminals, editors, answers of services.

What each puts around or between the lines is taken off, where nothing else can be meant by it.
"""

from __future__ import annotations

import json
import quopri
import re

from app.captions.text_io.line_ends import DATA

_LOOKED_AT = 4096
_TIMES = r"[^\n>+|]{0,20}\d:[0-5]\d[^\n>]{1,40}-->"
_QUOTED_TIMES = re.compile(rf"^((?:[>+|][ \t]?){{1,9}})(?={_TIMES})", re.MULTILINE)
_BARE_TIMES = re.compile(rf"^{_TIMES}", re.MULTILINE)
_COLORS = re.compile(r"\x1b\[[0-9;?]{0,40}[A-Za-z]")
"""What a terminal shows as colours (ECMA-48)."""
_LOG = re.compile(r"^(?:whisper_\w{1,60}|ggml_\w{1,60}|system_info|main)\s?:[^\n]*$", re.MULTILINE)
"""What whisper.cpp tells of itself before and behind what it heard."""
_NUMBERED = re.compile(r" {0,6}(\d{1,6})[\t|:](.*)")
_ENCODED = re.compile(r"=(?:[0-9A-F]{2}|\r?\n)")
_BEYOND_ASCII = re.compile(r"=[89A-F][0-9A-F]")
_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)(?:"|\\?\Z)', re.DOTALL)
"""Up to its end or that of the text, whatever that is cut in: so no string is looked at twice."""
_ESCAPED_TIMES = re.compile(r"\d:[0-5]\d[.,]\d{1,3} -->[^\n]{1,60}?\\n")
_ENOUGH = 3


def unwrapped(text: str) -> str:
    """The text as a caption file, where one of these programs has handed it on; else as it is."""
    if text.endswith("\x1a"):
        text = text.rstrip("\x1a")  # how DOS ends a file
    if "\x1b[" in text:
        text = _COLORS.sub("", text)
    if "whisper_" in text[:_LOOKED_AT] or "whisper_" in text[-_LOOKED_AT:]:
        text = _LOG.sub("", text)
    return without_quotes(_without_numbers(_decoded(_without_escapes(text))))


def without_quotes(text: str) -> str:
    """The text without the signs that a mail program, or a list of changes, puts before every line.

    Where times stand without them, they are arrows of the captions themselves.
    """
    quoted = _QUOTED_TIMES.search(text, 0, _LOOKED_AT)
    if quoted is None or _BARE_TIMES.search(text, 0, _LOOKED_AT):
        return text
    depth = len(re.findall("[>+|]", quoted[1]))
    return re.sub(rf"^(?:[>+|][ \t]?){{1,{depth}}}", "", text, flags=re.MULTILINE)


def _without_numbers(text: str) -> str:
    """The text without the number of every line, as a terminal lists files; times stand on some only."""
    if _NUMBERED.match(text) is None:
        return text
    head = text[:_LOOKED_AT].split("\n")
    lines = [line for line in (head[:-1] if len(text) > _LOOKED_AT else head) if line.strip()]
    found = [_NUMBERED.fullmatch(line) for line in lines]
    timed = [match is not None and "-->" in match[2] for match in found]
    numbers = [int(match[1]) for match in found if match]
    if not any(timed) or 2 * sum(timed) > len(lines) or numbers != [*range(1, len(lines) + 1)]:
        return text
    return "\n".join(match[2] if (match := _NUMBERED.fullmatch(line)) else line for line in text.split("\n"))


def _decoded(text: str) -> str:
    """Text that mail has encoded as quoted-printable (RFC 2045, 6.7), where every sign of it fits."""
    if "=" not in text or text.lstrip().startswith(DATA):
        return text
    if not text.isascii() or not _BEYOND_ASCII.search(text):
        return text
    if text.count("=") != len(_ENCODED.findall(text)):
        return text
    try:
        return quopri.decodestring(text.encode("ascii")).decode("utf-8")
    except UnicodeDecodeError:
        return text


def _without_escapes(text: str) -> str:
    """A file that stands as one string in JSON, or in a program, with its line ends as escapes."""
    if "\\n" not in text or not _ESCAPED_TIMES.search(text[:_LOOKED_AT]):
        return text
    start = text.lstrip()
    if start[:1] in ('"', "{", "["):
        strings = [found for found in _STRING.findall(start) if "-->" in found]
        start = strings[0] if len(strings) == 1 else ""
    if start.count("\\n") < _ENOUGH:
        return text
    try:
        said = json.loads('"' + start.replace("\n", "\\n").replace("\r", "") + '"')
    except ValueError:  # cut within an escape, or quotes that are none
        said = start.removesuffix("\\").replace("\\r", "").replace("\\n", "\n").replace('\\"', '"')
    return str(said)
