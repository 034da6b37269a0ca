"""A document as RTF, a paragraph a caption."""

from __future__ import annotations

from app.captions.formats.shared.loose_times import TimeWriter
from app.captions.formats.shared.tables import note_placement
from app.captions.model.document import Cue, Document, Run, Style
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.model.style_losses import note_style_losses

_HELD = frozenset({"bold", "italic", "underline", "strike", "color", "background"})
_FLAGS = (("bold", "b"), ("italic", "i"), ("underline", "ul"), ("strike", "strike"))
_GREY = "#666666"
_HEAD = r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\fswiss Arial;}}"


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as RTF, all ASCII."""
    colors: dict[str, int] = {_GREY: 1}
    writer = TimeWriter(document, options)
    paragraphs = []
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, _HELD)
        note_placement(cue, number, losses)
        start, end = writer.span(cue.start, cue.end)
        time = f"[{start} - {end}]" if options.get("end_times", True) else f"[{start}]"
        paragraphs.append(_paragraph(time, cue, colors))
    table = "".join(_color(color) for color in colors)
    title = f"{{\\info{{\\title {_escape(document.title)}}}}}" if document.title else ""
    body = "\n".join(paragraphs)
    return f"{_HEAD}{{\\colortbl;{table}}}{title}\n\\fs22\n{body}\n}}\n"


def _paragraph(time: str, cue: Cue, colors: dict[str, int]) -> str:
    name = f"{{\\b {_escape(cue.speaker)}:}} " if cue.speaker else ""
    words = "".join(_run(run, colors) for run in cue.runs)
    return f"\\pard\\sa120 {{\\cf1 {_escape(time)}}} {name}{words}\\par"


def _run(run: Run, colors: dict[str, int]) -> str:
    look = _look(run.style, colors)
    return f"{{{look} {_escape(run.text)}}}" if look else _escape(run.text)


def _look(style: Style, colors: dict[str, int]) -> str:
    codes = "".join(f"\\{code}" for name, code in _FLAGS if getattr(style, name))
    if style.color:
        codes += f"\\cf{colors.setdefault(style.color[:7], len(colors) + 1)}"
    if style.background:
        codes += f"\\chcbpat{colors.setdefault(style.background[:7], len(colors) + 1)}"
    return codes


def _color(color: str) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"\\red{red}\\green{green}\\blue{blue};"


def _escape(text: str) -> str:
    """Text as RTF: commands set off, line breaks as `\\line`, the rest of Unicode as `\\u`."""
    if text.isascii() and not {"\\", "{", "}", "\n", "\t"} & set(text) and text.isprintable():
        return text
    return "".join(_character(ch) for ch in text)


def _character(character: str) -> str:
    if character in "\\{}":
        return "\\" + character
    if character in "\n\t":
        return "\\line " if character == "\n" else "\\tab "
    if " " <= character <= "~":
        return character
    if character < " ":
        character = "\ufffd"
    units = character.encode("utf-16-le", "surrogatepass")
    codes = [int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2)]
    return "".join(f"\\u{code}?" for code in codes)
