"""How a text format becomes bytes: encoding, byte order mark and line ends, chosen by encode options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.captions.model.losses import Losses
from app.captions.model.option import Option

_CODECS = {
    "utf-8": "utf-8",
    "utf-8 with mark": "utf-8-sig",
    "utf-16": "utf-16",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "windows-1253": "cp1253",
    "windows-1254": "cp1254",
    "windows-1256": "cp1256",
    "shift_jis": "cp932",
    "gb18030": "gb18030",
    "big5": "big5",
    "euc-kr": "cp949",
}
LINE_ENDS = Option("line_ends", "choice", "lf", "Line ends: Unix or Windows.", choices=("lf", "crlf"))
TEXT_ENCODING = Option(
    "text_encoding",
    "choice",
    "utf-8",
    "Encoding of the written file; “with mark” puts a byte order mark first, for programs that need one.",
    choices=tuple(_CODECS),
)
TEXT_FILE_OPTIONS = (TEXT_ENCODING, LINE_ENDS)
"""For formats without a rule about their encoding."""


def to_bytes(text: str, options: Mapping[str, Any], losses: Losses) -> bytes:
    """The written file; characters its encoding does not have become `?` and are recorded."""
    if options.get(LINE_ENDS.name) == "crlf":
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    codec = _CODECS[options.get(TEXT_ENCODING.name, "utf-8")]
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        data = text.encode(codec, "replace")
        for ch in sorted(set(text)):
            if _is_lost(ch, codec):
                losses.add("character", f"Characters that {codec} does not have", detail=ch)
        return data


def codec_of(options: Mapping[str, Any]) -> str:
    """What Python reads such a file with, a byte order mark aside."""
    codec = _CODECS[options.get(TEXT_ENCODING.name, "utf-8")]
    return "utf-8-sig" if codec == "utf-8" else codec


def _is_lost(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return True
    return False
