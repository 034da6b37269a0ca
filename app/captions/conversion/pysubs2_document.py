"""A caption document as a `pysubs2.SSAFile` and back, for programs that already work with pysubs2.

Both sides think in SubStation Alpha, so the way between them is a script: what our SubStation reader and
writer know (styles, places, karaoke, comments, codes they pass over) is known here too. Times do not take
that way, as a script counts hundredths and both sides count milliseconds or finer.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.captions.formats.ass.reader import document_of
from app.captions.formats.ass.script import Event, Script, format_script, parse_script
from app.captions.formats.ass.writer import script_of
from app.captions.model.document import TICKS_PER_MS, Cue, Document
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import parse_rate
from app.core.errors import CaptionError

if TYPE_CHECKING:
    from pysubs2 import SSAEvent, SSAFile

_MARGINS = ("marginl", "marginr", "marginv")
_HUNDREDTH = 10 * TICKS_PER_MS


def to_pysubs2(document: Document, losses: Losses | None = None) -> SSAFile:
    """The document as pysubs2 has it: one event a cue, in the same order, times in milliseconds.

    What an `SSAFile` has no place for is recorded in `losses`.
    """
    from pysubs2 import SSAFile

    kind = document.extras.get("ass", {}).get("kind", "ass")
    losses = Losses() if losses is None else losses
    script = script_of(document, losses, kind)
    events, script.events = script.events, []
    subs = SSAFile.from_string(format_script(script), format_=kind)
    subs.events = [_event(cue, event) for cue, event in zip(document.cues, events, strict=True)]
    subs.fps = float(document.frame_rate) if document.frame_rate else None
    _note_losses(document, losses)
    return subs


def from_pysubs2(subs: SSAFile) -> Document:
    """What pysubs2 has read or made as a document: one cue an event, in the same order.

    Nothing is lost of what its version of SubStation Alpha has: styles, layers, margins, effects and codes
    without a place in a document are carried along, and `to_pysubs2` gives them back.
    """
    script = _header(subs)
    script.events = [_row(event) for event in subs.events]
    document = document_of(script)
    for cue, event in zip(document.cues, subs.events, strict=True):
        cue.start, cue.end = (round(time * TICKS_PER_MS) for time in (event.start, event.end))
        cue.speaker = event.name.strip() or None
    if subs.fps:
        document.frame_rate = _rate(subs.fps)
    return document


def _event(cue: Cue, event: Event) -> SSAEvent:
    from pysubs2 import SSAEvent

    row = event.row
    return SSAEvent(
        start=_milliseconds(cue.start),
        end=_milliseconds(cue.end),
        text=row["text"],
        marked=row["marked"].endswith("1"),
        layer=_number(row["layer"]),
        style=row["style"],
        name=cue.speaker or "",
        effect=row["effect"],
        type="Comment" if event.kind == "comment" else "Dialogue",
        **{name: _number(row[name]) for name in _MARGINS},
    )


def _row(event: SSAEvent) -> Event:
    numbers = {name: str(getattr(event, name)) for name in ("layer", *_MARGINS)}
    texts = {"style": event.style, "name": event.name, "effect": event.effect}
    row = numbers | texts | {"marked": f"Marked={int(event.marked)}", "text": event.text}
    return Event(event.type.lower(), row | {"start": "0:00:00.00", "end": "0:00:00.00"})


def _header(subs: SSAFile) -> Script:
    """Everything of a script but its events: information, styles, fonts and pictures.

    It has the columns of the version that the script was read from: the older one has colours of its own.
    """
    from pysubs2 import SSAFile

    header = SSAFile()
    header.info, header.styles = dict(subs.info), subs.styles
    header.aegisub_project = subs.aegisub_project
    header.fonts_opaque, header.graphics_opaque = subs.fonts_opaque, subs.graphics_opaque
    older = subs.info.get("ScriptType", "").strip().lower() == "v4.00"
    return parse_script(header.to_string("ssa" if older else "ass"))


def _milliseconds(ticks: int) -> int:
    """The nearest millisecond; a time before the start of the picture stays one."""
    return (ticks + TICKS_PER_MS // 2) // TICKS_PER_MS


def _rate(fps: float) -> Fraction:
    """pysubs2 keeps a rate as people write it, such as 23.976, which stands for 24000/1001."""
    try:
        return parse_rate(f"{fps:.3f}").fps
    except CaptionError:
        return Fraction(fps).limit_denominator(1001)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:  # pysubs2 reads such a column as 0 too
        return 0


def _note_losses(document: Document, losses: Losses) -> None:
    for name, message in _OF_FILE.items():
        if getattr(document, name):
            losses.add(name, message)
    for comment in document.comments:
        losses.add("comment", "Comments of the file", detail=comment)
    for number, cue in enumerate(document.cues, 1):
        for kind, message in _of_cue(cue):
            losses.add(kind, message, cue=number)


_OF_FILE = {
    "start_timecode": "The timecode at which the programme starts",
    "language": "The language of the file",
    "regions": "Regions",
}


def _of_cue(cue: Cue) -> list[tuple[str, str]]:
    checks = {
        ("identifier", "Names of captions"): cue.id is not None,
        ("timing", "Times between two milliseconds"): cue.start % TICKS_PER_MS or cue.end % TICKS_PER_MS,
        ("inner_times", "Times inside a caption between two hundredths of a second"): any(
            time % _HUNDREDTH for _, time in cue.karaoke or ()
        ),
    }
    return [said for said, lost in checks.items() if lost]
