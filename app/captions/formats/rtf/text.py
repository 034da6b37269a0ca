"""The text of an RTF document, for caption files and transcripts that were saved by a word processor.

Source: Microsoft, Rich Text Format Specification 1.9. Groups that are no text (fonts, colours, styles,
pictures, what a reader may leave out) are passed over. One pass, linear in the size of the document.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]{1,65536})|"
    r"[\r\n]+|\\",
    re.DOTALL,
)
_GROUPS = """
    colortbl fldinst filetbl fonttbl footer footerl footerr generator header headerl headerr info listtable
    listoverridetable object pict revtbl rsidtbl stylesheet themedata xmlnstbl
"""
_NO_TEXT = frozenset(_GROUPS.split())
_SIGNS = {
    "par": "\n",
    "line": "\n",
    "sect": "\n",
    "page": "\n",
    "row": "\n",
    "cell": "\t",
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
}
_ESCAPED = {"~": "\u00a0", "_": "\u2011", "-": "", "\n": "\n", "\r": "\n"}
_HIDING = frozenset(("v", "deleted"))
"""Words for text that its author hid, and for what a tracked change has deleted."""
_FLAGS = {"b": "b", "i": "i", "ul": "u", "strike": "s"}
_CHARSETS = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds inside a group: whether its text is shown, fallbacks after `\\u`, code page, styles."""

    shown: bool = True
    hidden: frozenset[str] = frozenset()
    fallbacks: int = 1
    code_page: str = "cp1252"
    flags: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Reader:
    tags: bool
    out: list[str] = field(default_factory=list)
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    skip: int = 0
    raw: bytearray = field(default_factory=bytearray)
    open_flags: list[str] = field(default_factory=list)
    styled: bool = False
    left_out: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Show text: what stands for a character before it is dropped first."""
        self.flush()
        dropped = min(self.skip, len(text))
        self.skip -= dropped
        if text[dropped:] and self.group.shown:
            self._show(text[dropped:])

    def flush(self) -> None:
        """Show the bytes of a code page that were collected, together: two may be one character."""
        if self.raw:
            text = self.raw.decode(self.group.code_page, "replace")
            self.raw.clear()
            if self.group.shown:
                self._show(text)

    def _show(self, text: str) -> None:
        """Put text out, or beside it where its author hid or deleted it; the end of a line is one anyway."""
        if self.group.hidden and text != "\n":
            self.left_out.append(text)
            return
        self._restyle(at_line_end=text == "\n")
        self.out.append(text)

    def _restyle(self, *, at_line_end: bool = False) -> None:
        """Open and close tags as the text that follows wants it; no style goes on over the end of a line."""
        wanted = frozenset[str]() if at_line_end else self.group.flags
        self.styled = self.styled or bool(wanted)
        if self.tags and wanted != frozenset(self.open_flags):
            self.out += [f"</{flag}>" for flag in reversed(self.open_flags)]
            self.open_flags = sorted(wanted)
            self.out += [f"<{flag}>" for flag in self.open_flags]

    def byte(self, value: int) -> None:
        if self.skip:
            self.skip -= 1
        else:
            self.raw.append(value)

    def brace(self, sign: str) -> None:
        self.flush()
        self.skip = 0
        if sign == "{":
            self.outer.append(self.group)
        elif self.outer:
            self.group = self.outer.pop()

    def word(self, name: str, number: int | None) -> None:
        """A control word."""
        self.flush()
        if name == "u" and number is not None:
            self.say(chr(number & 0xFFFF))
            self.skip = self.group.fallbacks
        elif name in _SIGNS:
            self.say(_SIGNS[name])
        elif name in _NO_TEXT:
            self.group = replace(self.group, shown=False)
        elif name == "uc":
            self.group = replace(self.group, fallbacks=min(max(number or 0, 0), 8))
        elif name == "ansicpg":
            self.group = replace(self.group, code_page=_known(f"cp{number}"))
        elif name == "fcharset":
            self.fonts[self.font] = _CHARSETS.get(number or 0, "")
        elif name == "f" and number is not None:
            self.font = number
            page = self.fonts.get(number) if self.group.shown else None
            self.group = replace(self.group, code_page=page) if page else self.group
        else:
            self._style(name, number)

    def _style(self, name: str, number: int | None) -> None:
        if name in _HIDING:
            hidden = self.group.hidden - {name} if number == 0 else self.group.hidden | {name}
            self.group = replace(self.group, hidden=hidden)
        elif name in ("plain", "ulnone"):
            gone = {"u"} if name == "ulnone" else set(_FLAGS.values())
            hidden = self.group.hidden if name == "ulnone" else frozenset()
            self.group = replace(self.group, flags=self.group.flags - gone, hidden=hidden)
        elif flag := _FLAGS.get(name):
            flags = self.group.flags - {flag} if number == 0 else self.group.flags | {flag}
            self.group = replace(self.group, flags=flags)


def _known(code_page: str) -> str:
    try:
        return codecs.lookup(code_page).name
    except LookupError:
        return "cp1252"


@dataclass(frozen=True, slots=True)
class RtfText:
    """The text of a document, whether it had styles, and what its author hid or deleted."""

    text: str
    styled: bool
    left_out: str


def rtf_text(source: str, *, tags: bool = False) -> RtfText:
    """The text of a document, with `tags` its styles as `<i>` and such."""
    reader = _Reader(tags)
    for token in _TOKEN.finditer(source):
        word, number, byte, sign, brace, text = token.groups()
        if word:
            reader.word(word, int(number) if number else None)
        elif byte:
            reader.byte(int(byte, 16))
        elif sign:
            if sign == "*":
                reader.group = replace(reader.group, shown=False)
            else:
                reader.say(_ESCAPED.get(sign, sign))
        elif brace:
            reader.brace(brace)
        elif text:
            reader.say(text)
    reader.flush()
    reader.out += [f"</{flag}>" for flag in reversed(reader.open_flags)]
    return RtfText(_whole(reader.out), reader.styled, _whole(reader.left_out))


def _whole(parts: list[str]) -> str:
    """The parts as one text, the halves of surrogate pairs put together."""
    return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
