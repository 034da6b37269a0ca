"""SubStation Alpha: Advanced (.ass, v4.00+) and the older SSA (.ssa, v4.00).

The look of the style most events use counts as normal, so that a script in bold yellow does not become bold
yellow captions everywhere; what differs from it is kept as style. Styles, columns and sections that only
SubStation knows are carried through, and text with codes we do not read is written back as it was.
"""

from __future__ import annotations

import re
from typing import Any

from app.captions.formats.ass.script import Event, Row, Script, default_style, format_script, parse_script
from app.captions.formats.ass.styles import Looks, style_name
from app.captions.formats.ass.text import has_other_codes, parse_event_text, render_event_text
from app.captions.formats.base import CaptionFormat, Head
from app.captions.model.document import Cue, Document, Placement
from app.captions.model.losses import Losses
from app.captions.model.numpad import is_exact
from app.captions.model.option import Options
from app.captions.model.style_losses import note_style_losses
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS
from app.captions.timecode.clock_time import format_clock, from_parts

_TIME = re.compile(r"\s{0,9}(\d{1,6}):(\d{1,2}):(\d{1,2})(?:[.:](\d{1,6}))?\s{0,9}\Z")
_HELD = frozenset({"italic", "bold", "underline", "strike", "color", "font"})
_CARRIED = ("layer", "marked", "marginl", "marginr", "marginv", "effect")
_KEY = "ass"
"""Both versions carry their own things under one key, so that each keeps what the other said."""


def read(text: str, options: Options) -> Document:
    """A script as a document; Comment events and drawings become comment cues."""
    return document_of(parse_script(text))


def document_of(script: Script) -> Document:
    """The document of a script that has been taken apart: one cue an event whose times can be read."""
    looks = Looks(script)
    document = Document(title=script.info.get("Title") or None)
    carried = {"kind": script.kind, "info": script.info, "styles": script.styles, "other": script.other}
    document.extras[_KEY] = carried | {"main": looks.main}
    for event in script.events:
        cue = _cue(event, looks)
        if cue is None:
            line = ",".join(event.row.values())
            document.add_issue("unreadable_times", f"Skipped, its times cannot be read: {line[:80]!r}.")
        else:
            document.cues.append(cue)
    for line in script.skipped:
        document.add_issue("line_skipped", f"Skipped: {line[:80]!r}.")
    return document


def _cue(event: Event, looks: Looks) -> Cue | None:
    row = event.row
    start, end = _TIME.match(row.get("start", "")), _TIME.match(row.get("end", ""))
    if start is None or end is None:
        return None
    cue = Cue(
        from_parts(*start.groups()), from_parts(*end.groups()), speaker=row.get("name", "").strip() or None
    )
    style = style_name(row)
    text = row.get("text", "")
    parsed = parse_event_text(text, looks.look(style), looks.size, looks.keypad(style))
    cue.runs, cue.marks, cue.placement = parsed.runs, parsed.marks, parsed.placement
    cue.comment = event.kind == "comment" or parsed.drawing
    cue.extras = {_KEY: {name: row[name] for name in _CARRIED if row.get(name)} | {"style": style}}
    if "{" in text:
        cue.extras[_KEY]["text"] = text
        if has_other_codes(text):
            cue.extras[_KEY]["effects"] = "codes"
    if parsed.drawing:
        cue.extras[_KEY]["kind"] = event.kind
    return cue


def write(document: Document, options: Options, losses: Losses, kind: str = "ass") -> str:
    """The document as a script, in its own styles when it came from one, else in one default style."""
    return format_script(script_of(document, losses, kind))


def script_of(document: Document, losses: Losses, kind: str = "ass") -> Script:
    """The same, not yet put together: one event a cue, in order."""
    script = _script(document, kind)
    looks = Looks(script)
    looks.main = document.extras.get(_KEY, {}).get("main", looks.main)
    looks.normal = script.styles.get(looks.main, {})
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, _HELD)
        if not _holds(cue.placement):
            losses.add("placement", "Exact placement on the picture", cue=number)
        script.events.append(_event(cue, looks, kind))
    return script


def _holds(placement: Placement | None) -> bool:
    """Whether a place on the keypad, or a point, says all that this placement says."""
    if is_exact(placement) or placement is None:
        return True
    is_point = placement.line is not None and placement.column is not None
    return is_point and not (placement.size or placement.vertical or placement.region)


def _script(document: Document, kind: str) -> Script:
    carried: dict[str, Any] = document.extras.get(_KEY, {})
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


def _event(cue: Cue, looks: Looks, kind: str) -> Event:
    own: Row = (cue.extras or {}).get(_KEY, {})
    style = own.get("style", "Default" if "Default" in looks.styles else looks.main)
    row = {name: own.get(name, "0") for name in ("marginl", "marginr", "marginv")}
    row |= {
        "layer": own.get("layer", "0"),
        "marked": own.get("marked", "Marked=0"),
        "effect": own.get("effect", ""),
    }
    row |= {"start": _clock(cue.start), "end": _clock(cue.end), "style": style}
    row["name"] = " ".join((cue.speaker or "").replace(",", ";").split())
    row["text"] = _text(cue, own, looks, style, kind)
    return Event(own.get("kind", "comment" if cue.comment else "dialogue"), row)


def _text(cue: Cue, own: Row, looks: Looks, style: str, kind: str) -> str:
    """The text as it was when it still says the same, codes we do not read included; else written anew."""
    base, keypad = looks.look(style), looks.keypad(style)
    if "text" in own:
        said = parse_event_text(own["text"], base, looks.size, keypad)
        if (said.runs, said.marks, said.placement) == (cue.runs, cue.marks, cue.placement):
            return own["text"]
    return render_event_text(cue, base, looks.size, kind, keypad)


def _clock(ticks: int) -> str:
    """`H:MM:SS.cc`."""
    return format_clock(ticks, decimals=2, hour_digits=1)


def _write_ssa(document: Document, options: Options, losses: Losses) -> str:
    return write(document, options, losses, "ssa")


def _sniff(text: str, kind: str) -> float:
    head = text[:65536].lower()
    if "[events]" not in head and "[script info]" not in head:
        return 0.0
    older = "[v4 styles]" in head or ("v4.00" in head and "v4.00+" not in head)
    return 1.0 if older == (kind == "ssa") else 0.5


def _sniff_ass(head: Head) -> float:
    return _sniff(head.text, "ass")


def _sniff_ssa(head: Head) -> float:
    return _sniff(head.text, "ssa")


_KEEPS = (
    "times to the hundredth of a second, karaoke times",
    "italic, bold, underline, strike-through, colour and typeface",
    "placement, as one of nine places or a point",
    "who speaks, comments, styles, and codes we do not read (from SubStation back to it)",
)
_LOSES = ("ruby, language and classes", "background colour of text", "regions")

ASS = CaptionFormat(
    id="ass",
    name="Advanced SubStation Alpha",
    extensions=(".ass",),
    media_type="text/x-ssa",
    read=read,
    write=write,
    sniff=_sniff_ass,
    holds_comments=True,
    encode_options=TEXT_FILE_OPTIONS,
    keeps=_KEEPS,
    loses=_LOSES,
    aliases=("ASS", ".ass"),
)
SSA = CaptionFormat(
    id="ssa",
    name="SubStation Alpha",
    extensions=(".ssa",),
    media_type="text/x-ssa",
    read=read,
    write=_write_ssa,
    sniff=_sniff_ssa,
    holds_comments=True,
    encode_options=TEXT_FILE_OPTIONS,
    keeps=_KEEPS,
    loses=_LOSES,
    aliases=("SSA", ".ssa"),
)
FORMATS = (ASS, SSA)
