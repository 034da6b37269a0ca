"""YouTube's own captions: json3, srv1 and srv3; read only.

No public specification; as the site delivers them and yt-dlp saves them. json3: `events[]` of `{tStartMs,
dDurationMs, segs: [{utf8, tOffsetMs}], aAppend}`. srv1: `<transcript><text start dur>` in seconds, its text
escaped twice. srv3: `<timedtext format="3"><body><p t d>` in milliseconds with `<s t>` words. Automatic
captions of json3 and srv3 roll: each line overlaps the next one, which ends it, and appended line ends carry
nothing.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from lxml import etree

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.asr import items, number_of, parse_transcript, time_of, wrong_transcript
from app.captions.model.document import TICKS_PER_MS, Cue, Document, Run
from app.captions.model.option import Options
from app.core.errors import CaptionError

JSON3, XML = "YouTube json3", "YouTube timed text"


def read_json3(text: str, options: Options) -> Document:
    """Captions in json3 as a document; CaptionError `malformed_json` or `wrong_file`."""
    body = parse_transcript(text, JSON3)
    if not isinstance(body.get("events"), list):
        raise wrong_transcript(JSON3, "it has no “events”")
    return Document(_rolled(_event(event) for event in items(body["events"]) if not event.get("aAppend")))


def _event(event: Mapping[str, Any]) -> Cue | None:
    segments = items(event.get("segs"))
    text = "".join(part["utf8"] for part in segments if isinstance(part.get("utf8"), str)).strip()
    start, length = time_of(event.get("tStartMs"), 1000), time_of(event.get("dDurationMs"), 1000)
    if start is None or not text:
        return None
    cue, karaoke, at = _cue(start, length, text), [], 0
    for part in segments:
        offset = time_of(part.get("tOffsetMs"), 1000)
        if at and offset and at < len(text):
            karaoke.append(
                (
                    at + len(str(part.get("utf8", ""))) - len(str(part.get("utf8", "")).lstrip()),
                    _ticks(offset),
                )
            )
        at += len(str(part.get("utf8", "")))
    cue.karaoke = tuple(karaoke) or None
    return cue


def read_xml(text: str, options: Options) -> Document:
    """Captions in srv1 or srv3 as a document; CaptionError `malformed_xml` or `wrong_file`."""
    root = _root(text)
    if root.tag == "transcript":
        return Document(_rolled(_srv1(node) for node in root.iter("text")))
    if root.tag == "timedtext":
        return Document(_rolled(_srv3(node) for node in root.iter("p") if node.get("a") != "1"))
    raise wrong_transcript(XML, f"its root is <{root.tag}>")


def _root(text: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise CaptionError(
            f"This is not well-formed XML: {error}.",
            code="malformed_xml",
            hint="Download the captions again.",
            rejected=True,
        ) from error
    if root.getroottree().docinfo.doctype:
        raise wrong_transcript(XML, "it has a document type declaration")
    return root


def _srv1(node: Any) -> Cue | None:
    start, length = time_of(number_of(node.get("start"))), time_of(number_of(node.get("dur")))
    text = html.unescape("".join(node.itertext())).strip()
    return _cue(start, length, text) if start is not None and text else None


def _srv3(node: Any) -> Cue | None:
    start, length = time_of(number_of(node.get("t")), 1000), time_of(number_of(node.get("d")), 1000)
    text = "".join(node.itertext()).strip()
    return _cue(start, length, text) if start is not None and text else None


def _cue(start: float, length: float | None, text: str) -> Cue:
    return Cue(_ticks(start), _ticks(start + (length or 0.0)), [Run(text)])


def _rolled(found: Iterable[Cue | None]) -> list[Cue]:
    """The captions in order, each ending where the next one begins if it would outlast it."""
    cues = sorted((cue for cue in found if cue is not None), key=lambda cue: cue.start)
    for cue, following in pairwise(cues):
        if following.start > cue.start:
            cue.end = min(cue.end, following.start) if cue.end > cue.start else following.start
    return cues


def _ticks(seconds: float) -> int:
    return round(seconds * 1000) * TICKS_PER_MS


def sniff_json3(head: Head) -> float:
    """Sure by events with `tStartMs`."""
    return 0.98 if head.start.startswith("{") and '"tStartMs"' in head.start[:16_384] else 0.0


def sniff_xml(head: Head) -> float:
    """Sure by its root and the times of its first caption."""
    start = head.start[:2048]
    srv1 = "<transcript" in start and '<text start="' in start
    return 0.98 if start.startswith("<") and (srv1 or '<timedtext format="3"' in start) else 0.0


_KEEPS, _LOSES = ("times in milliseconds", "text"), ("pens, windows and positions",)

FORMATS = (
    CaptionFormat(
        id="youtube-json3",
        name=JSON3,
        extensions=(".json3", ".json"),
        media_type="application/json",
        read=read_json3,
        sniff=sniff_json3,
        keeps=(*_KEEPS, "times of words"),
        loses=_LOSES,
        aliases=("json3",),
    ),
    CaptionFormat(
        id="youtube-xml",
        name=XML,
        extensions=(".srv1", ".srv3", ".xml"),
        media_type="text/xml",
        read=read_xml,
        sniff=sniff_xml,
        keeps=_KEEPS,
        loses=_LOSES,
        aliases=("srv1", "srv3"),
    ),
)
