"""MicroDVD (.sub): `{start}{end}text` in frames, `|` ends a line, `{y:i}` and `{c:$bbggrr}` are styles.

A first line `{1}{1}25.000` states the frame rate. Codes in capitals hold for the cue, others for a line.
"""

from __future__ import annotations

import re
from fractions import Fraction

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.pipe_lines import PIPE, without_commands
from app.captions.formats.shared.speakers import WRITE_SPEAKERS, with_speaker
from app.captions.formats.shared.subrip.markup import make_style
from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options
from app.captions.model.runs import joined, lines_of
from app.captions.model.style_losses import note_style_losses
from app.captions.text_io.line_ends import unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS
from app.captions.timecode.smpte import frame_rate, parse_rate
from app.core.errors import CaptionError

_LINE = re.compile(r"\s{0,9}\{(-?\d{1,9})\}\{(-?\d{1,9}|)\}(.*)", re.DOTALL)
_CODE = re.compile(r"\{([yYcCfFsSpPoO]):([^{}]{0,60})\}")
_COLOR = re.compile(r"\$([0-9a-fA-F]{6})\Z")
_RATE = re.compile(r"\d{2,3}(?:[.,]\d{1,3})?\Z")
_FLAGS = {"i": "italic", "b": "bold", "u": "underline", "s": "strike"}
_LETTERS = {name: letter for letter, name in _FLAGS.items()}
_HELD = frozenset({*_LETTERS, "color"})


def read(text: str, options: Options) -> Document:
    """A MicroDVD text as a document, its frames counted at the rate it states or `options["frame_rate"]`."""
    fps = Fraction(options.get("frame_rate") or Fraction(30000, 1001))
    document = Document(frame_rate=None)
    for number, line in enumerate(unify_lines(text).split("\n"), 1):
        match = _LINE.match(line)
        if match is None:
            if line.strip():
                document.add_issue("line_skipped", f"Line {number} has no frames: {line.strip()[:80]!r}.")
            continue
        body = match[3].strip()
        if not document.cues and match[1] in "01" and match[2] in "01" and (stated := _stated_rate(body)):
            fps = document.frame_rate = stated
            continue
        start = _ticks(int(match[1]), fps)
        end = _ticks(int(match[2]), fps) if match[2] else start + 2 * TICKS_PER_SECOND
        document.cues.append(Cue(start, end, _runs(body)))
    return document


def _stated_rate(text: str) -> Fraction | None:
    if not _RATE.match(text):
        return None
    try:
        return parse_rate(text.replace(",", ".")).fps
    except CaptionError:
        rate = Fraction(text)
        return rate if 1 <= rate <= 240 else None


def _ticks(frame: int, fps: Fraction) -> int:
    whole, part = divmod(frame * TICKS_PER_SECOND * fps.denominator, fps.numerator)
    return whole + (2 * part >= fps.numerator)


def _runs(body: str) -> list[Run]:
    if "{" not in body and "/" not in body:
        return [Run(body.replace(PIPE, "\n"))] if body else []
    runs: list[Run] = []
    whole: tuple[frozenset[str], str | None] = (frozenset(), None)
    for index, line in enumerate(body.split(PIPE)):
        flags, color = whole
        position = 0
        if line.startswith("/"):
            flags, position = flags | {"italic"}, 1
        while match := _CODE.match(line, position):
            position = match.end()
            name, value = match.groups()
            if name in "yY":
                flags |= {_FLAGS[letter] for letter in value.lower().split(",") if letter in _FLAGS}
            elif name in "cC" and (found := _COLOR.match(value)):
                color = f"#{found[1][4:6]}{found[1][2:4]}{found[1][0:2]}".lower()
            if name.isupper():
                whole = (flags if name == "Y" else whole[0], color if name == "C" else whole[1])
        style = make_style(flags, color)
        if index:
            runs.append(Run("\n", style if runs and runs[-1].style == style else make_style(frozenset())))
        runs.append(Run(line[position:], style))
    return joined(runs)


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as MicroDVD at its frame rate, which the first line states."""
    fps = document.frame_rate or Fraction(30000, 1001)
    lines = [f"{{1}}{{1}}{_rate_name(fps)}"] if options.get("write_rate", True) else []
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, _HELD)
        if cue.placement is not None:
            losses.add("placement", "Exact placement on the picture", cue=number)
        body = PIPE.join(_line(line, number, losses) for line in lines_of(cue.runs))
        body = with_speaker(cue, body, number, losses, options)
        lines.append(f"{{{_frame(cue.start, fps)}}}{{{_frame(cue.end, fps)}}}{body}")
    return "\n".join(lines) + "\n"


def _line(runs: list[Run], number: int, losses: Losses) -> str:
    """One line with the codes that hold for all of it; what holds for a part is recorded."""
    styled = [run.style for run in runs if run.text.strip()]
    text = _command_free("".join(run.text for run in runs), number, losses)
    if not styled:
        return text
    held = [letter for letter, name in _FLAGS.items() if all(getattr(style, name) for style in styled)]
    colors = {style.color for style in styled}
    if (
        any(getattr(s, name) for s in styled for name in _LETTERS if _LETTERS[name] not in held)
        or len(colors) > 1
    ):
        losses.add("part_of_line", "Styles of a part of a line", cue=number, detail=text)
    color = colors.pop() if len(colors) == 1 else None
    codes = f"{{y:{','.join(held)}}}" if held else ""
    if color:
        codes += f"{{c:${color[5:7]}{color[3:5]}{color[1:3]}}}"
    return codes + text


def _command_free(line: str, number: int, losses: Losses) -> str:
    line = without_commands(line, number, losses)
    if _CODE.match(line):
        losses.add("character", "Characters that are commands in this format", cue=number, detail=line)
        line = f"({line[1:]}"
    return line


def _frame(ticks: int, fps: Fraction) -> int:
    doubled, whole = 2 * ticks * fps.numerator, TICKS_PER_SECOND * fps.denominator
    return max(0, (doubled + whole) // (2 * whole))


def _rate_name(fps: Fraction) -> str:
    try:
        return frame_rate(fps).label.split()[0]
    except CaptionError:
        return f"{float(fps):.3f}"


def sniff(head: Head) -> float:
    """Sure when most lines begin with two numbers in braces."""
    lines = head.lines[:40]
    return 0.97 * sum(_LINE.match(line) is not None for line in lines) / len(lines) if lines else 0.0


FORMAT = CaptionFormat(
    id="microdvd",
    name="MicroDVD",
    extensions=(".sub",),
    media_type="text/plain",
    read=read,
    write=write,
    sniff=sniff,
    frame_based=True,
    encode_options=(
        WRITE_SPEAKERS,
        Option("write_rate", "boolean", True, "State the frame rate in a first line {1}{1}25.000."),
        *TEXT_FILE_OPTIONS,
    ),
    keeps=(
        "times to the frame",
        "text and line breaks",
        "bold, italic, underline, strike-through and colour of lines",
    ),
    loses=("styles of a part of a line", "background colour", "placement"),
)
