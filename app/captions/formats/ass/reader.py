"""A SubStation Alpha script to a document.

The style that most events use counts as normal and is the document's base style, so that a script in bold
yellow does not become bold yellow captions everywhere; what differs from it is kept as style. Styles, columns
and sections that only SubStation knows are carried through, and text with codes we do not read is written
back as it was.
"""

from __future__ import annotations

import re

from app.captions.formats.ass.script import Event, Row, Script, parse_script
from app.captions.formats.ass.styles import ScriptStyles
from app.captions.formats.ass.text import Parsed, parse_event_text, usual_runs
from app.captions.formats.shared.rolling import clean_rolling
from app.captions.model.document import Cue, Document
from app.captions.model.option import Options
from app.captions.timecode.clock_time import clock_ticks, usual_clock_ticks

_TIME = re.compile(r"\s{0,9}(-?)(\d{1,6}):(\d{1,2}):(\d{1,2})(?:[.:](\d{1,6}))?\s{0,9}\Z")
KEY = "ass"
"""Both versions carry their own things under one key, so that each keeps what the other said."""


def read(text: str, options: Options) -> Document:
    """A script as a document; Comment events and drawings become comment cues."""
    document = document_of(parse_script(text))
    clean_rolling(document, options)
    return document


def document_of(script: Script) -> Document:
    """The document of a script that has been taken apart: one cue an event whose times can be read."""
    script_styles = ScriptStyles(script)
    document = Document(title=script.info.get("Title") or None)
    carried = {"kind": script.kind, "info": script.info, "styles": script.styles, "other": script.other}
    carried |= {"main": script_styles.main, "absolute": sorted(script_styles.absolute)}
    if script.comments:
        carried["comments"] = script.comments
    document.extras[KEY], document.base_style = carried, script_styles.base_style
    cues = document.cues
    for event in script.events:
        cue = _cue(event, script_styles)
        if cue is None:
            line = ",".join(event.row.values())
            document.add_issue("unreadable_times", f"Skipped, its times cannot be read: {line[:80]!r}.")
        else:
            cues.append(cue)
            if cue.start == 0 and "-" in event.row["start"]:
                message = "Begins before zero; what lies before the start of the picture was cut."
                document.add_issue("negative_time", message, len(cues))
    for line in script.skipped:
        document.add_issue("line_skipped", f"Skipped: {line[:80]!r}.")
    return document


def _ticks(text: str) -> int | None:
    """A time; one before zero counts as zero, where the picture begins. None when it cannot be read."""
    match = _TIME.match(text)
    if match is None:
        return None
    before_zero, *clock = match.groups()
    return 0 if before_zero else clock_ticks(*clock)


def parse_event(row: Row, script_styles: ScriptStyles) -> Parsed:
    """The text of an event, in its named style and at the place that its margins give it."""
    return parse_event_text(row.get("text", ""), script_styles.context_of(row))


def _cue(event: Event, script_styles: ScriptStyles) -> Cue | None:
    row = event.row
    said_start, said_end = row.get("start", ""), row.get("end", "")
    start, end = usual_clock_ticks(said_start), usual_clock_ticks(said_end)
    if start is None or end is None:  # hardly ever
        start, end = _ticks(said_start), _ticks(said_end)
        if start is None or end is None:
            return None
    text, context = row.get("text", ""), script_styles.context_of(row)
    speaker = row.get("name")
    if speaker:
        speaker = speaker.strip()
    speaker, comment, own = speaker or None, event.kind == "comment", context.carried.copy()
    if "{" in text:
        own["text"] = text
    runs = usual_runs(text, context)
    if runs is not None:
        return Cue(start, end, runs, None, speaker, context.placement, None, comment, {KEY: own})
    parsed = parse_event_text(text, context)
    if parsed.other_codes:
        own["effects"] = "codes"
    if parsed.drawing:
        own["kind"] = event.kind
    cue = Cue(start, end, parsed.runs, speaker=speaker, placement=parsed.placement, extras={KEY: own})
    cue.comment, cue.karaoke = comment or parsed.drawing, parsed.karaoke
    return cue
