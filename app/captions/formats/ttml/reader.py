"""TTML text into the caption document: one pass over the body, linear in its size.

Time follows TTML2 section 12: a child's times count from its parent's begin ("par") or from the end of the
sibling before it ("seq"), and no child outlasts an ancestor that says when it ends.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from app.captions.formats.ttml import source
from app.captions.formats.ttml.head import Head, read_head
from app.captions.formats.ttml.names import Names
from app.captions.formats.ttml.paragraphs import Paragraphs
from app.captions.formats.ttml.scope import Scope
from app.captions.formats.ttml.times import FOREVER, assumed_clock
from app.captions.formats.ttml.unkept import note_unkept
from app.captions.formats.vtt.segments import joined_over_borders
from app.captions.model.document import TICKS_PER_SECOND, Cue, Document
from app.core.errors import CaptionError


def read(text: str, open_end: float = 10.0, lenient: bool = False) -> Document:
    """Read a TTML document of any profile.

    A caption without an end stays until the next one begins, the last for `open_end` seconds. A `lenient`
    reader skips paragraphs with times it cannot read, takes XML with faults as far as it can be understood,
    and notes both in the document's issues. Raises CaptionError: `doctype_refused`, `malformed_xml`,
    `file_too_large`, `xml_too_deep`, `not_ttml`, `invalid_time`, `too_complex`, `image_captions`.
    """
    joints = [joint.start(1) for joint in _JOINT.finditer(text)]
    borders = pairwise([0, *joints, len(text)])
    parts = [_document(text[begin:end], open_end, lenient) for begin, end in borders]
    return _joined_documents(parts) if joints else parts[0]


def _document(text: str, open_end: float, lenient: bool) -> Document:
    faults: list[str] = []
    root = source.parse(text, faults if lenient else None)
    names = Names()
    if names.tag(root.tag) != "tt":
        raise CaptionError(
            f"This XML file is not TTML: its root element is “{root.tag.rpartition('}')[2][:40]}”.",
            code="not_ttml",
            hint="Choose the profile that this file really has, or “auto”.",
            rejected=True,
        )
    document = Document()
    for fault in faults:
        document.add_issue("malformed_xml", fault)
    if faults:
        _put_beside(root, names)
    head = read_head(root, document, names)
    head.clock = assumed_clock(head.clock, text, document)
    document.comments = _comments(root)
    body = _Body(head, document, lenient)
    attributes = names.attributes(root)
    names.end_head()
    scope = Scope(preserve=attributes.get("xml:space") == "preserve", language=document.language)
    for element in root.iterchildren("*"):
        if names.tag(element.tag) == "body":
            body.container("body", element, 0, FOREVER, scope)
    note_unkept(root, head, names, document)
    _close(document.cues, round(open_end * TICKS_PER_SECOND))
    if not document.cues and body.images:
        raise CaptionError(
            f"This file holds pictures of captions ({body.images} of them), not text.",
            code="image_captions",
            hint="Ask for a text version of the captions, or read the pictures with a character recogniser.",
            rejected=True,
        )
    return document


_JOINT = re.compile(r"</(?:[A-Za-z]{1,20}:)?tt\s{0,99}>\s{0,999}(?=(<\?xml\b|<(?:[A-Za-z]{1,20}:)?tt\b))")
"""Where a document ends and another begins, in segments of a stream that were put one behind the other."""


def _joined_documents(parts: list[Document]) -> Document:
    """Documents one behind the other as one, with what is said twice at their borders kept once."""
    document, starts = parts[0], []
    for part in parts[1:]:
        starts.append(len(document.cues))
        document.cues += part.cues
        document.regions |= part.regions
        document.issues += part.issues
    before = len(document.cues)
    document.cues = joined_over_borders(document.cues, starts)
    repeated = before - len(document.cues)
    message = f"{len(parts)} TTML documents stand one behind the other here: read as one"
    message += f"; {repeated} captions that stand in two of them are kept once." if repeated else "."
    document.add_issue("joined_segments", message)
    return document


def _put_beside(root: Any, names: Names) -> None:
    """Paragraphs inside a paragraph whose end is missing, beside it."""
    for paragraph in [node for node in root.iter() if names.tag(node.tag) == "p"]:
        for inner in [node for node in paragraph.iterdescendants() if names.tag(node.tag) == "p"][::-1]:
            paragraph.addnext(inner)


class _Body:
    """Walks body and div elements and hands each paragraph on."""

    def __init__(self, head: Head, document: Document, lenient: bool) -> None:
        self.head = head
        self.document = document
        self.lenient = lenient
        self.images = 0
        self.paragraphs = Paragraphs(head, document)

    def container(self, kind: str, element: Any, base: int, limit: int, outer: Scope) -> int:
        """Read a body or div that may begin at `base`; the time at which it ends."""
        head, tag_of = self.head, self.head.names.tag
        attributes = head.names.attributes(element)
        begin, end = head.interval(attributes, base)
        limit = limit if end is None else min(limit, end)
        scope = outer.enter(kind, attributes, head)
        if "smpte:backgroundImage" in attributes or "tts:backgroundImage" in attributes:
            self.images += 1
        sets = [child for child in element.iterchildren("*") if tag_of(child.tag) == "set"]
        if sets:
            scope = scope.with_sets(sets, begin, limit, head)
        sequence = attributes.get("timeContainer") == "seq"
        at = latest = begin
        for child in element.iterchildren("*"):
            tag = tag_of(child.tag)
            if tag == "p":
                done = self.paragraph(child, at, limit, scope)
            elif tag == "div":
                done = self.container("div", child, at, limit, scope)
            else:
                self.images += tag == "image"
                continue
            at = done if sequence else at
            latest = done if sequence else max(latest, done)
        return latest if end is None else end

    def paragraph(self, element: Any, base: int, limit: int, scope: Scope) -> int:
        """Read a p that may begin at `base`; the time at which it ends."""
        try:
            return self.paragraphs.read(element, base, limit, scope)
        except CaptionError as error:
            if not self.lenient or error.code != "invalid_time":
                raise
            self.document.add_issue(
                "unreadable_times", f"Skipped: {error.message}", len(self.document.cues) + 1
            )
            return base


def _comments(root: Any) -> list[str]:
    """Comments before and directly inside the root element, in order."""
    found = [*reversed(list(root.itersiblings(preceding=True))), *root.iterchildren()]
    texts = (" ".join((node.text or "").split()) for node in found if not isinstance(node.tag, str))
    return [text for text in texts if text]


def _close(cues: list[Cue], open_end: int) -> None:
    """Give captions without an end one: the next later start, or `open_end` ticks after their own."""
    if all(cue.end < FOREVER for cue in cues):
        return
    starts = sorted({cue.start for cue in cues})
    following = dict(pairwise(starts))
    for cue in cues:
        if cue.end >= FOREVER:
            cue.end = following.get(cue.start, cue.start + open_end)
