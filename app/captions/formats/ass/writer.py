"""A document to a SubStation Alpha script: what another script said is written back as it was."""

from __future__ import annotations

from typing import Any

from app.captions.formats.ass.reader import KEY
from app.captions.formats.ass.script import Event, Row, Script, default_style, format_script
from app.captions.formats.ass.styles import ScriptStyles
from app.captions.formats.ass.text import parse_event_text, render_event_text
from app.captions.model.document import Cue, Document, Placement
from app.captions.model.losses import Losses
from app.captions.model.numpad import is_exact
from app.captions.model.option import Options
from app.captions.model.style_losses import note_style_losses
from app.captions.timecode.clock_time import format_clock

_HELD = frozenset({"italic", "bold", "underline", "strike", "color", "font"})


def write(document: Document, options: Options, losses: Losses, kind: str = "ass") -> str:
    """The document as a script, in its own styles when it came from one, else in one default style."""
    return format_script(script_of(document, losses, kind))


def script_of(document: Document, losses: Losses, kind: str = "ass") -> Script:
    """The same, not yet put together: one event a cue, in order."""
    script = _script(document, kind)
    script_styles = ScriptStyles(script)
    script_styles.main = document.extras.get(KEY, {}).get("main", script_styles.main)
    script_styles.normal = script.styles.get(script_styles.main, {})
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, _HELD)
        if not _holds(cue.placement):
            losses.add("placement", "Exact placement on the picture", cue=number)
        script.events.append(_event(cue, script_styles, kind))
    return script


def _holds(placement: Placement | None) -> bool:
    """Whether a numpad alignment, or a point, says all that this placement says."""
    if is_exact(placement) or placement is None:
        return True
    is_point = placement.line is not None and placement.column is not None
    return is_point and not (placement.size or placement.vertical or placement.region)


def _script(document: Document, kind: str) -> Script:
    carried: dict[str, Any] = document.extras.get(KEY, {})
    script = Script(kind, dict(carried.get("info", {})), other=carried.get("other", {}))
    if carried.get("kind") == kind:
        script.styles = carried["styles"]
    else:
        names = carried.get("styles", {"Default": {}})
        script.styles = {name: default_style(kind) | {"name": name} for name in names or ("Default",)}
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


def _event(cue: Cue, script_styles: ScriptStyles, kind: str) -> Event:
    own: Row = (cue.extras or {}).get(KEY, {})
    style = own.get("style", "Default" if "Default" in script_styles.styles else script_styles.main)
    row = {name: own.get(name, "0") for name in ("marginl", "marginr", "marginv")}
    row |= {
        "layer": own.get("layer", "0"),
        "marked": own.get("marked", "Marked=0"),
        "effect": own.get("effect", ""),
    }
    row |= {"start": _clock(cue.start), "end": _clock(cue.end), "style": style}
    row["name"] = " ".join((cue.speaker or "").replace(",", ";").split())
    row["text"] = _text(cue, own, script_styles, style, kind)
    return Event(own.get("kind", "comment" if cue.comment else "dialogue"), row)


def _text(cue: Cue, own: Row, script_styles: ScriptStyles, style: str, kind: str) -> str:
    """The text as it was when it still says the same, codes we do not read included; else written anew."""
    base, numpad = script_styles.style_of(style), script_styles.numpad(style)
    if "text" in own:
        said = parse_event_text(own["text"], base, script_styles.size, numpad)
        if (said.runs, said.karaoke, said.placement) == (cue.runs, cue.karaoke, cue.placement):
            return own["text"]
    return render_event_text(cue, base, script_styles.size, kind, numpad)


def _clock(ticks: int) -> str:
    """`H:MM:SS.cc`."""
    return format_clock(ticks, decimals=2, hour_digits=1)


def write_ssa(document: Document, options: Options, losses: Losses) -> str:
    """The document as a script of the older version."""
    return write(document, options, losses, "ssa")
