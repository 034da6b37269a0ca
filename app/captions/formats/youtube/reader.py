"""YouTube's captions into the caption document.

Automatic captions of json3 and srv3 roll: each line overlaps the next one, which ends it, and appended
line ends carry nothing. In srv3 those belong to a window (`w`); their pens only say how sure the recogniser
was.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from app.captions.formats.shared.asr import (
    items,
    number_of,
    parse_transcript,
    start_of,
    time_of,
    wrong_transcript,
)
from app.captions.formats.shared.reading_time import reading_time
from app.captions.formats.youtube.styles import Head, head_of, note_unkept, place_of, style_of
from app.captions.model.document import PLAIN, Cue, Document, Run, Style, nearest_ms
from app.captions.model.option import Options
from app.captions.model.runs import edited, joined, text_of
from app.core.errors import CaptionError

JSON3, XML = "YouTube json3", "YouTube timed text"
_ZERO_WIDTH = "\u200b"
"""What caption programs put around styled words, so that players keep their blanks."""


def read_json3(text: str, options: Options) -> Document:
    """Captions in json3 as a document; CaptionError `malformed_json` or `wrong_file`."""
    body = parse_transcript(text, JSON3)
    if not isinstance(body.get("events"), list):
        raise wrong_transcript(JSON3, "it has no “events”")
    return Document(_rolled(_event(event) for event in items(body["events"]) if not event.get("aAppend")))


def _event(event: Mapping[str, Any]) -> Cue | None:
    segments = items(event.get("segs"))
    text = "".join(part["utf8"] for part in segments if isinstance(part.get("utf8"), str)).strip()
    start, length = start_of(event.get("tStartMs"), 1000), time_of(event.get("dDurationMs"), 1000)
    if start is None or not text:
        return None
    cue, karaoke, at = _cue(start, length, text), [], 0
    for part in segments:
        offset = time_of(part.get("tOffsetMs"), 1000)
        if at and offset and at < len(text):
            karaoke.append(
                (
                    at + len(str(part.get("utf8", ""))) - len(str(part.get("utf8", "")).lstrip()),
                    nearest_ms(offset),
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
        return _srv3(root)
    raise wrong_transcript(XML, f"its root is <{root.tag}>")


def _root(text: str) -> Any:
    from lxml import etree  # imported when a file needs it

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
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
    start, length = start_of(number_of(node.get("start"))), time_of(number_of(node.get("dur")))
    text = html.unescape("".join(node.itertext())).strip()
    return _cue(start, length, text) if start is not None and text else None


def _srv3(root: Any) -> Document:
    """Captions that roll are cut where the next begins; others may stand side by side."""
    head = head_of(root)
    nodes = [node for node in root.iter("p") if node.get("a") != "1"]
    rolling = _rolled(_rolling(node) for node in nodes if node.get("w") is not None)
    placed = [_paragraph(node, head) for node in nodes if node.get("w") is None]
    cues = [*rolling, *(cue for cue in placed if cue is not None)]
    document = Document(sorted(cues, key=lambda cue: cue.start))
    if not rolling:
        note_unkept(document, head)
    return document


def _rolling(node: Any) -> Cue | None:
    start, length = _span(node)
    text = "".join(node.itertext()).strip()
    return _cue(start, length, text) if start is not None and text else None


def _span(node: Any) -> tuple[float | None, float | None]:
    return start_of(number_of(node.get("t")), 1000), time_of(number_of(node.get("d")), 1000)


def _paragraph(node: Any, head: Head) -> Cue | None:
    """A caption with its pens, its place, and the times of its words."""
    start, length = _span(node)
    usual = style_of(head.pens.get(node.get("p")))
    runs, karaoke = [_run(node.text, usual)], []
    at = len(runs[0].text)
    for child in node:
        pen = child.get("p")
        run = _run("".join(child.itertext()), style_of(head.pens.get(pen)) if pen else usual)
        offset = time_of(number_of(child.get("t")), 1000)
        if offset and at:
            karaoke.append((at + len(run.text) - len(run.text.lstrip()), nearest_ms(offset)))
        runs += [run, _run(child.tail, usual)]
        at += len(run.text) + len(runs[-1].text)
    text = text_of(runs)
    if start is None or not text.strip():
        return None
    cue = _cue(start, length, "")
    cut = len(text) - len(text.lstrip())
    cue.runs = edited(joined(runs), [(0, cut, ""), (len(text.rstrip()), len(text), "")])
    cue.karaoke = tuple((place - cut, ticks) for place, ticks in karaoke if place > cut) or None
    cue.placement = place_of(head, node.get("wp"), node.get("ws"))
    return cue


def _run(text: str | None, style: Style) -> Run:
    plain = (text or "").replace(_ZERO_WIDTH, "")
    return Run(plain, style if plain.strip() else PLAIN)


def _cue(start: float, length: float | None, text: str) -> Cue:
    return Cue(nearest_ms(start), nearest_ms(start + (length or 0.0)), [Run(text)])


def _rolled(found: Iterable[Cue | None]) -> list[Cue]:
    """The captions in order, each ending where the next one begins if it would outlast it."""
    cues = sorted((cue for cue in found if cue is not None), key=lambda cue: cue.start)
    for cue, following in pairwise(cues):
        if following.start > cue.start:
            cue.end = min(cue.end, following.start) if cue.end > cue.start else following.start
    for cue in cues:
        if cue.end <= cue.start:  # no length is said, and nothing follows
            cue.end = cue.start + reading_time(cue.text)
    return cues
