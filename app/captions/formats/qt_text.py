"""QuickTime text track (QT Text): `{descriptors}`, a time stamp, and the text until the next stamp.

Source: Apple, QuickTime 4 Reference, "Text Descriptors" and "Time Stamps". A stamp is `[HH:MM:SS.xxx]` where
xxx counts units of `{timeScale:}` and is no decimal: at 600, `[00:00:07.300]` is 7.5 s. Stamps count from the
start of the movie (`{timeStamps:absolute}`) or from the stamp before (`relative`). An empty text is a pause.
Descriptors before the first stamp describe the window; they are kept, and only what differs from them is a
style.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.reading_time import reading_time
from app.captions.formats.shared.speakers import WRITE_SPEAKERS, with_speaker
from app.captions.formats.shared.subrip.markup import make_style
from app.captions.model.document import TICKS_PER_SECOND, Align, Cue, Document, Placement, Run, Style
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options
from app.captions.model.runs import edited, joined, text_of
from app.captions.model.style_losses import note_style_losses
from app.captions.text_io.line_ends import unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS
from app.captions.timecode.clock_time import format_clock

ID = "qt-text"
_STAMP = re.compile(r"^[ \t]*\[([0-9]{1,3}):([0-9]{1,2}):([0-9]{1,2})(?:\.([0-9]{1,5}))?\]", re.MULTILINE)
_DESCRIPTOR = re.compile(r"\{[ \t]{0,9}([A-Za-z]{1,30})[ \t]{0,9}(?::([^{}\n]{0,200}))?\}")
_FLAGS = ("bold", "italic", "underline")
_COLORS = {"textcolor": "color", "backcolor": "background"}
_ENTITIES = {"color": "textColor", "background": "backColor"}
_ALIGNS = {"left": Align.LEFT, "right": Align.RIGHT}
_HEADER = ("{font:Arial}", "{size:24}", "{width:640}", "{height:80}", "{justify:center}")
_LARGEST_SCALE = 10_000
_USUAL = {"color": "#ffffff", "background": "#000000"}


class _State:
    """The descriptors in force: time scale, flags, colours and side."""

    def __init__(self) -> None:
        self.scale, self.absolute = 600, True
        self.flags: frozenset[str] = frozenset()
        self.colors = dict(_USUAL)
        self.side = "center"
        self.base = self.attributes()
        self.others: list[str] = []

    def attributes(self) -> tuple[frozenset[str], str, str, str]:
        return self.flags, self.colors["color"], self.colors["background"], self.side

    def apply(self, name: str, value: str) -> None:
        """Take over one descriptor; the ones that are neither times nor attributes are kept as they stand."""
        key, value = name.lower(), value.strip()
        if key == "timescale" and value.isdecimal():
            self.scale = min(max(int(value[:6]), 1), _LARGEST_SCALE)
        elif key == "timestamps":
            self.absolute = value.lower() != "relative"
        elif key in _FLAGS:
            self.flags |= {key}
        elif key == "plain":
            self.flags = frozenset()
        elif key == "justify":
            self.side = value.lower()
        elif key in _COLORS:
            self.colors[_COLORS[key]] = _color(value) or self.colors[_COLORS[key]]
        elif key != "qttext":
            self.others.append(f"{{{name}:{value}}}" if value else f"{{{name}}}")

    def style(self) -> Style:
        """What the descriptors say beyond the base."""
        flags, color, background, _ = self.base
        return make_style(
            self.flags - flags,
            color=self.colors["color"] if self.colors["color"] != color else None,
            background=self.colors["background"] if self.colors["background"] != background else None,
        )

    def placement(self) -> Placement | None:
        align = _ALIGNS.get(self.side)
        return Placement(align=align) if align and self.side != self.base[3] else None


def read(text: str, options: Options) -> Document:
    """A QT Text file as a document."""
    text = unify_lines(text)
    document, state = Document(), _State()
    stamps = list(_STAMP.finditer(text))
    head = text[: stamps[0].start()] if stamps else text
    _runs(head, state)
    state.base = state.attributes()
    document.extras[ID] = {"head": [match.group() for match in _DESCRIPTOR.finditer(head)]}
    clock, last = 0, None
    for number, stamp in enumerate(stamps, 1):
        time = _ticks(stamp, state.scale)
        clock = time if state.absolute else clock + time
        if last is not None:
            last.end = max(clock, last.start)
        body = text[stamp.end() : stamps[number].start() if number < len(stamps) else len(text)]
        runs = _trimmed(_runs(body, state))
        last = Cue(clock, clock, runs, placement=state.placement()) if runs else None
        document.cues += [last] if last else []
    if last is not None:
        last.end = last.start + reading_time(last.text)
        message = "The last caption has no end; it is shown as long as it takes to read."
        document.add_issue("no_end", message, len(document.cues))
    return document


def _runs(text: str, state: _State) -> list[Run]:
    runs, position = [], 0
    for match in _DESCRIPTOR.finditer(text):
        runs.append(Run(text[position : match.start()], state.style()))
        state.apply(match[1], match[2] or "")
        position = match.end()
    runs.append(Run(text[position:], state.style()))
    return joined(runs)


def _trimmed(runs: list[Run]) -> list[Run]:
    text = text_of(runs)
    start, stop = len(text) - len(text.lstrip("\n \t")), len(text.rstrip("\n \t"))
    return edited(runs, [(0, start, ""), (stop, len(text), "")]) if stop > start else []


def _ticks(stamp: re.Match[str], scale: int) -> int:
    seconds = (int(stamp[1]) * 60 + int(stamp[2])) * 60 + int(stamp[3])
    return seconds * TICKS_PER_SECOND + round(int(stamp[4] or 0) * TICKS_PER_SECOND / scale)


def _color(value: str) -> str | None:
    """Three numbers from 0 to 65535 as `#rrggbb`."""
    parts = [part.strip() for part in value.split(",")]
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 6 for part in parts):
        return None
    return "#" + "".join(f"{min(int(part), 65535) >> 8:02x}" for part in parts)


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as QT Text; each caption's end is a stamp of its own unless the next one starts there."""
    state = _State()
    head = [
        d for d in document.extras.get(ID, {}).get("head", _HEADER) if "timeS" not in d and "QTtext" not in d
    ]
    _runs("".join(head), state)
    state.base = state.attributes()
    state.scale = int(options.get("time_scale", 1000))
    lines = ["{QTtext}" + "".join(head), f"{{timeScale:{state.scale}}}{{timeStamps:absolute}}"]
    order = sorted(enumerate(document.cues, 1), key=lambda item: item[1].start)
    for index, (number, cue) in enumerate(order):
        following = order[index + 1][1].start if index + 1 < len(order) else None
        lines.append(_stamp(cue.start, state.scale))
        lines.append(_text(cue, number, state, losses, options))
        if following is None or cue.end < following:
            lines.append(_stamp(cue.end, state.scale))
        elif cue.end > following:
            losses.add("overlap", "The end of a caption that overlaps the next", cue=number)
    return "\n".join([*lines, ""])


def _text(cue: Cue, number: int, state: _State, losses: Losses, options: Options) -> str:
    note_style_losses(cue, number, losses, frozenset({*_FLAGS, "color", "background"}))
    side = _side(cue, number, state.base[3], losses)
    parts = [f"{{justify:{side}}}"] if side != state.side else []
    state.side = side
    for run in cue.runs:
        parts += _descriptors(run.style, state)
        parts.append(_free(run.text, number, losses))
    return with_speaker(cue, "".join(parts), number, losses, options)


def _side(cue: Cue, number: int, usual: str, losses: Losses) -> str:
    placement = cue.placement
    if placement is None:
        return usual
    if placement != Placement(align=placement.align):
        losses.add("placement", "Exact placement on the picture", cue=number)
    sides = {Align.LEFT: "left", Align.START: "left", Align.RIGHT: "right", Align.END: "right"}
    return sides.get(placement.align, usual) if placement.align else usual


def _descriptors(style: Style, state: _State) -> Iterable[str]:
    """What has to be said to change the attributes in force to these."""
    flags = frozenset(name for name in _FLAGS if getattr(style, name)) | state.base[0]
    if flags != state.flags:
        yield "{plain}" + "".join(f"{{{name}}}" for name in _FLAGS if name in flags)
        state.flags = flags
    for name, usual in (("color", state.base[1]), ("background", state.base[2])):
        color = (getattr(style, name) or usual)[:7]
        if color != state.colors[name]:
            red, green, blue = (int(color[i : i + 2], 16) * 257 for i in (1, 3, 5))
            yield f"{{{_ENTITIES[name]}: {red}, {green}, {blue}}}"
            state.colors[name] = color


def _free(text: str, number: int, losses: Losses) -> str:
    """Text without what would be read as a descriptor or a stamp."""
    if not _DESCRIPTOR.search(text) and not _STAMP.search(text):
        return text
    losses.add("character", "Brackets that are commands in this format", cue=number, detail=text)
    text = _DESCRIPTOR.sub(lambda found: f"({found.group()[1:-1]})", text)
    return _STAMP.sub(lambda found: found.group().replace("[", "(").replace("]", ")"), text)


def _stamp(ticks: int, scale: int) -> str:
    whole, rest = divmod(max(ticks, 0), TICKS_PER_SECOND)
    units = (rest * scale + TICKS_PER_SECOND // 2) // TICKS_PER_SECOND
    if units == scale:
        whole, units = whole + 1, 0
    return f"[{format_clock(whole * TICKS_PER_SECOND, decimals=0)}.{units:0{len(str(scale - 1))}}]"


def sniff(head: Head) -> float:
    """Sure with its `{QTtext}` mark."""
    return 1.0 if head.text[:512].lstrip("\ufeff \r\n\t").lower().startswith("{qttext}") else 0.0


FORMAT = CaptionFormat(
    id=ID,
    name="QT Text",
    extensions=(".txt", ".qt.txt"),
    media_type="text/plain",
    read=read,
    write=write,
    sniff=sniff,
    encode_options=(
        Option(
            "time_scale",
            "integer",
            1000,
            "Units a second in the time stamps.",
            minimum=1,
            maximum=_LARGEST_SCALE,
        ),
        WRITE_SPEAKERS,
        *TEXT_FILE_OPTIONS,
    ),
    keeps=(
        "times to the time scale (milliseconds unless set otherwise)",
        "bold, italic, underline, text and background colours",
        "left, centred and right text, and the window's font and size",
    ),
    loses=("overlaps", "exact placement", "who speaks, unless written before the text"),
    aliases=("QuickTime Text", "QT Text Track"),
)
