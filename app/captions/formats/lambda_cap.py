"""Lambda CAP (.cap), Japanese captions as Netflix and broadcasters in Japan take them; read only.

Source: the Lambda Cap creation guide of Netflix: a head line `Lambda字幕V4 DF1+1 …`, whose DF says whether
time codes are drop-frame, then `number TAB HHMMSSFF/HHMMSSFF TAB text`, more lines of a caption after tabs.
Codes in the text begin with ＠: `＠斜３［…］＠` is italic, `＠ルビ上［…］＠` ruby, `＠組［…］＠` upright
digits; without brackets they hold for the line.
"""

from __future__ import annotations

import re

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.srt_markup import make_style
from app.captions.formats.shared.timecodes import reading_rate
from app.captions.model.document import PLAIN, Align, Cue, Document, Placement, Run, Style
from app.captions.model.option import Options
from app.captions.model.runs import joined
from app.captions.text_io.line_ends import unify_lines
from app.captions.timecode.smpte import FrameRate, frame_from_label, frame_rate

_CUE = re.compile(r"^\s{0,9}(\d{1,6})[A-Z]{0,9}[ \t]{1,9}(\d{8})/(\d{8})[ \t]{0,9}(.*)")
_HEAD = re.compile(r"Lambda[^\n]{0,40}?DF([01])")
_BRACKETED = re.compile(r"＠([^＠［］\s]{1,8})［([^］]{0,200})］＠")
_FOR_LINE = re.compile(r"[ \u3000]?＠(斜３|行頭|縦左|縦右|中央|継続)")
_RUBY = re.compile(r"([^（）｜|]{1,60})[（｜|]([^（）｜|]{1,60})）?")
_ITALIC = make_style(frozenset({"italic"}))


def read(text: str, options: Options) -> Document:
    """A Lambda CAP text as a document."""
    text = unify_lines(text)
    rate = _rate(text, options)
    document = Document(language="ja")
    cue: Cue | None = None
    for line in text.split("\n"):
        if match := _CUE.match(line):
            start, end = _ticks(match[2], rate), _ticks(match[3], rate)
            cue = Cue(start, max(end, start))
            document.cues.append(cue)
            _add_line(cue, match[4])
        elif cue is not None and line.strip():
            _add_line(cue, line)
        elif line.strip() and _HEAD.match(line) is None:
            document.add_issue("text_before_first_cue", f"Skipped before the first caption: {line[:80]!r}.")
    return document


def _rate(text: str, options: Options) -> FrameRate:
    """The rate of the job, in drop-frame where the head says so and the rate can be."""
    rate, head = reading_rate(options), _HEAD.match(text.lstrip("\ufeff \n"))
    can_drop = rate.nominal in (30, 60) and rate.fps.denominator > 1
    return frame_rate(rate.fps, head[1] == "1") if head and can_drop else rate


def _ticks(digits: str, rate: FrameRate) -> int:
    hours, minutes, seconds, frames = (int(digits[at : at + 2]) for at in (0, 2, 4, 6))
    return rate.ticks_at(
        frame_from_label(hours, min(minutes, 59), min(seconds, 59), min(frames, rate.nominal - 1), rate)
    )


def _add_line(cue: Cue, line: str) -> None:
    codes = set(_FOR_LINE.findall(line))
    line = _FOR_LINE.sub("", line).strip(" \t")
    runs = _runs(line, _ITALIC if "斜３" in codes else PLAIN)
    if runs:
        cue.runs = joined([*cue.runs, *([Run("\n")] if cue.runs else []), *runs])
    cue.placement = cue.placement or _placement(codes)


def _placement(codes: set[str]) -> Placement | None:
    """Vertical text at the left or the right, or a line at the top; None for the usual place."""
    if codes & {"縦左", "縦右"}:
        return Placement(vertical="rl", align=Align.LEFT if "縦左" in codes else Align.RIGHT)
    return Placement(anchor="top") if "行頭" in codes else None


def _runs(line: str, style: Style) -> list[Run]:
    runs: list[Run] = []
    position = 0
    for match in _BRACKETED.finditer(line):
        runs.append(Run(line[position : match.start()], style))
        runs.append(_coded(match[1], match[2], style))
        position = match.end()
    return [run for run in (*runs, Run(line[position:], style)) if run.text]


def _coded(name: str, text: str, style: Style) -> Run:
    """The text of a code with brackets; of a code that is not known, just its text."""
    if name.startswith("ルビ") and (ruby := _RUBY.fullmatch(text)):
        return Run(ruby[1], Style(italic=style.italic, ruby=ruby[2]))
    return Run(text, _ITALIC if name == "斜３" else style)


def sniff(head: Head) -> float:
    """Certain by its head line, nearly by its time codes."""
    if head.start.startswith("Lambda"):
        return 1.0
    return 0.95 if head.lines and any(_CUE.match(line) for line in head.lines[:5]) else 0.0


FORMAT = CaptionFormat(
    id="lambda-cap",
    name="Lambda CAP",
    extensions=(".cap",),
    media_type="text/plain",
    read=read,
    sniff=sniff,
    frame_based=True,
    keeps=(
        "times to the frame",
        "text and line breaks",
        "italics, ruby",
        "vertical text and the top of the picture",
    ),
    loses=("upright digits in vertical text", "other codes, whose text is kept"),
    aliases=("Lambda Cap",),
)
