"""The quality part of a conversion's report: what a guide finds and what was fixed, in bounded lists.

The checks are imported when they are needed: most files are in order, and most conversions name no guide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.captions.model.document import Document

if TYPE_CHECKING:
    from app.captions.quality.api import Finding, Fix, Guide

KEPT_OF_A_KIND = 50
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Assessment:
    """A document, fixed if asked, with what is (still) wrong and what was fixed, as JSON."""

    document: Document
    quality: list[dict[str, Any]]
    fixes: list[dict[str, Any]]


def named_guide(name: str | None) -> Guide | None:
    """The guide of this name or own numbers, see `parse_guide`; None without a name."""
    if not name or not name.strip():
        return None
    from app.captions.quality.api import parse_guide

    return parse_guide(name)


def guide_for(name: str | None, of_receiver: str) -> Guide | None:
    """The guide that is asked for, else the one of whoever receives the target format; “none” is none."""
    if name and name.strip():
        return named_guide(name)
    if not of_receiver:
        return None
    from app.captions.quality.style_guides import OF_RECEIVERS

    return OF_RECEIVERS[of_receiver]


def assess(document: Document, guide: Guide | None = None, auto_fix: bool = False) -> Assessment:
    """Check the document, after fixing what can be fixed if `auto_fix`.

    Without a guide, for what holds for all captions: in order, not empty, ending after they start, not
    overlapping.
    """
    if guide is None and _is_spotless(document):
        return Assessment(document, [], [])
    from app.captions.quality.api import check, fix
    from app.captions.quality.style_guides import ANY, for_language

    fixes: list[Fix] = []
    guide = for_language(guide or ANY, document.language or written_in(document))
    if auto_fix:
        document, fixes = fix(document, guide)
    return Assessment(document, bounded(check(document, guide)), bounded(fixes))


_SCRIPTS = (
    (re.compile("[\u3041-\u30fa]"), "ja"),
    (re.compile("[\uac00-\ud7a3]"), "ko"),
    (re.compile("[\u4e00-\u9fff]"), "zh"),
    (re.compile("[\u0e01-\u0e5b]"), "th"),
)
_LOOKED_AT = 100


def written_in(document: Document) -> str | None:
    """The language that most captions show by their script, which no other is written in."""
    texts = [cue.text for cue in document.cues[:_LOOKED_AT] if not cue.comment]
    if not texts or "".join(texts).isascii():
        return None
    # A third is enough for Japanese: some captions have no syllables between their ideographs.
    shares = ((3 if tag == "ja" else 2, script, tag) for script, tag in _SCRIPTS)
    return next(
        (tag for n, script, tag in shares if n * sum(map(bool, map(script.search, texts))) >= len(texts)),
        None,
    )


def _is_spotless(document: Document) -> bool:
    """Whether nothing can be found without a guide: a quick check, because most files are in order."""
    free = 0
    texts: list[str] = []
    for cue in document.cues:
        runs = cue.runs
        text = runs[0].text if len(runs) == 1 else cue.text
        start, end = cue.start, cue.end
        if start < free or end <= start:
            return False
        if not "!" <= text < "\x7f" and (not text or text.isspace()):  # nearly all begin with a sign of ASCII
            return False
        free = end
        texts.append(text)
        if len(texts) == _AT_ONCE:
            if not _is_printable(texts):
                return False
            texts.clear()
    return _is_printable(texts)


def _is_printable(texts: list[str]) -> bool:
    """Whether these texts have only characters that can be shown; together, which is faster than each."""
    joined = "".join(texts)
    return "\ufffd" not in joined and joined.replace("\n", "").isprintable()


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
