"""The quality part of a conversion's report: what a guide finds and what was mended, in bounded lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.captions.document import Document
from app.captions.quality import Finding, Fix, Guide, check, fix, parse_guide

KEPT_OF_A_KIND = 50
ANY_GUIDE = Guide("any", "Any captions")
"""What holds for all captions: in order, not empty, ending after they start, not overlapping."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """A document, mended if asked, with what is (still) wrong and what was mended, as JSON."""

    document: Document
    quality: list[dict[str, Any]]
    fixes: list[dict[str, Any]]


def named_guide(name: str | None) -> Guide:
    """The guide of this name or own numbers (see `parse_guide`); what holds for all captions without one."""
    return parse_guide(name) if name and name.strip() else ANY_GUIDE


def assess(document: Document, guide: Guide, mend: bool = False) -> Assessment:
    """Check the document, after mending what can be mended if `mend`."""
    fixes: list[Fix] = []
    if mend:
        document, fixes = fix(document, guide)
    findings = [] if guide is ANY_GUIDE and _is_spotless(document) else check(document, guide)
    return Assessment(document, bounded(findings), bounded(fixes))


def _is_spotless(document: Document) -> bool:
    """Whether ANY_GUIDE surely finds nothing: a quick look, because most files are in order."""
    free = 0
    for cue in document.cues:
        text = cue.text
        if cue.start < free or cue.end <= cue.start or "\ufffd" in text:
            return False
        if not text.replace("\n", "").isprintable() or not text or text.isspace():
            return False
        free = cue.end
    return True


def bounded(items: Iterable[Finding] | Iterable[Fix]) -> list[dict[str, Any]]:
    """Each as JSON, at most KEPT_OF_A_KIND of one code; the rest of a code as one entry with its `count`."""
    counts: Counter[str] = Counter()
    kept: list[dict[str, Any]] = []
    for item in items:
        counts[item.code] += 1
        if counts[item.code] <= KEPT_OF_A_KIND:
            kept.append(item.as_json())
    for code, count in counts.items():
        if count > KEPT_OF_A_KIND:
            more = count - KEPT_OF_A_KIND
            kept.append({"code": code, "message": f"More of the same ({code}).", "cue": None, "count": more})
    return kept
