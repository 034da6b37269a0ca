"""The caption document: what every format is read into and written from.

Times are whole ticks, never floats. A tick is 1/90,000,000 s: that divides milliseconds, microseconds,
TTML's usual 10 MHz ticks, 90 kHz media clocks and a frame of every rate in use (23.976, 24, 25, 29.97, 30,
48, 50, 59.94, 60, 120) without a remainder, so no conversion between them rounds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

TICKS_PER_SECOND = 90_000_000
TICKS_PER_MS = TICKS_PER_SECOND // 1000
MAX_ISSUES = 500
"""Notes kept about one file; a damaged file must not grow a list as long as itself."""


class Mode(StrEnum):
    """How a caption appears (CEA-608 section C.9): all at once, as it is written, or rolling up."""

    POP_ON = "pop-on"
    PAINT_ON = "paint-on"
    ROLL_UP = "roll-up"


class Align(StrEnum):
    """Where text sits inside its box, in WebVTT's words."""

    START = "start"
    CENTER = "center"
    END = "end"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Style:
    """The style of a run of text. Colours are `#rrggbb` or `#rrggbbaa`, lower case; None means not set.

    `ruby` is the annotation above the run; `classes` are WebVTT class names; `language` a BCP 47 tag;
    `size` is a percentage of the normal size. `voice` names who says this run when a cue has more than one
    speaker (with one, it is `Cue.speaker`). `properties` are the style attributes of TTML2 that have no field
    here, by name and sorted: textEmphasis, textCombine, shear, textOutline, opacity and others.
    """

    italic: bool = False
    bold: bool = False
    underline: bool = False
    strike: bool = False
    flash: bool = False
    color: str | None = None
    background: str | None = None
    ruby: str | None = None
    font: str | None = None
    size: int | None = None
    language: str | None = None
    classes: tuple[str, ...] = ()
    voice: str | None = None
    properties: tuple[tuple[str, str], ...] = ()


PLAIN = Style()


@dataclass(frozen=True, slots=True, init=False)
class Run:
    """A stretch of text in one style; line breaks inside a cue are "\\n" in the text.

    A film has thousands: it sets its fields by their slots, in half the time that a frozen dataclass takes.
    """

    text: str
    style: Style = PLAIN

    def __init__(self, text: str, style: Style = PLAIN) -> None:
        _SET_TEXT(self, text)
        _SET_STYLE(self, style)


_SET_TEXT, _SET_STYLE = vars(Run)["text"].__set__, vars(Run)["style"].__set__


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a cue stands on the picture; every field None means "not said".

    `line` and `column` are percentages of the picture from the top and left (0-100); `row` and `indent` are
    the cell grid of CEA-608 (rows 1-15, columns 0-31) when the source gave one, kept beside the percentages
    so that a round trip is exact. `line_number` is WebVTT's snap-to-lines number (may be negative).
    `size` is the box width in percent. `anchor` is top, middle or bottom when only that is known.
    """

    line: float | None = None
    column: float | None = None
    size: float | None = None
    align: Align | None = None
    line_align: Align | None = None
    column_align: str | None = None
    line_number: int | None = None
    row: int | None = None
    indent: int | None = None
    vertical: str | None = None
    region: str | None = None
    anchor: str | None = None


@dataclass(slots=True)
class Cue:
    """One caption: `start` and `end` in ticks, styled runs, and everything else a file said about it.

    `extras` carries what only its own format understands, keyed by format id, so that writing the same
    format back loses nothing. `karaoke` are times inside the cue (karaoke, word times) as pairs of an offset
    into `text` and ticks after `start`, in order; relative, so that shifting a cue leaves them right.
    """

    start: int
    end: int
    runs: list[Run] = field(default_factory=list)
    id: str | None = None
    speaker: str | None = None
    placement: Placement | None = None
    mode: Mode | None = None
    comment: bool = False
    extras: dict[str, Any] | None = None
    karaoke: tuple[tuple[int, int], ...] | None = field(default=None, metadata={"json": "marks"})

    @property
    def text(self) -> str:
        """The words without styles, lines separated by "\\n"."""
        runs = self.runs
        return runs[0].text if len(runs) == 1 else "".join(run.text for run in runs)


@dataclass(slots=True)
class Region:
    """A named area: percentages of the picture; `scroll` is WebVTT's "up"."""

    id: str
    left: float | None = None
    top: float | None = None
    width: float | None = None
    height: float | None = None
    align: Align | None = None
    display_align: str | None = None
    scroll: str | None = None
    extras: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Issue:
    """What a lenient reader had to repair, skip or guess: a stable code, a sentence, the cue from 1.

    Where somebody may know better, `option` names the field of a job (`encoding`, `source_frame_rate`,
    `auto_fix`) or else the decode option that decides it, and `choices` its values: first the one that was
    read with, then the others.
    """

    code: str
    message: str
    cue: int | None = None
    option: str = ""
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class Document:
    """A caption file: cues in file order and what the file says about itself.

    `start_timecode` is in ticks from 00:00:00:00. `comments` are file-level notes in order. `styles` are raw
    style definitions by name; `base_style` is what all text has where its run says nothing else, from a style
    sheet or a script's main style; `extras` carries format-only data keyed by format id (for example the EBU
    STL GSI block under "ebu-stl"). `issues` are the notes of a lenient reader, shown to the person.
    """

    cues: list[Cue] = field(default_factory=list)
    frame_rate: Fraction | None = None
    drop_frame: bool | None = None
    start_timecode: int = 0
    language: str | None = None
    title: str | None = None
    regions: dict[str, Region] = field(default_factory=dict)
    base_style: Style = PLAIN
    styles: dict[str, Any] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def add_issue(
        self,
        code: str,
        message: str,
        cue: int | None = None,
        *,
        option: str = "",
        choices: Iterable[str] = (),
    ) -> None:
        """Note what a reader repaired, skipped or guessed; past MAX_ISSUES only that there was more."""
        if len(self.issues) < MAX_ISSUES:
            self.issues.append(Issue(code, message, cue, option, tuple(dict.fromkeys(choices))))
        elif len(self.issues) == MAX_ISSUES:
            self.issues.append(Issue("more_issues", "There was more to note than is listed here."))


def ticks(seconds: int | str | Fraction) -> int:
    """Seconds (whole, a decimal string, or a fraction) as the nearest tick; exact for every unit above."""
    return round(Fraction(seconds) * TICKS_PER_SECOND)


def nearest_ms(seconds: float) -> int:
    """Ticks of the millisecond nearest to a time in seconds: no recogniser or player tells it finer."""
    return round(seconds * 1000) * TICKS_PER_MS


def seconds(value: int) -> float:
    """Ticks as seconds for display and JSON, rounded to the microsecond."""
    return round(value / TICKS_PER_SECOND, 6)
