"""Repairs of the text that somebody asks for: punctuation, quotes, remarks, capitals, names of speakers.

Each takes a document and gives a new one; styles stay where they were. None is done unless it is asked for,
because all of them change what is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.captions.model.document import Cue, Document
from app.captions.model.karaoke import edited_karaoke
from app.captions.model.runs import Edit, edited
from app.core.errors import Invalid

Finder = Callable[[str], list[Edit]]
"""What to change in a cue's text, in order."""
Repair = tuple[Finder, ...]
"""A finder, and those that go on where it has changed something."""

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
_RTL_LETTER = re.compile(f"[{_RTL}]")
_LEADING = re.compile(r"^([ \t]*)([.,!?:;…\-–]{1,9})[ \t]*(?=\S)", re.MULTILINE)

QUOTES = {
    "en": ("“", "”"), "de": ("„", "“"), "fr": ("«\u202f", "\u202f»"), "es": ("«", "»"), "it": ("«", "»"),
    "pl": ("„", "”"), "cs": ("„", "“"), "sk": ("„", "“"), "sv": ("”", "”"), "fi": ("”", "”"),
    "nb": ("«", "»"), "no": ("«", "»"), "nl": ("“", "”"), "pt": ("“", "”"), "ru": ("«", "»"),
    "uk": ("«", "»"), "da": ("»", "«"), "hu": ("„", "”"), "ro": ("„", "”"),
    "el": ("«", "»"), "tr": ("“", "”"),
    "ja": ("「", "」"), "zh": ("“", "”"),
}  # fmt: skip
"""Quotes that open and close, by language."""
_DOUBLE = re.compile(r"[\"“”„«»]\u202f?|\u202f»")
_APOSTROPHE = re.compile(r"(?<=\w)['`´](?=\w)|(?<=\w)['`´](?=\s|$)")
_DASH = re.compile(r"(?<=\s)--?(?=\s)|(?<=\w)--(?=\w|\s|$)")

_REMARK = re.compile(r"\[[^\[\]\n]{1,200}(?:\n[^\[\]\n]{1,200})?\]|\([^()\n]{1,200}(?:\n[^()\n]{1,200})?\)")
_REMARK_WIDE = re.compile(r"[（［【][^（）［］【】]{1,200}[）］】]")
_MUSIC = re.compile(r"^[ \t]*[♪♫][♪♫ \t]*$", re.MULTILINE)
_NAME = re.compile(r"^(?:[-–—] ?)?([^\W\d_][\w.'’ -]{1,39}?)[ \t]?: ?(?=\S)", re.MULTILINE)
_LEFT_OVER = re.compile(
    r"^[ \t]*[-–—]?[ \t]*\n|\n[ \t]*[-–—]?[ \t]*\Z|\A[ \t]*[-–—]?[ \t]*\Z"
    r"|[ \t]{1,20}(?=[\n,.!?;:]|\Z)|^[ \t]{1,20}"
    r"|(?<=[ \t])[ \t]{1,20}",
    re.MULTILINE,
)
"""Spaces, dashes and lines that nothing is left in."""

_SENTENCE_END = re.compile(r"[.!?…]+[\"”’»)\]]*\s+$")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def right_to_left(text: str) -> list[Edit]:
    """Punctuation that was typed at the wrong end of Hebrew and Arabic lines, back at their end.

    Files for players without bidirectional text have it first in the line.
    """
    edits: list[Edit] = []
    for match in _LEADING.finditer(text):
        end = text.find("\n", match.end())
        end = len(text) if end < 0 else end
        line = text[match.end() : end]
        if not _RTL_LETTER.search(line) or line.rstrip()[-1:] in ".,!?:;…":
            continue
        marks = match[2]
        if marks in ("-", "–", "...", "…"):
            continue
        edits += [(match.start(2), match.end(), ""), (match.end() + len(line.rstrip()), end, marks)]
    return edits


def quotes_for(language: str) -> Finder:
    """Straight and foreign quotes, apostrophes and dashes as this language has them."""
    opening, closing = QUOTES.get(language.lower()[:2], QUOTES["en"])

    def find(text: str) -> list[Edit]:
        edits: list[Edit] = []
        for match in _DOUBLE.finditer(text):
            before = text[match.start() - 1 : match.start()]
            opens = not before or before.isspace() or before in "([-–—¿¡"
            edits.append((match.start(), match.end(), opening if opens else closing))
        edits += [(m.start(), m.end(), "’") for m in _APOSTROPHE.finditer(text)]
        edits += [(m.start(), m.end(), "–") for m in _DASH.finditer(text)]
        return _in_order(text, edits)

    return find


def without_remarks(text: str) -> list[Edit]:
    """Remarks for people who do not hear: sounds in brackets, music, names of speakers in capitals."""
    gone = [m.span() for pattern in (_REMARK, _REMARK_WIDE, _MUSIC) for m in pattern.finditer(text)]
    gone += [(m.start(1), m.end()) for m in _NAME.finditer(text) if m[1].isupper()]
    return _in_order(text, [(begin, end, "") for begin, end in gone])


def left_over(text: str) -> list[Edit]:
    """What stands around removed text: spaces, dashes and lines that nothing is left in."""
    return _in_order(text, [(m.start(), m.end(), "") for m in _LEFT_OVER.finditer(text)])


def sentence_case(names: Iterable[str] = ()) -> Finder:
    """Text in capitals as sentences; `names` are words that keep their capitals."""
    known = {name.casefold(): name for name in names} | {
        "i": "I",
        "i'm": "I'm",
        "i'll": "I'll",
        "i've": "I've",
    }
    known |= {"i'd": "I'd", "i’m": "I’m", "i’ll": "I’ll", "i’ve": "I’ve", "i’d": "I’d"}

    def find(text: str) -> list[Edit]:
        letters = [ch for ch in text if ch.isalpha()]
        if len(letters) < 2 or sum(ch.isupper() for ch in letters) < 0.8 * len(letters):
            return []
        edits: list[Edit] = []
        for match in _WORD.finditer(text):
            word = known.get(match[0].casefold(), match[0].lower())
            before = text[: match.start()].rstrip("\"“„«'‘([-–—♪ \n")
            if not before.strip() or _SENTENCE_END.search(text[: match.start()]) or before[-1:] in ".!?":
                word = word[:1].upper() + word[1:]
            if word != match[0]:
                edits.append((match.start(), match.end(), word))
        return edits

    return find


def _in_order(text: str, edits: list[Edit]) -> list[Edit]:
    """Edits that change something, in order, without those that begin inside another."""
    kept: list[Edit] = []
    for edit in sorted(edits):
        begin, end, new = edit
        if text[begin:end] != new and (not kept or begin >= kept[-1][1]):
            kept.append(edit)
    return kept


def repaired(document: Document, repairs: Iterable[Repair]) -> tuple[Document, int]:
    """The document after these repairs, and how many captions they changed; empty captions go."""
    repairs = list(repairs)
    changed = 0
    cues: list[Cue] = []
    for cue in document.cues:
        made = cue
        for repair in () if cue.comment else repairs:
            made = _repaired(made, repair)
        changed += made is not cue
        if made is cue or made.text.strip():
            cues.append(made)
    return replace(document, cues=cues), changed


def _repaired(cue: Cue, repair: Repair) -> Cue:
    for find in repair:
        edits = find(cue.text)
        if not edits:
            break
        karaoke = edited_karaoke(cue.karaoke, edits)
        cue = replace(cue, runs=edited(cue.runs, edits), karaoke=karaoke)
    return cue


def with_speakers_normalised(document: Document) -> tuple[Document, int]:
    """Names of speakers in the form that the file uses most: ANNA, Anna and “anna :” are one person."""
    spoken = Counter(cue.speaker.strip() for cue in document.cues if cue.speaker)
    forms: dict[str, Counter[str]] = {}
    for name, count in spoken.items():
        forms.setdefault(_key(name), Counter())[name] += count
    best = {key: _best_form(found) for key, found in forms.items()}
    cues = []
    changed = 0
    for cue in document.cues:
        speaker = best[_key(cue.speaker.strip())] if cue.speaker else None
        changed += speaker != cue.speaker
        cues.append(replace(cue, speaker=speaker) if speaker != cue.speaker else cue)
    return replace(document, cues=cues), changed


def _key(name: str) -> str:
    return " ".join(name.strip(" :.-–[]()").casefold().split())


def _best_form(forms: Counter[str]) -> str:
    """The most used form, without marks around it; capitals as in a name where there is such a form."""
    tidy = Counter[str]()
    for name, count in forms.items():
        tidy[" ".join(name.strip(" :.-–[]()").split())] += count
    mixed = [name for name in tidy if not name.isupper() and not name.islower()]
    if mixed:
        return max(mixed, key=lambda name: tidy[name])
    return max(tidy, key=lambda name: tidy[name]).title()


REPAIRS = ("right_to_left", "quotes", "remove_remarks", "sentence_case", "speakers")


def parse_repairs(value: Any) -> dict[str, Any]:
    """What `edits.text` asks for: names of `REPAIRS` with true, a language for quotes, names for capitals."""
    if not isinstance(value, Mapping):
        raise _invalid("text", "It takes an object, such as {“sentence_case”: true}.")
    for name, said in value.items():
        if name not in REPAIRS:
            raise _invalid(f"text.{str(name)[:40]}", f"There is no repair named “{str(name)[:40]}”.")
        allowed = isinstance(said, bool) or (name == "quotes" and isinstance(said, str))
        if name == "sentence_case" and isinstance(said, list):
            allowed = all(isinstance(word, str) for word in said)
        if not allowed:
            raise _invalid(f"text.{name}", f"“{name}” cannot be {str(said)[:40]!r}.")
    return dict(value)


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(
        message,
        code="invalid_edits",
        hint=f"Use any of: {', '.join(REPAIRS)}.",
        errors=[{"field": f"edits.{field}", "message": message}],
        rejected=True,
    )


def with_repairs(document: Document, asked: Mapping[str, Any]) -> tuple[Document, int]:
    """The document after the repairs that `parse_repairs` gave, and how many captions they changed."""
    repairs: list[Repair] = []
    if asked.get("right_to_left"):
        repairs.append((right_to_left,))
    if quotes := asked.get("quotes"):
        repairs.append((quotes_for(quotes if isinstance(quotes, str) else document.language or "en"),))
    if asked.get("remove_remarks"):
        repairs.append((without_remarks, left_over, left_over))
    if names := asked.get("sentence_case"):
        repairs.append((sentence_case(names if isinstance(names, list) else ()),))
    document, changed = repaired(document, repairs)
    if asked.get("speakers"):
        document, renamed = with_speakers_normalised(document)
        changed += renamed
    return document, changed
