"""What a written file should say: the cues that its writer was given, and where it recorded a loss."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from app.captions.codecs.cea608.characters import INVISIBLE
from app.captions.formats.base import CaptionFormat
from app.captions.model.document import TICKS_PER_MS, Cue, Document, Mode, Run
from app.captions.model.losses import Losses
from app.captions.text_io.text_file import codec_of


class PlainCue(NamedTuple):
    """A cue: its number from 1, times in milliseconds (`end` None where a reader does not know it), text."""

    number: int
    start: float
    end: float | None
    text: str


@dataclass(slots=True)
class Expected:
    """A file's cues that have words, in order, and what can be said about reading it.

    `tolerance` is how far times may be off in milliseconds, `resolution` the same in words, `step` the time
    between two moments that the format can name. `lossy` has the kinds of losses that the writer recorded, by
    cue. `modes` and `channel` are those of CEA-608. Of EBU STL:
    `from_start`, whether times count from the start of the programme, which the file names, and `at_thirty`,
    whether its frames are whole thirtieths of a second.
    """

    format: str
    cues: list[PlainCue]
    tolerance: float
    resolution: str
    lossy: dict[int, set[str]]
    codec: str = "utf-8-sig"
    frame_rate: float | None = None
    modes: frozenset[Mode] = frozenset()
    channel: str = "ch01"
    from_start: bool = False
    at_thirty: bool = False
    step: float = 0.0


class RecordedLosses(Losses):
    """Losses that also remember every cue they struck, not only the first few."""

    def __init__(self, losses: Losses) -> None:
        super().__init__(losses.kinds)  # what is recorded here is recorded there
        self.by_cue: dict[int, set[str]] = {}

    def add(self, kind: str, message: str, *, cue: int | None = None, detail: str = "") -> None:
        """Count one loss, as `Losses` does."""
        if cue is not None:
            self.by_cue.setdefault(cue, set()).add(kind)
        Losses.add(self, kind, message, cue=cue, detail=detail)


def expect(
    document: Document, caption_format: CaptionFormat, options: Mapping[str, Any], losses: RecordedLosses
) -> Expected:
    """What the file of this document, written with these options and losses, should say."""
    cues = _cues(document, caption_format, options)
    modes = _modes(document, options)
    tolerance, resolution = _resolution(document, caption_format, options)
    step = tolerance
    if modes & _AS_SENT:
        longest = max((len(cue.text) for cue in cues), default=0)
        tolerance, resolution = tolerance * (longest / 2 + _CODES), "the time that sending a caption takes"
    return Expected(
        caption_format.id,
        cues,
        tolerance,
        resolution,
        losses.by_cue,
        codec=codec_of(options),
        frame_rate=float(document.frame_rate) if document.frame_rate else None,
        modes=frozenset(modes),
        channel=str(options.get("channel", "ch01")),
        from_start=bool(options.get("start_timecode")),
        at_thirty=_at_thirty(document, options),
        step=step,
    )


def _cues(document: Document, caption_format: CaptionFormat, options: Mapping[str, Any]) -> list[PlainCue]:
    """The cues that have words, in the order of their times, as the file's encoding has them."""
    codec = codec_of(options)
    zero = document.start_timecode if options.get("start_timecode") else 0
    cues = [
        PlainCue(
            number,
            (cue.start - zero) / TICKS_PER_MS,
            (cue.end - zero) / TICKS_PER_MS,
            _text(cue, caption_format, options).encode(codec, "replace").decode(codec),
        )
        for number, cue in enumerate(document.cues, 1)
        if not cue.comment and words(cue.text)
    ]
    return sorted(cues, key=lambda cue: cue.start)


def _at_thirty(document: Document, options: Mapping[str, Any]) -> bool:
    chosen = options.get("timecode_rate", "")
    return chosen == "30" or (chosen == "auto" and document.frame_rate in (30, 60))


def _modes(document: Document, options: Mapping[str, Any]) -> set[Mode]:
    """How the captions of a format of CEA-608 appear; for the others, nothing."""
    chosen = options.get("mode")
    if chosen is None:
        return set()
    if chosen.startswith("roll-up"):
        return {Mode.ROLL_UP}
    return {cue.mode or Mode.POP_ON for cue in document.cues} if chosen == "auto" else {Mode(chosen)}


def numbered(cues: Iterable[tuple[float, float | None, str]]) -> list[PlainCue]:
    """Cues that a reader has found, in its order, without those that have no words."""
    return [PlainCue(number, *cue) for number, cue in enumerate((cue for cue in cues if words(cue[2])), 1)]


_AS_SENT = {Mode.ROLL_UP, Mode.PAINT_ON}
"""Captions that appear letter by letter, while they are sent."""
_FINEST = {"ass": 10, "ssa": 10, "mpl2": 100, "tmplayer": 1000}
"""The resolution in milliseconds of the formats that have neither milliseconds nor frames."""
_WORDS = {1: "a millisecond", 10: "a hundredth of a second", 100: "a tenth of a second", 1000: "a second"}
_CODES = 16
"""Frames for the codes around a caption's letters, of which two go into a frame."""
_AT_MOST_THIRTY = frozenset({"scc", "scc-advanced", "ebu-stl"})
_RUBY_IN_LINE = frozenset({"vtt"})
_ONE_LINE_OF_RUBY = frozenset({"ttml", "imsc1.1"})
"""Of the base of a ruby, ttconv takes what stands before its first line break (model.Rb)."""


def _resolution(
    document: Document, caption_format: CaptionFormat, options: Mapping[str, Any]
) -> tuple[float, str]:
    if caption_format.frame_based or options.get("time_format") == "frames":
        fps = Fraction(document.frame_rate or Fraction(30000, 1001))
        if caption_format.id in _AT_MOST_THIRTY:
            fps = Fraction(25) if options.get("timecode_rate") == "25" else min(fps, Fraction(30000, 1001))
        return float(1000 / fps), "a frame"
    finest = _FINEST.get(caption_format.id, 1)
    return float(finest), _WORDS[finest]


def _text(cue: Cue, caption_format: CaptionFormat, options: Mapping[str, Any]) -> str:
    """The words as the file has them: with the speaker when asked, in WebVTT with ruby after its base."""
    said = "".join(_run_text(run, caption_format.id) for run in cue.runs)
    if cue.speaker and options.get("speakers") == "prefix":
        return f"{cue.speaker}: {said}"
    return said


JOINER = "\u2060"
"""Shows nothing: keeps apart what would read as a code, in written files and in what readers are given."""


def _run_text(run: Run, kind: str) -> str:
    if run.style.ruby and kind in _RUBY_IN_LINE:
        return run.text + run.style.ruby
    if run.style.ruby and kind in _ONE_LINE_OF_RUBY:
        return run.text.partition("\n")[0]
    return run.text


_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))
_SPACE = re.compile(r"\s+")


def words(text: str) -> str:
    """A text for comparing: line breaks and runs of space are one space, and what shows nothing is gone."""
    return _SPACE.sub(" ", text.translate(_INVISIBLE)).strip()
