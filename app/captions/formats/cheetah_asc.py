r"""Cheetah ASC (.asc), the text form of Cheetah captions: `*` directives, the text, `\E` at its end.

    ** Caption Number 2
    *T 01:00:06:06
    *TopDown
    *C116
    The Office
    exists\E

Source: CPC, MacCaption user's guide, "Cheetah Caption Files (.asc)" and its appendix of directives. `*C116`
centres on row 1 (hexadecimal 1 to f), column 16; `*L` and `*R` stand left and right. With `*BottomUp` the row
is that of the last line. `\AI\` begins italics, `\AW\` ends them. A caption lasts until the next; one without
text clears the screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.reading_time import reading_time
from app.captions.formats.shared.speakers import WRITE_SPEAKERS, with_speaker
from app.captions.formats.shared.subrip.markup import make_style
from app.captions.formats.shared.timecodes import TimecodeReader, TimecodeWriter
from app.captions.model.document import PLAIN, Align, Cue, Document, Mode, Placement, Run
from app.captions.model.losses import Losses
from app.captions.model.numpad import to_numpad
from app.captions.model.option import Options
from app.captions.model.runs import edited, joined, text_of
from app.captions.model.style_losses import note_style_losses
from app.captions.text_io.line_ends import drop_blank_lines, unify_lines
from app.captions.text_io.text_file import TEXT_ENCODING
from app.captions.timecode.smpte import frame_rate

_ITALIC = make_style(frozenset({"italic", "mode"}))
_CODE = re.compile(r"\\A([A-Z])\\")
_PLACE = re.compile(r"([LCR])([1-9a-f])([0-9]{2})", re.IGNORECASE)
_TIME = re.compile(r"T[ \t]+([0-9:;.]{8,12})", re.IGNORECASE)
_MODES = {
    "popon": Mode.POP_ON, "painton": Mode.PAINT_ON,
    "rollup2": Mode.ROLL_UP, "rollup3": Mode.ROLL_UP, "rollup4": Mode.ROLL_UP,
}  # fmt: skip
_DIRECTIVE = {Mode.POP_ON: "*PopOn", Mode.PAINT_ON: "*PaintOn", Mode.ROLL_UP: "*RollUp2"}
_SIDES = {"L": Align.LEFT, "C": Align.CENTER, "R": Align.RIGHT}
_USUAL_ROW, _USUAL_COLUMN = 15, 16
COLUMNS = 32


class _Reader:
    """The directives in force while the lines go by."""

    def __init__(self, options: Options) -> None:
        self.codes = TimecodeReader(options)
        self.document = Document()
        self.open: Cue | None = None
        self.lines: list[str] = []
        self.place = ("C", _USUAL_ROW, _USUAL_COLUMN)
        self.bottom_up = True
        self.mode: Mode | None = None
        self.odd: set[str] = set()

    def read(self, text: str) -> Document:
        for number, line in enumerate(unify_lines(text).split("\n"), 1):
            if line.startswith("**"):
                continue
            if line.startswith("*"):
                self._directive(line[1:].strip(), number)
            elif self.open is not None:
                self.lines.append(line)
        self._close(None)
        if self.odd:
            codes = ", ".join(rf"\A{letter}\ " for letter in sorted(self.odd))
            self.document.add_issue("unknown_code", f"Codes without a known meaning: {codes.strip()}")
        self.codes.stamp(self.document)
        return self.document

    def _directive(self, text: str, number: int) -> None:
        word = text.lower()
        if time := _TIME.fullmatch(text):
            start = self.codes.read(time[1], number)
            self._close(start)
            self.open = Cue(start, start, mode=self.mode)
        elif place := _PLACE.fullmatch(text):
            self.place = (place[1].upper(), int(place[2], 16), int(place[3]))
        elif word in ("topdown", "bottomup"):
            self.bottom_up = word == "bottomup"
        elif word in _MODES:
            self.mode = _MODES[word]
            if self.open is not None and not self.lines:
                self.open.mode = self.mode
        elif word in ("dropframe", "df", "nondropframe", "ndf"):
            self._drop(not word.startswith("n"))

    def _drop(self, drop: bool) -> None:
        rate = self.codes.rate
        if rate.nominal in (30, 60) and rate.fps.denominator > 1:
            self.codes.rate = frame_rate(rate.fps, drop)

    def _close(self, following: int | None) -> None:
        """Finish the open caption: its text, its place, and the last one's end."""
        cue, lines, self.open, self.lines = self.open, self.lines, None, []
        if cue is None:
            return
        cue.runs = self._runs("\n".join(lines).strip("\n").removesuffix("\\E"))
        if not text_of(cue.runs).strip():
            return
        cue.placement = self._placement(cue.text.count("\n") + 1)
        cue.end = max(following, cue.start) if following is not None else cue.start + reading_time(cue.text)
        self.document.cues.append(cue)

    def _runs(self, text: str) -> list[Run]:
        runs, position, style = [], 0, PLAIN
        for code in _CODE.finditer(text):
            runs.append(Run(text[position : code.start()], style))
            self.odd |= {code[1]} - {"I", "W"}
            style = _ITALIC if code[1] == "I" else PLAIN
            position = code.end()
        return joined([*runs, Run(text[position:], style)])

    def _placement(self, depth: int) -> Placement | None:
        side, row, column = self.place
        if (side, row, column, self.bottom_up) == ("C", _USUAL_ROW, _USUAL_COLUMN, True):
            return None
        top = max(row - depth + 1, 1) if self.bottom_up else row
        return Placement(row=top, indent=column - 1 if side == "L" and column else None, align=_SIDES[side])


def read(text: str, options: Options) -> Document:
    """A Cheetah ASC text as a document."""
    return _Reader(options).read(text)


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as Cheetah ASC; where a pause follows a caption, one without text clears the screen."""
    stamps = TimecodeWriter(document)
    lines = ["*DropFrame" if stamps.rate.drop else "*NonDropFrame", f"*Width {COLUMNS}", ""]
    for count, (time, cue, number) in enumerate(_events(document, losses), 1):
        place = _place_of(cue.placement, cue.text.count("\n") + 1) if cue else ["*BottomUp", "*Cf16"]
        mode = _DIRECTIVE[cue.mode or Mode.POP_ON] if cue else "*PopOn"
        text = _text(cue, number, losses, options) if cue else ""
        lines += [f"** Caption Number {count}", mode, f"*T {stamps.write(time)}", *place, text + "\\E", ""]
        if cue and cue.placement is not None and cue.placement.row is None:
            losses.add("placement", "Exact placement on the picture", cue=number)
    return "\r\n".join(lines).replace("\r\n", "\n").replace("\n", "\r\n") + "\r\n"


def _events(document: Document, losses: Losses) -> Iterator[tuple[int, Cue | None, int]]:
    """When each caption shows and, with None, when the screen is cleared."""
    order = sorted(enumerate(document.cues, 1), key=lambda item: item[1].start)
    for index, (number, cue) in enumerate(order):
        following = order[index + 1][1].start if index + 1 < len(order) else None
        yield cue.start, cue, number
        if following is None or cue.end < following:
            yield cue.end, None, number
        elif cue.end > following:
            losses.add("overlap", "The end of a caption that overlaps the next", cue=number)


def _place_of(placement: Placement | None, depth: int) -> list[str]:
    if placement is None:
        return ["*BottomUp", f"*C{_USUAL_ROW:x}{_USUAL_COLUMN}"]
    if placement.row is None:
        row, column = divmod(to_numpad(placement) - 1, 3)
        side, at = (("L", 1), ("C", 16), ("R", 32))[column]
        return [("*BottomUp", "*TopDown", "*TopDown")[row], f"*{side}{(15, 7, 1)[row]:x}{at:02}"]
    side = {Align.LEFT: "L", Align.START: "L", Align.RIGHT: "R", Align.END: "R"}.get(
        placement.align or Align.CENTER, "C"
    )
    column = (placement.indent or 0) + 1 if side == "L" else COLUMNS if side == "R" else _USUAL_COLUMN
    return ["*TopDown", f"*{side}{min(max(placement.row, 1), 15):x}{min(column, COLUMNS):02}"]


def _text(cue: Cue, number: int, losses: Losses, options: Options) -> str:
    note_style_losses(cue, number, losses, frozenset({"italic"}))
    runs = _free(cue, number, losses)
    parts = []
    italic = False
    for run in runs:
        if run.style.italic != italic:
            parts.append("\\AI\\" if run.style.italic else "\\AW\\")
            italic = run.style.italic
        parts.append(run.text)
    return drop_blank_lines(with_speaker(cue, "".join(parts), number, losses, options), losses, number)


def _free(cue: Cue, number: int, losses: Losses) -> list[Run]:
    """The runs without backslashes, and with no line beginning with an asterisk; long lines are recorded."""
    edits, at = [], 0
    for line in cue.text.split("\n"):
        if line.startswith("*"):
            edits.append((at, at, "\u00a0"))
        edits += [(at + i, at + i + 1, "/") for i, ch in enumerate(line) if ch == "\\"]
        if len(line) > COLUMNS:
            losses.add("line_length", f"Lines longer than {COLUMNS} columns", cue=number, detail=line)
        at += len(line) + 1
    if edits:
        losses.add("character", "Characters that are commands in this format", cue=number, detail=cue.text)
    return edited(cue.runs, edits) if edits else cue.runs


def sniff(head: Head) -> float:
    """Sure when captions are numbered and timed in its way."""
    lines = head.text[:4096].removeprefix("\ufeff").splitlines()
    directives = sum(line.startswith("*") for line in lines)
    timed = any(line.startswith("*") and _TIME.fullmatch(line[1:].strip()) for line in lines)
    return 1.0 if timed and directives >= 2 else 0.0


FORMAT = CaptionFormat(
    id="cheetah-asc",
    name="Cheetah ASC",
    extensions=(".asc",),
    media_type="text/plain",
    read=read,
    write=write,
    sniff=sniff,
    frame_based=True,
    encode_options=(WRITE_SPEAKERS, TEXT_ENCODING),
    keeps=(
        "times to the frame",
        "text, line breaks and italics",
        "row, column and side",
        "pop-on, paint-on, roll-up",
    ),
    loses=("overlaps", "colours, bold and underline", "who speaks, unless written before the text"),
    aliases=("Cheetah Caption ASC",),
)
