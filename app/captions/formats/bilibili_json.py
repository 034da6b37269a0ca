"""Bilibili's subtitles (.json, BCC): `body` is a list of `{from, to, location, content}` in seconds.

No public specification; as the site delivers them and takes them back. `location` counts as a numpad
does: 2 is the bottom centre.
"""

from __future__ import annotations

import json

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.asr import (
    items,
    number_of,
    parse_transcript,
    start_of,
    time_of,
    wrong_transcript,
)
from app.captions.formats.shared.language_names import language_tag
from app.captions.formats.shared.speakers import WRITE_SPEAKERS, with_speaker
from app.captions.formats.shared.tables import end_cues
from app.captions.model.document import Cue, Document, Run, nearest_ms, seconds
from app.captions.model.losses import Losses
from app.captions.model.numpad import DEFAULT, from_numpad, is_exact, to_numpad
from app.captions.model.option import Options
from app.captions.model.style_losses import note_style_losses

NAME = "Bilibili JSON"
_LOOK = {
    "font_size": 0.4,
    "font_color": "#FFFFFF",
    "background_alpha": 0.5,
    "background_color": "#9C27B0",
    "Stroke": "none",
}
"""What the site writes for all captions, and its player does not obey."""


def read(text: str, options: Options) -> Document:
    """Bilibili's subtitles as a document; CaptionError `malformed_json` or `wrong_file`."""
    body = parse_transcript(text, NAME)
    if not isinstance(body.get("body"), list):
        raise wrong_transcript(NAME, "it has no “body”")
    language = body.get("lang")
    document = Document(language=language_tag(language) if isinstance(language, str) else None)
    endless = []
    for item in items(body["body"]):
        start, end = start_of(number_of(item.get("from"))), time_of(number_of(item.get("to")))
        words, place = item.get("content"), item.get("location")
        if start is None or not isinstance(words, str):
            document.add_issue("unreadable_times", f"Skipped, it has no time or no text: {str(item)[:80]}.")
            continue
        first = nearest_ms(start)
        last = first if end is None else max(first, nearest_ms(end))
        cue = Cue(first, last, [Run(words.strip())] if words.strip() else [])
        cue.placement = from_numpad(place if isinstance(place, int) else DEFAULT)
        document.cues.append(cue)
        if end is None:
            endless.append(cue)
    end_cues(document, endless)
    return document


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as the site takes it."""
    body = []
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, frozenset())
        if not is_exact(cue.placement):
            losses.add("placement", "Exact placement on the picture", cue=number)
        span = {"from": round(seconds(max(cue.start, 0)), 3), "to": round(seconds(max(cue.end, 0)), 3)}
        text = with_speaker(cue, cue.text, number, losses, options)
        body.append(span | {"sid": number, "location": to_numpad(cue.placement), "content": text})
    language = {"lang": document.language} if document.language else {}
    return json.dumps({**_LOOK, **language, "body": body}, ensure_ascii=False) + "\n"


def sniff(head: Head) -> float:
    """Sure by a body of contents with `from` and `to`."""
    start = head.start[:16_384]
    named = all(f'"{name}"' in start for name in ("body", "from", "to", "content"))
    return 0.95 if start.startswith("{") and named else 0.0


FORMAT = CaptionFormat(
    id="bilibili-json",
    name=NAME,
    holds_places=True,
    extensions=(".json", ".bcc"),
    media_type="application/json",
    read=read,
    write=write,
    sniff=sniff,
    encode_options=(WRITE_SPEAKERS,),
    keeps=("times in milliseconds", "text and line breaks", "one of nine places on the picture", "language"),
    loses=("all styles and colours", "who speaks, unless written before the text"),
    aliases=("Bilibili", "BCC"),
)
