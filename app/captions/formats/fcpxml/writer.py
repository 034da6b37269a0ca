"""A document to Final Cut Pro XML: one project whose timeline is a gap with connected captions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from app.captions.formats.fcpxml.styles import HELD, attributes_of
from app.captions.formats.fcpxml.times import frame_time
from app.captions.formats.shared.speakers import with_speaker
from app.captions.formats.shared.timecodes import writing_rate
from app.captions.formats.shared.xml_files.tracks import on_tracks
from app.captions.model.document import Align, Cue, Document, Mode, Placement, Style
from app.captions.model.losses import Losses
from app.captions.model.style_losses import note_style_losses
from app.captions.timecode.smpte import FrameRate

_ALIGNS = {Align.LEFT: "left", Align.START: "left", Align.RIGHT: "right", Align.END: "right"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME_LENGTH = 40
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}")


@dataclass(frozen=True, slots=True)
class Appearance:
    """How the captions are written: the role's format ("iTT", "SRT"), its language, and the picture."""

    kind: str
    language: str
    width: int
    height: int


def write_fcpxml(
    document: Document, appearance: Appearance, options: dict[str, object], losses: Losses
) -> str:
    """The document as FCPXML 1.8, times on frames; captions that overlap go to lanes of their own."""
    rate = writing_rate(document)
    first = min((cue.start for cue in document.cues), default=0)
    base = rate.frame_at(document.start_timecode if 0 < document.start_timecode <= first else 0)
    last = rate.frame_at(max((cue.end for cue in document.cues), default=0)) + 1
    title = quoteattr(_clean(document.title or "Captions"))
    start, length = frame_time(base, rate), frame_time(max(last - base, 1), rate)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!DOCTYPE fcpxml>",
        '<fcpxml version="1.8">',
        "<resources>",
        f'<format id="r1" frameDuration="{frame_time(1, rate)}" '
        f'width="{appearance.width}" height="{appearance.height}"/>',
        "</resources>",
        f"<event name={title}>",
        f"<project name={title}>",
        f'<sequence format="r1" tcStart="{start}" duration="{length}" '
        f'tcFormat="{"DF" if rate.drop else "NDF"}">',
        "<spine>",
        f'<gap name="Gap" offset="{start}" start="0s" duration="{length}">',
        *_captions(document, appearance, rate, base, options, losses),
        "</gap>",
        "</spine>",
        "</sequence>",
        "</project>",
        "</event>",
        "</fcpxml>",
        "",
    ]
    return "\n".join(lines)


def _captions(
    document: Document,
    appearance: Appearance,
    rate: FrameRate,
    base: int,
    options: dict[str, object],
    losses: Losses,
) -> Iterator[str]:
    language = (
        document.language
        if document.language and _LANGUAGE.fullmatch(document.language)
        else appearance.language
    )
    role = quoteattr(f"{appearance.kind}?captionFormat={appearance.kind.upper()}.{language}")
    style_number = 0
    for lane, number, cue in on_tracks(document.cues):
        begin = rate.frame_at(cue.start)
        frames = max(rate.frame_at(cue.end) - begin, 1)
        note_style_losses(cue, number, losses, HELD)
        name = quoteattr(_clean(" ".join(cue.text.split()))[:_NAME_LENGTH])
        yield (
            f'<caption lane="{lane}" offset="{frame_time(begin - base, rate)}" name={name} start="0s" '
            f'duration="{frame_time(frames, rate)}" role={role}>'
        )
        styles: dict[Style, str] = {}
        pieces = []
        for run in cue.runs:
            if run.style not in styles:
                style_number += 1
                styles[run.style] = f"ts{style_number}"
            pieces.append(f'<text-style ref="{styles[run.style]}">{escape(_clean(run.text))}</text-style>')
        if cue.speaker:
            _speak(cue, number, pieces, losses, options)
        yield f"<text{_place(cue, number, losses)}>{''.join(pieces)}</text>"
        for style, key in styles.items():
            yield f'<text-style-def id="{key}"><text-style {attributes_of(style)}/></text-style-def>'
        yield "</caption>"


def _speak(cue: Cue, number: int, pieces: list[str], losses: Losses, options: dict[str, object]) -> None:
    prefix = with_speaker(cue, "", number, losses, options)
    if prefix and pieces:
        head, _, rest = pieces[0].partition(">")
        pieces[0] = f"{head}>{escape(_clean(prefix))}{rest}"


def _place(cue: Cue, number: int, losses: Losses) -> str:
    placement = cue.placement or Placement()
    middle = placement.anchor == "middle"
    align = _ALIGNS.get(placement.align) if placement.align else None
    where = align if middle and align else "top" if placement.anchor == "top" else "bottom"
    exact = Placement(anchor=placement.anchor, align=placement.align)
    if placement != exact or (middle and not align):
        losses.add("placement", "Exact placement on the picture", cue=number)
    alignment = f' alignment="{align}"' if align and not middle else ""
    mode = f' display-style="{cue.mode}"' if cue.mode in (Mode.PAINT_ON, Mode.ROLL_UP, Mode.POP_ON) else ""
    return f'{mode} placement="{where}"{alignment}'


def _clean(text: str) -> str:
    """The text without characters that XML has no place for."""
    return _NOT_XML.sub("\ufffd", text)
