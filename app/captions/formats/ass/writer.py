"""A document to a SubStation Alpha script: what another script said is written back as it was."""

from __future__ import annotations

from typing import Any

from app.captions.formats.ass.margins import MARGINS, fits_margins, margins_for
from app.captions.formats.ass.properties import HELD
from app.captions.formats.ass.reader import KEY, parse_event
from app.captions.formats.ass.script import Event, Row, Script, format_script
from app.captions.formats.ass.style_rows import other_version, style_for
from app.captions.formats.ass.styles import ScriptStyles
from app.captions.formats.ass.text import render_event_text
from app.captions.model.document import Cue, Document, Placement
from app.captions.model.losses import Losses
from app.captions.model.numpad import is_exact
from app.captions.model.option import Options
from app.captions.model.style_losses import note_base_style, note_style_losses
from app.captions.timecode.clock_time import clock_to_hundredths

_HELD = frozenset({"italic", "bold", "underline", "strike", "color", "font", "size"}) | HELD


_BASE_HELD = frozenset({"bold", "color", "background", "font", "size"})
"""What the one style of a script can say of all captions."""


def write(document: Document, options: Options, losses: Losses, kind: str = "ass") -> str:
    """The document as a script, in its own styles when it came from one, else in one default style."""
    return format_script(script_of(document, losses, kind))


def script_of(document: Document, losses: Losses, kind: str = "ass") -> Script:
    """The same, not yet put together: one event a cue, in order."""
    script = _script(document, kind, losses)
    carried = document.extras.get(KEY, {})
    script_styles = ScriptStyles(script, carried.get("main"), carried.get("absolute", ()))
    if kind == "ssa" and any(_own(cue).get("layer", "0") != "0" for cue in document.cues):
        losses.add("layer_order", "Layers: which text is drawn over which")
    for number, cue in enumerate(document.cues, 1):
        script.events.append(_event(cue, number, script_styles, kind, losses))
    return script


def _script(document: Document, kind: str, losses: Losses) -> Script:
    carried: dict[str, Any] = document.extras.get(KEY, {})
    script = Script(kind, dict(carried.get("info", {})), other=carried.get("other", {}))
    script.comments = list(carried.get("comments", ()))
    if carried.get("kind") == kind:
        script.styles = carried["styles"]
    elif carried.get("styles"):
        script.styles = other_version(carried["styles"], kind, losses)
    else:
        script.styles = {"Default": style_for(document.base_style, kind)}
        note_base_style(document.base_style, losses, _BASE_HELD)
        if kind == "ssa" and (document.base_style.underline or document.base_style.strike):
            losses.add("style", "Lines under or through all text: styles of this version have none")
    if not script.info:
        script.info = {
            "PlayResX": "1920",
            "PlayResY": "1080",
            "WrapStyle": "0",
            "ScaledBorderAndShadow": "yes",
        }
    if document.title:
        script.info = {"Title": document.title} | script.info
    script.info["ScriptType"] = "v4.00+" if kind == "ass" else "v4.00"
    return script


def _event(cue: Cue, number: int, script_styles: ScriptStyles, kind: str, losses: Losses) -> Event:
    own = _own(cue)
    style = own.get("style", "Default" if "Default" in script_styles.styles else script_styles.main)
    row = {
        "layer": own.get("layer", "0"),
        "marked": own.get("marked", "Marked=0"),
        "start": clock_to_hundredths(cue.start),
        "end": clock_to_hundredths(cue.end),
        "style": style,
        "name": " ".join(cue.speaker.replace(",", ";").split()) if cue.speaker else "",
        "marginl": own.get("marginl", "0"),
        "marginr": own.get("marginr", "0"),
        "marginv": own.get("marginv", "0"),
        "effect": own.get("effect", ""),
    }
    if not _is_as_it_was(cue, own, row, script_styles):
        _write_text(cue, number, row, script_styles, kind, losses)
    return Event(own.get("kind", "comment" if cue.comment else "dialogue"), row)


def _own(cue: Cue) -> Row:
    """What a script said of this cue."""
    own: Row = (cue.extras or {}).get(KEY, {})
    return own


def _is_as_it_was(cue: Cue, own: Row, row: Row, script_styles: ScriptStyles) -> bool:
    """Give the row its old text, codes we do not read included, when that still says the same."""
    if "text" not in own:
        return False
    row["text"] = own["text"]
    said = parse_event(row, script_styles)
    return (said.runs, said.karaoke, said.placement) == (cue.runs, cue.karaoke, cue.placement)


def _write_text(
    cue: Cue, number: int, row: Row, script_styles: ScriptStyles, kind: str, losses: Losses
) -> None:
    """Write the text and the margins anew; what they cannot hold is recorded."""
    base, numpad = script_styles.style_of(row["style"]), script_styles.numpad(row["style"])
    held = (
        _HELD if any(run.style.background != base.background for run in cue.runs) else _HELD | {"background"}
    )
    note_style_losses(cue, number, losses, held)
    wanted = None
    if cue.placement != script_styles.place(row, numpad):
        row |= dict.fromkeys(MARGINS, "0")
        if cue.placement is not None and fits_margins(cue.placement):
            wanted, margins = margins_for(cue.placement, script_styles.size)
            row |= margins
        elif not _holds(cue.placement):
            losses.add("placement", "Exact placement on the picture", cue=number)
    else:
        wanted = numpad
    size = script_styles.size_of(row["style"])
    row["text"] = render_event_text(cue, base, script_styles.size, kind, numpad, wanted, size)


def _holds(placement: Placement | None) -> bool:
    """Whether a numpad alignment, or a point, says all that this placement says."""
    if is_exact(placement) or placement is None:
        return True
    is_point = placement.line is not None and placement.column is not None
    return is_point and not (placement.size or placement.vertical or placement.region)


def write_ssa(document: Document, options: Options, losses: Losses) -> str:
    """The document as a script of the older version."""
    return write(document, options, losses, "ssa")
