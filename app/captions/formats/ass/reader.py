"""A SubStation Alpha script to a document.

The style that most events use counts as normal and is the document's base style, so that a script in bold
yellow does not become bold yellow captions everywhere; what differs from it is kept as style. Styles, columns
and sections that only SubStation knows are carried through, and text with codes we do not read is written
back as it was.
"""

from __future__ import annotations

import re

from app.captions.formats.ass.script import Event, Row, Script, parse_script
from app.captions.formats.ass.styles import ScriptStyles, style_name
from app.captions.formats.ass.text import Parsed, has_other_codes, parse_event_text
from app.captions.model.document import Cue, Document
from app.captions.model.option import Options
from app.captions.timecode.clock_time import clock_ticks

_TIME = re.compile(r"\s{0,9}(-?)(\d{1,6}):(\d{1,2}):(\d{1,2})(?:[.:](\d{1,6}))?\s{0,9}\Z")
CARRIED = ("layer", "marked", "marginl", "marginr", "marginv", "effect")
KEY = "ass"
"""Both versions carry their own things under one key, so that each keeps what the other said."""


def read(text: str, options: Options) -> Document:
    """A script as a document; Comment events and drawings become comment cues."""
    return document_of(parse_script(text))


def document_of(script: Script) -> Document:
    """The document of a script that has been taken apart: one cue an event whose times can be read."""
    script_styles = ScriptStyles(script)
    document = Document(title=script.info.get("Title") or None)
    carried = {"kind": script.kind, "info": script.info, "styles": script.styles, "other": script.other}
    carried |= {"main": script_styles.main, "absolute": sorted(script_styles.absolute)}
    document.extras[KEY], document.base_style = carried, script_styles.base_style
    for event in script.events:
        cue = _cue(event, script_styles)
        if cue is None:
            line = ",".join(event.row.values())
            document.add_issue("unreadable_times", f"Skipped, its times cannot be read: {line[:80]!r}.")
        else:
            document.cues.append(cue)
            if "-" in event.row["start"]:
                message = "Begins before zero; what lies before the start of the picture was cut."
                document.add_issue("negative_time", message, len(document.cues))
    for line in script.skipped:
        document.add_issue("line_skipped", f"Skipped: {line[:80]!r}.")
    return document


def _ticks(time: re.Match[str]) -> int:
    """A time before zero counts as zero: the picture begins there."""
    return 0 if time[1] else clock_ticks(*time.groups()[1:])


def parse_event(row: Row, script_styles: ScriptStyles) -> Parsed:
    """The text of an event, in its named style and at the place that its margins give it."""
    name = style_name(row)
    return parse_event_text(
        row.get("text", ""),
        script_styles.style_of(name),
        script_styles.size,
        script_styles.numpad(name),
        lambda numpad: script_styles.place(row, numpad),
        script_styles.size_of(name),
    )


def _cue(event: Event, script_styles: ScriptStyles) -> Cue | None:
    row = event.row
    start, end = _TIME.match(row.get("start", "")), _TIME.match(row.get("end", ""))
    if start is None or end is None:
        return None
    cue = Cue(_ticks(start), _ticks(end), speaker=row.get("name", "").strip() or None)
    style = style_name(row)
    text = row.get("text", "")
    parsed = parse_event(row, script_styles)
    cue.runs, cue.karaoke, cue.placement = parsed.runs, parsed.karaoke, parsed.placement
    cue.comment = event.kind == "comment" or parsed.drawing
    cue.extras = {KEY: {name: row[name] for name in CARRIED if row.get(name)} | {"style": style}}
    if "{" in text:
        cue.extras[KEY]["text"] = text
        if has_other_codes(text):
            cue.extras[KEY]["effects"] = "codes"
    if parsed.drawing:
        cue.extras[KEY]["kind"] = event.kind
    return cue
