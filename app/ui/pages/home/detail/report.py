"""What a job reported, as sections a person can read: losses, quality, words in doubt, notes and the like."""

from __future__ import annotations

from typing import Any, TypedDict

from app.ui.labels import duration_text
from app.ui.language import message, number_text

SECTIONS = (
    ("verification", "Read back"),
    ("losses", "What the target format cannot hold"),
    ("quality", "Quality"),
    ("issues", "Found while reading"),
    ("fixes", "Fixed"),
    ("chapters", "Chapters"),
    ("doubtful", "Words in doubt"),
    ("unspoken", "In the text, but not spoken"),
    ("unscripted", "Spoken, but not in the text"),
    ("notes", "Notes"),
)
_PASSAGES = frozenset({"chapters", "doubtful", "unspoken", "unscripted"})
"""What the media say: words of theirs, never of ours, each with its place."""

MOST_PASSAGES = 30
"""So many of each are shown; `result_data` has all."""


class Finding(TypedDict):
    """One line of the report; `count` is "" when it is one of its kind, `where` names cues and examples."""

    text: str
    count: str
    where: str


class Section(TypedDict):
    """One part of the report."""

    title: str
    findings: list[Finding]


def sections(result: dict[str, Any] | None) -> list[Section]:
    """The parts of `result_data` that have something to say."""
    found = result or {}
    parts: list[Section] = [
        {
            "title": message(title),
            "findings": (_passages if key in _PASSAGES else findings)(found.get(key)),
        }
        for key, title in SECTIONS
    ]
    return [part for part in parts if part["findings"]]


def _passages(items: Any) -> list[Finding]:
    """Words of the media in their order, each with its cue or time and how sure it is."""
    found = items if isinstance(items, list) else []
    told = [_passage(item if isinstance(item, dict) else {"text": item}) for item in found[:MOST_PASSAGES]]
    if rest := len(found) - len(told):
        told.append({"text": message("and {count} more", count=number_text(rest)), "count": "", "where": ""})
    return told


def _passage(item: dict[str, Any]) -> Finding:
    words = item.get("word") or item.get("text") or item.get("title") or ""
    place = _cue(item.get("cue"))
    if isinstance(start := item.get("start"), (int, float)):
        place = duration_text(start)
    sure = f"{number_text(item['confidence'])} %" if "confidence" in item else ""
    return {"text": str(words).strip(), "count": "", "where": ", ".join(filter(None, (place, sure)))}


def findings(items: Any) -> list[Finding]:
    """Findings of the same kind are told once, with how many and where."""
    told: dict[str, Finding] = {}
    cues: dict[str, list[str]] = {}
    for item in items if isinstance(items, list) else []:
        finding = _finding(item)
        text = finding["text"]
        if text in told:
            cues[text].append(finding["where"])
        else:
            told[text], cues[text] = finding, [finding["where"]]
    return [_joined(finding, cues[text]) for text, finding in told.items()]


def _joined(finding: Finding, where: list[str]) -> Finding:
    if len(where) == 1:
        return finding
    places = [place for place in where if place]
    told = ", ".join(places[:3])
    if len(places) > 3:
        told = message("{places} and {count} more", places=told, count=number_text(len(places) - 3))
    return {"text": finding["text"], "count": number_text(len(where)), "where": told}


def _finding(item: Any) -> Finding:
    if not isinstance(item, dict):
        return {"text": message(str(item)), "count": "", "where": ""}
    count = item.get("count", 1)
    examples = [_example(example) for example in item.get("examples") or ()]
    where = "; ".join(example for example in examples if example) or _cue(item.get("cue"))
    text = str(item.get("message") or item.get("code") or item)
    return {"text": message(text), "count": number_text(count) if count != 1 else "", "where": where}


def _example(example: Any) -> str:
    if not isinstance(example, dict):
        return str(example)
    detail = message(str(example.get("detail") or ""))
    return ": ".join(part for part in (_cue(example.get("cue")), detail) if part)


def _cue(number: Any) -> str:
    return "" if number is None else message("cue {number}", number=number)
