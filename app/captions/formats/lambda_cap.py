"""Lambda CAP (.cap), Japanese captions as Netflix and broadcasters in Japan take them.

Source: the Lambda Cap creation guide of Netflix: a head line `Lambda字幕V4 DF1+1 …`, whose DF says whether
time codes are drop-frame, then `number TAB HHMMSSFF/HHMMSSFF TAB text`, more lines of a caption after tabs.
Codes in the text begin with ＠: `＠斜３［…］＠` is italic, `＠ルビ上［…｜…］＠` ruby, `＠組［…］＠` upright
digits; without brackets they hold for the line, such as `＠縦右` for upright writing at the right.
"""

from __future__ import annotations

import re
from dataclasses import replace

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.speakers import WRITE_SPEAKERS, runs_with_speaker
from app.captions.formats.shared.subrip.markup import make_style
from app.captions.formats.shared.timecodes import TimecodeWriter, reading_rate
from app.captions.model.document import PLAIN, Align, Cue, Document, Placement, Run, Style
from app.captions.model.losses import Losses
from app.captions.model.numpad import to_numpad
from app.captions.model.option import Options
from app.captions.model.runs import joined, lines_of, text_of
from app.captions.model.style_losses import note_style_losses
from app.captions.text_io.line_ends import unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS
from app.captions.timecode.smpte import FrameRate, frame_from_label, frame_rate

_CUE = re.compile(r"^\s{0,9}(\d{1,6})[A-Z]{0,9}[ \t]{1,9}(\d{8})/(\d{8})[ \t]{0,9}(.*)")
_HEAD = re.compile(r"Lambda[^\n]{0,40}?DF([01])")
_CODE = re.compile(r"＠([^＠［］\s]{1,8})［|］＠")
_DEEPEST = 8
"""How many codes may stand inside one another."""
_FOR_LINE = re.compile(
    r"[ \t\u3000]?＠(斜[０-９0-9]|行頭|行末|中央|中頭|中末|両端|継続|縦[左右中適]|横[上下中適])(?![^\s＠])"
)
_USUAL = frozenset(["中央", "中頭", "横下", "横適"])
_KEPT = _USUAL | {"行頭", "縦左", "縦右", "横上"}
_RUBY = re.compile(r"([^（）｜|]{1,60})[（｜|]([^（）｜|]{1,60})）?")
_ITALIC = make_style(frozenset({"italic"}))
_UPRIGHT_DIGITS = (("textCombine", "all"),)
_HELD = frozenset({"italic", "ruby", "textCombine"})
_SIGNS = str.maketrans({"＠": "@", "［": "[", "］": "]", "｜": "|", "\t": " ", "\n": " "})


def read(text: str, options: Options) -> Document:
    """A Lambda CAP text as a document."""
    text = unify_lines(text)
    rate = _rate(text, options)
    document = Document(language="ja")
    cue: Cue | None = None
    unkept: set[str] = set()
    for line in text.split("\n"):
        if match := _CUE.match(line):
            start, end = (_ticks(digits, rate, document) for digits in (match[2], match[3]))
            cue = Cue(start, max(end, start))
            document.cues.append(cue)
            unkept |= _add_line(cue, match[4])
        elif cue is not None and line.strip():
            unkept |= _add_line(cue, line)
        elif line.strip() and _HEAD.match(line) is None:
            document.add_issue("text_before_first_cue", f"Skipped before the first caption: {line[:80]!r}.")
    if unkept:
        document.add_issue("not_kept", f"Read, but not kept: {', '.join(sorted(unkept))}.")
    return document


def _rate(text: str, options: Options) -> FrameRate:
    """The rate of the job, in drop-frame where the head says so and the rate can be."""
    rate, head = reading_rate(options), _HEAD.match(text.lstrip("\ufeff \n"))
    can_drop = rate.nominal in (30, 60) and rate.fps.denominator > 1
    return frame_rate(rate.fps, head[1] == "1") if head and can_drop else rate


def _ticks(digits: str, rate: FrameRate, document: Document) -> int:
    """The time of a label; one that cannot be is read as the last one that can, and told."""
    hours, minutes, seconds, frames = (int(digits[at : at + 2]) for at in (0, 2, 4, 6))
    fitting = min(minutes, 59), min(seconds, 59), min(frames, rate.nominal - 1)
    if fitting != (minutes, seconds, frames):
        message = f"There is no timecode {digits} at {rate.nominal} frames a second; the last one was taken."
        document.add_issue("invalid_timecode", message, len(document.cues) + 1)
    return rate.ticks_at(frame_from_label(hours, *fitting, rate))


def _add_line(cue: Cue, line: str) -> set[str]:
    """Add a line to a caption; the codes in it that have no place in a document."""
    codes = set(_FOR_LINE.findall(line))
    line = _FOR_LINE.sub("", line).strip(" \t")
    slanted = {code for code in codes if code[0] == "斜"}
    runs = _runs(line, _ITALIC if slanted else PLAIN)
    if runs:
        cue.runs = joined([*cue.runs, *([Run("\n")] if cue.runs else []), *runs])
    cue.placement = cue.placement or _placement(codes)
    return {f"＠{code}" for code in codes - _KEPT - slanted}


def _placement(codes: set[str]) -> Placement | None:
    """Vertical text at the left or the right, or a line at the top; None for the usual place."""
    if codes & {"縦左", "縦右"}:
        return Placement(vertical="rl", align=Align.LEFT if "縦左" in codes else Align.RIGHT)
    return Placement(anchor="top") if codes & {"行頭", "横上"} else None


def _runs(line: str, style: Style) -> list[Run]:
    """The runs of a line with its codes, which may stand inside one another; one that never ends is text."""
    outer: list[tuple[str, list[Run]]] = [("", [])]
    position = 0
    for match in _CODE.finditer(line):
        outer[-1][1].append(Run(line[position : match.start()], style))
        position = match.end()
        if match[1] and len(outer) <= _DEEPEST:
            outer.append((match[0], []))
        elif not match[1] and len(outer) > 1:
            code, inside = outer.pop()
            outer[-1][1].extend(_coded(code[1:-1], inside))
        else:
            outer[-1][1].append(Run(match[0], style))
    outer[-1][1].append(Run(line[position:], style))
    return [run for code, runs in outer for run in (Run(code, style), *runs) if run.text]


def _coded(name: str, inside: list[Run]) -> list[Run]:
    """What a code with brackets holds; of a code that is not known, just its text."""
    if name.startswith("ルビ") and (ruby := _RUBY.fullmatch(text_of(inside))):
        return [Run(ruby[1], replace(inside[0].style, ruby=ruby[2]))]
    if name == "組":
        return [Run(run.text, replace(run.style, properties=_UPRIGHT_DIGITS)) for run in inside]
    return [Run(run.text, replace(run.style, italic=True)) for run in inside] if name[0] == "斜" else inside


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as Lambda CAP; more lines of a caption stand behind four tabs."""
    stamps = TimecodeWriter(document)
    lines = [f'Lambda字幕V4\tDF{int(stamps.rate.drop)}+1\tSCENE"和文標準"', ""]
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, _HELD)
        runs = runs_with_speaker(cue, number, losses, options)
        start, end = (re.sub(r"\D", "", time) for time in stamps.span(cue.start, cue.end))
        said = ["".join(_marked(run, number, losses) for run in line) for line in lines_of(runs)]
        place = _place(cue.placement, number, losses)
        first, *more = [line for line in said if line.strip()] or [""]
        lines.append("\t".join([str(number), f"{start}/{end}", first, *([place] if place else [])]))
        lines += [f"\t\t\t\t{line}" for line in more]
        if 1 + len(more) < len(said):
            losses.add("blank_line", "Empty lines inside a caption", cue=number)
    return "\n".join(lines) + "\n"


def _place(placement: Placement | None, number: int, losses: Losses) -> str:
    """The code for where a caption stands."""
    if placement is not None and placement.vertical:
        left = placement.align in (Align.LEFT, Align.START)
        if placement not in (Placement(vertical="rl", align=align) for align in (Align.LEFT, Align.RIGHT)):
            losses.add("placement", "Exact placement on the picture", cue=number)
        return "＠縦左" if left else "＠縦右"
    if placement is not None and placement != Placement(anchor="top") and not _is_bottom(placement):
        losses.add("placement", "Exact placement on the picture", cue=number)
    return "＠横上" if to_numpad(placement) > 6 else ""


def _is_bottom(placement: Placement) -> bool:
    return placement == Placement(anchor="bottom")


def _marked(run: Run, number: int, losses: Losses) -> str:
    """A stretch of a line with its codes; ruby and upright digits are not slanted as well."""
    text, style = _plain(run.text, number, losses), run.style
    if not text.strip():
        return text
    if style.ruby:
        return f"＠ルビ上［{text}｜{_plain(style.ruby, number, losses)}］＠"
    if dict(style.properties).get("textCombine", "none") != "none":
        return f"＠組［{text}］＠"
    return f"＠斜３［{text}］＠" if style.italic else text


def _plain(text: str, number: int, losses: Losses) -> str:
    """Text without the characters that codes are made of, and without tabs."""
    plain = text.translate(_SIGNS)
    if plain != text:
        losses.add("character", "Characters that are commands in this format", cue=number, detail=text)
    return plain


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
    write=write,
    sniff=sniff,
    frame_based=True,
    encode_options=(WRITE_SPEAKERS, *TEXT_FILE_OPTIONS),
    keeps=(
        "times to the frame",
        "text and line breaks",
        "italics, ruby, upright digits",
        "vertical text and the top of the picture",
    ),
    loses=("other styles and colours", "exact placement", "other codes, whose text is kept"),
    aliases=("Lambda Cap",),
)
