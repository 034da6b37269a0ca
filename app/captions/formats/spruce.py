"""Spruce STL (.stl), the subtitle list of DVD Studio Pro: `start , end , text` with `$` commands between.

Source: Apple, DVD Studio Pro 4 User Manual, chapter 19, "Creating an STL Format Subtitle File": commands with
`$Name = Value` hold from where they stand; `^B`, `^I` and `^U` switch a style inside the text, `|` breaks a
line, `//` begins a comment. Colours are indexes into a palette that lies in the project, so they are kept as
commands and not shown as colours.
"""

from __future__ import annotations

import re
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.speakers import WRITE_SPEAKERS, with_speaker
from app.captions.formats.shared.subrip.markup import make_style
from app.captions.formats.shared.timecodes import TimecodeReader, TimecodeWriter
from app.captions.model.document import PLAIN, Cue, Document, Run, Style
from app.captions.model.losses import Losses
from app.captions.model.numpad import from_numpad, is_exact, to_numpad
from app.captions.model.option import Option, Options
from app.captions.model.runs import joined
from app.captions.model.style_losses import note_style_losses
from app.captions.text_io.line_ends import unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS

ID = "spruce-stl"
_TIME = r"([0-9]{1,2}[:;][0-9]{1,2}[:;][0-9]{1,2}[:;.][0-9]{1,2})"
_ENTRY = re.compile(rf"[ \t]*{_TIME}[ \t]*,[ \t]*{_TIME}[ \t]*,[ \t]*(.*)")
_COMMAND = re.compile(r"[ \t]*\$([A-Za-z0-9]{1,40})[ \t]*=[ \t]*(.*)")
_SWITCH = re.compile(r"\^([BIU])")
_FLAGS = {"B": "bold", "I": "italic", "U": "underline"}
_STYLE_COMMANDS = {"bold": "bold", "italic": "italic", "underlined": "underline"}
_ALIGN_COMMANDS = ("horzalign", "vertalign")
_HORIZONTAL = {"left": 0, "center": 1, "right": 2}
_VERTICAL = {"bottom": 0, "center": 1, "top": 2}
_LAYOUTS = {"tabs": "\t,\t", "spaces": " , ", "compact": ","}


def read(text: str, options: Options) -> Document:
    """A Spruce STL text as a document; commands that are not styles are kept for writing back."""
    return _Reader(options).read(unify_lines(text))


class _Reader:
    """Holds the commands in force while the entries go by."""

    def __init__(self, options: Options) -> None:
        self.codes = TimecodeReader(options)
        self.document = Document()
        self.style: dict[str, bool] = {}
        self.place = {"horzalign": 1, "vertalign": 0}
        self.waiting: list[str] = []

    def read(self, text: str) -> Document:
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip():
                continue
            if entry := _ENTRY.match(line):
                self._entry(entry, number)
            elif command := _COMMAND.match(line):
                self._command(command[1], command[2].strip())
            elif line.lstrip().startswith("//"):
                self.document.comments.append(line.strip()[2:].strip())
            else:
                message = f"Line {number} is no entry, command or comment."
                self.document.add_issue("unreadable_line", message)
        self.codes.stamp(self.document)
        return self.document

    def _command(self, name: str, value: str) -> None:
        key = name.lower()
        if key in _STYLE_COMMANDS:
            self.style[_STYLE_COMMANDS[key]] = value.lower() == "true"
        elif key in _ALIGN_COMMANDS:
            names = _HORIZONTAL if key == "horzalign" else _VERTICAL
            self.place[key] = names.get(value.lower(), self.place[key])
        else:
            self.waiting.append(f"{name} = {value}")

    def _entry(self, entry: re.Match[str], number: int) -> None:
        start, end = self.codes.read(entry[1], number), self.codes.read(entry[2], number)
        placement = from_numpad(self.place["vertalign"] * 3 + self.place["horzalign"] + 1)
        cue = Cue(start, end, _runs(entry[3].strip(), self.style), placement=placement)
        if self.waiting and not self.document.cues:
            self.document.extras[ID] = {"commands": self.waiting}
        elif self.waiting:
            cue.extras = {ID: {"commands": self.waiting}}
        self.waiting = []
        self.document.cues.append(cue)


def _runs(text: str, base: dict[str, bool]) -> list[Run]:
    """Text with `^` switches as runs; a switch turns the style in force over."""
    flags = dict(base)
    runs: list[Run] = []
    position = 0
    for match in _SWITCH.finditer(text):
        runs.append(Run(text[position : match.start()].replace("|", "\n"), _style(flags)))
        name = _FLAGS[match[1]]
        flags[name] = not flags.get(name, False)
        position = match.end()
    runs.append(Run(text[position:].replace("|", "\n"), _style(flags)))
    return joined(runs)


def _style(flags: dict[str, bool]) -> Style:
    return make_style(frozenset(name for name, on in flags.items() if on))


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as Spruce STL, placement by thirds of the picture, styles as switches in the text."""
    stamps = TimecodeWriter(document)
    comma = _LAYOUTS[options.get("layout", "tabs")]
    lines = [f"//{comment}" for note in document.comments for comment in note.split("\n")]
    lines += _commands(document.extras)
    place = 2
    for number, cue in enumerate(document.cues, 1):
        lines += _commands(cue.extras)
        wanted = to_numpad(cue.placement)
        lines += _place_commands(place, wanted)
        place = wanted
        if not is_exact(cue.placement):
            losses.add("placement", "Exact placement on the picture", cue=number)
        start, end = stamps.span(cue.start, cue.end)
        lines.append(f"{start}{comma}{end}{comma}{_text(cue, number, losses, options)}")
    return "\n".join(lines) + "\n"


def _commands(extras: dict[str, Any] | None) -> list[str]:
    return [f"${line}" for line in (extras or {}).get(ID, {}).get("commands", ())]


def _place_commands(before: int, after: int) -> list[str]:
    (old_row, old_column), (row, column) = divmod(before - 1, 3), divmod(after - 1, 3)
    lines = []
    if row != old_row:
        lines.append(f"$VertAlign = {('Bottom', 'Center', 'Top')[row]}")
    if column != old_column:
        lines.append(f"$HorzAlign = {('Left', 'Center', 'Right')[column]}")
    return lines


def _text(cue: Cue, number: int, losses: Losses, options: Options) -> str:
    note_style_losses(cue, number, losses, frozenset({"bold", "italic", "underline"}))
    parts: list[str] = []
    before = PLAIN
    for run in cue.runs:
        parts += [
            f"^{letter}"
            for letter, name in _FLAGS.items()
            if getattr(before, name) != getattr(run.style, name)
        ]
        parts.append(_plain(run.text, number, losses))
        before = run.style
    return with_speaker(cue, "".join(parts), number, losses, options)


def _plain(text: str, number: int, losses: Losses) -> str:
    """Text without what would be a command: `|` becomes a broken bar, `^B` gets a space."""
    if "|" in text or _SWITCH.search(text):
        losses.add("character", "Characters that are commands in this format", cue=number, detail=text)
        text = _SWITCH.sub(r"^ \1", text.replace("|", "¦"))
    return text.replace("\n", "|")


def sniff(head: Head) -> float:
    """Sure when entries or `$` commands are what its lines are."""
    lines = head.lines[:60]
    if not lines or head.start.startswith(("{", "<", "*")):
        return 0.0
    entries = sum(_ENTRY.match(line) is not None for line in lines)
    others = sum(_COMMAND.match(line) is not None or line.lstrip().startswith("//") for line in lines)
    return 0.97 * (entries + others) / len(lines) if entries else 0.0


FORMAT = CaptionFormat(
    id=ID,
    name="Spruce STL (DVD Studio Pro)",
    extensions=(".stl",),
    media_type="text/plain",
    read=read,
    write=write,
    sniff=sniff,
    holds_notes=True,
    frame_based=True,
    encode_options=(
        Option("layout", "choice", "tabs", "What stands around the commas.", choices=tuple(_LAYOUTS)),
        WRITE_SPEAKERS,
        *TEXT_FILE_OPTIONS,
    ),
    keeps=(
        "times to the frame",
        "bold, italic and underline",
        "placement by thirds of the picture",
        "commands for fonts, palette colours, contrast and fades, and comments",
    ),
    loses=("colours (they are indexes into a palette of the project)", "exact placement", "who speaks"),
    aliases=("Spruce STL", "DVD Studio Pro STL", "STL (DVD Studio Pro)"),
)
