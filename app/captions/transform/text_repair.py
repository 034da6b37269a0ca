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

from app.captions.model.direction import SIGNS, without_direction
from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Run
from app.captions.model.karaoke import edited_karaoke
from app.captions.model.runs import Edit, edited
from app.captions.transform.by_language import each_language
from app.core.errors import Invalid

Finder = Callable[[str], list[Edit]]
"""What to change in a cue's text, in order."""
Repair = tuple[Finder, ...]
"""A finder, and those that go on where it has changed something."""

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
_RTL_LETTER = re.compile(f"[{_RTL}]")
_ENDS = ".,!?:;…؟،؛"
_LEADING = re.compile(rf"^([ \t]*[-–]?[ \t]?)([{_ENDS}]{{1,9}})[ \t]*(?=\S)", re.MULTILINE)

QUOTES = {
    "en": ("“", "”"), "de": ("„", "“"), "fr": ("«\u202f", "\u202f»"), "es": ("«", "»"), "it": ("«", "»"),
    "pl": ("„", "”"), "cs": ("„", "“"), "sk": ("„", "“"), "sv": ("”", "”"), "fi": ("”", "”"),
    "nb": ("«", "»"), "no": ("«", "»"), "nl": ("“", "”"), "pt": ("“", "”"), "ru": ("«", "»"),
    "uk": ("«", "»"), "da": ("»", "«"), "hu": ("„", "”"), "ro": ("„", "”"), "bg": ("„", "“"),
    "hr": ("„", "“"), "sl": ("„", "“"), "sr": ("„", "“"), "lt": ("„", "“"), "et": ("„", "“"),
    "is": ("„", "“"), "lv": ("“", "”"), "ca": ("«", "»"), "eu": ("«", "»"), "ar": ("«", "»"),
    "fa": ("«", "»"), "el": ("«", "»"), "tr": ("“", "”"), "he": ('"', '"'),
    "ja": ("「", "」"), "zh": ("“", "”"),
}  # fmt: skip
"""Quotes that open and close, by language."""
_LONG_DASH = frozenset(("ru", "uk", "be", "bg", "es", "pt", "zh"))
"""Languages that set off a thought with the long dash."""
_SPACES = " \xa0\u202f"
_DOUBLE = re.compile(rf"(?<![\w.,!?…])«[{_SPACES}]?|[{_SPACES}]?»(?!\w)|[\"“”„«»]\u202f?")
"""Double quotes with the spaces that French puts inside; Danish ones stand the other way round."""
_APOSTROPHE = re.compile(r"(?<=\w)['`´](?=\w)|(?<=\w)['`´](?=\s|$)")
_DASH = re.compile(r"(?<=\s)--?(?=\s)|(?<=\w)--(?=\w|\s|$)")

_REMARK = re.compile(r"\[[^\[\]\n]{1,200}(?:\n[^\[\]\n]{1,200})?\]|\([^()\n]{1,200}(?:\n[^()\n]{1,200})?\)")
_REMARK_WIDE = re.compile(r"[（［【][^（）［］【】]{1,200}[）］】]")
_MUSIC = re.compile(r"^[ \t]*[♪♫][♪♫ \t]*$", re.MULTILINE)
_NAME = re.compile(
    rf"^[{SIGNS}]*+(?:[-–—] ?)?[{SIGNS}]*+([^\W\d_][\w.'’ -]{{1,39}}?)[{SIGNS}]*+[ \t]?: ?(?=\S)",
    re.MULTILINE,
)
_SIGNS = re.compile(f"[{SIGNS}]")
_LEFT_OVER = re.compile(
    r"^[ \t]*+[-–—]?[ \t]*+\n|\n[ \t]*+[-–—]?[ \t]*+\Z|\A[ \t]*+[-–—]?[ \t]*+\Z"
    r"|[ \t]{1,20}(?=[\n,.!?;:]|\Z)|^[ \t]{1,20}"
    r"|(?<=[ \t])[ \t]{1,20}",
    re.MULTILINE,
)
"""Spaces, dashes and lines that nothing is left in."""

_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[\"”’»)\]]*\s+$")
_NEW_VOICE = re.compile(r"(?:^|\n)(?:[-–—] ?|[\w.'’-]{2,30}(?: [\w.'’-]{1,30})?: ?)[\"“„«¿¡]{0,2}$")
_LOOKED_BACK = 100
"""Characters before a word in which the end of a sentence is looked for."""
_AFTER_I = ("", "'m", "'ll", "'ve", "'d", "’m", "’ll", "’ve", "’d")
_ONE_BREATH = 2 * TICKS_PER_SECOND
"""What is said after more than this is taken for something new."""
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
        if not _RTL_LETTER.search(line) or line.rstrip()[-1:] in _ENDS:
            continue
        marks = match[2]
        if marks in ("...", "…"):
            continue
        edits += [(match.start(2), match.end(), ""), (match.end() + len(line.rstrip()), end, marks)]
    return edits


def quotes_for(language: str) -> Finder:
    """Straight and foreign quotes, apostrophes and dashes as this language has them."""
    code = language.lower()[:2]
    opening, closing = QUOTES.get(code, QUOTES["en"])
    dash = "—" if code in _LONG_DASH else "–"

    def find(text: str) -> list[Edit]:
        edits: list[Edit] = []
        opened = 0
        for match in _DOUBLE.finditer(text):
            before = text[match.start() - 1 : match.start()]
            opens = not before or before.isspace() or before in "([-–—¿¡"
            if match[0] == '"' and _is_no_quote(text, match.start(), opened):
                continue
            opened += 1 if opens else -1
            edits.append((match.start(), match.end(), opening if opens else closing))
        edits += [(m.start(), m.end(), "’") for m in _APOSTROPHE.finditer(text)]
        edits += [(m.start(), m.end(), dash) for m in _DASH.finditer(text)]
        return _in_order(text, edits)

    return find


def _is_no_quote(text: str, at: int, opened: int) -> bool:
    """Inches, as in 5", and the mark in Hebrew abbreviations."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return (opened < 1 and before.isdigit()) or bool(_RTL_LETTER.match(before) and _RTL_LETTER.match(after))


def without_remarks(text: str) -> list[Edit]:
    """Remarks for people who do not hear: sounds in brackets, music, names of speakers in capitals."""
    gone = [m.span() for pattern in (_REMARK, _REMARK_WIDE, _MUSIC) for m in pattern.finditer(text)]
    gone += [(m.start(1), m.end()) for m in _NAME.finditer(text) if m[1].isupper()]
    return _in_order(text, [(begin, end, "") for begin, end in gone])


def left_over(text: str) -> list[Edit]:
    """What stands around removed text: spaces, dashes and lines that nothing is left in."""
    return _in_order(text, [(m.start(), m.end(), "") for m in _LEFT_OVER.finditer(text)])


def sentence_case(names: Iterable[str] = (), language: str = "en", begins: bool = True) -> Finder:
    """Text in capitals as sentences, which goes on with one where it does not begin one.

    `names` are words that keep their capitals.
    """
    code = language.lower()[:2]
    known = {name.casefold(): name for name in names}
    if code == "en":
        known |= {f"i{tail}": f"I{tail}" for tail in _AFTER_I}

    def find(text: str) -> list[Edit]:
        letters = [ch for ch in text if ch.isalpha()]
        if len(letters) < 2 or sum(ch.isupper() for ch in letters) < 0.8 * len(letters):
            return []
        edits: list[Edit] = []
        for match in _WORD.finditer(text):
            word = known.get(match[0].casefold()) or _lower(match[0], code)
            if _begins_sentence(text[max(0, match.start() - _LOOKED_BACK) : match.start()], begins):
                word = _with_capital(word, code)
            if word != match[0]:
                edits.append((match.start(), match.end(), word))
        return edits

    return find


def _begins_sentence(before: str, begins: bool) -> bool:
    """Whether a word begins a sentence, by the text before it; without text it is as `begins` says."""
    if _SENTENCE_END.search(before) or _NEW_VOICE.search(before):
        return True
    said = before.rstrip("\"“„«'‘([-–—♪¿¡ \n")
    return said[-1:] in (".", "!", "?") if said.strip() else begins


def _lower(word: str, language: str) -> str:
    """The word in small letters; Turkish and Azeri have an i with a dot and one without."""
    return (word.replace("İ", "i").replace("I", "ı") if language in ("tr", "az") else word).lower()


def _with_capital(word: str, language: str) -> str:
    if language in ("tr", "az") and word[:1] == "i":
        return "İ" + word[1:]
    first = 2 if language == "nl" and word[:2] == "ij" else 1
    return word[:first].upper() + word[first:]


def in_sentences(document: Document, names: Iterable[str], language: str) -> Document:
    """Captions in capitals as sentences, of which one may go on from the caption before.

    Where captions do not end with marks of punctuation, nothing shows that: each then begins a sentence.
    """
    begin, go_on = sentence_case(names, language), sentence_case(names, language, begins=False)
    shown = [cue for cue in document.cues if not cue.comment]
    marked = 4 * sum(_ends_sentence(cue.text) for cue in shown) >= len(shown)
    cues: list[Cue] = []
    last: Cue | None = None
    for cue in document.cues:
        inside = marked and last is not None and cue.start - last.end <= _ONE_BREATH
        inside = inside and last is not None and not _ends_sentence(last.text)
        cues.append(cue if cue.comment else _repaired(cue, (go_on if inside else begin,)))
        last = last if cue.comment else cue
    return replace(document, cues=cues)


def _ends_sentence(text: str) -> bool:
    return text.rstrip('"”’»)]♪ \n')[-1:] in (".", "!", "?", "…", ":", ";")


def _in_order(text: str, edits: list[Edit]) -> list[Edit]:
    """Edits that change something, in order, without those that begin inside another."""
    kept: list[Edit] = []
    for edit in sorted(edits):
        begin, end, new = edit
        if text[begin:end] != new and (not kept or begin >= kept[-1][1]):
            kept.append(edit)
    return kept


def repaired(document: Document, repairs: Iterable[Repair]) -> Document:
    """The document after these repairs; captions that they leave empty go."""
    repairs = list(repairs)
    cues: list[Cue] = []
    for cue in document.cues:
        made = cue
        for repair in () if cue.comment else repairs:
            made = _repaired(made, repair)
        if made is cue or made.text.strip():
            cues.append(made)
    return replace(document, cues=cues)


def _repaired(cue: Cue, repair: Repair) -> Cue:
    for find in repair:
        edits = find(cue.text)
        if not edits:
            break
        karaoke = edited_karaoke(cue.karaoke, edits)
        cue = replace(cue, runs=edited(cue.runs, edits), karaoke=karaoke)
    return cue


def with_speakers_normalised(document: Document) -> Document:
    """Names of speakers in the form that the file uses most: ANNA, Anna and “anna :” are one person.

    They are those of captions, of voices inside them, and those that stand before the words, “ANNA: Hello”.
    """
    written = _names_before_words(document)
    voices = [run.style.voice for cue in document.cues for run in cue.runs if run.style.voice]
    spoken = Counter([*(cue.speaker.strip() for cue in document.cues if cue.speaker), *voices, *written])
    forms: dict[str, Counter[str]] = {}
    for name, count in spoken.items():
        forms.setdefault(_key(name), Counter())[name] += count
    best = {key: _best_form(found) for key, found in forms.items()}
    return replace(document, cues=[_renamed(cue, best, set(written)) for cue in document.cues])


def _names_before_words(document: Document) -> list[str]:
    """What stands before a colon and is a name: in capitals, or there more than once in whatever form."""
    found = [m[1] for cue in document.cues if not cue.comment for m in _NAME.finditer(cue.text)]
    times = Counter(_key(name) for name in found)
    capitals = {_key(name) for name in found if name.isupper()}
    speakers = {_key(cue.speaker) for cue in document.cues if cue.speaker}
    return [name for name in found if times[_key(name)] > 1 or _key(name) in capitals | speakers]


def _renamed(cue: Cue, best: Mapping[str, str], written: set[str]) -> Cue:
    speaker = best[_key(cue.speaker.strip())] if cue.speaker else None
    if speaker != cue.speaker:
        cue = replace(cue, speaker=speaker)
    if any(run.style.voice and best[_key(run.style.voice)] != run.style.voice for run in cue.runs):
        voiced = [(run, run.style.voice) for run in cue.runs]
        named = [
            Run(run.text, replace(run.style, voice=best[_key(voice)])) if voice else run
            for run, voice in voiced
        ]
        cue = replace(cue, runs=named)

    def find(text: str) -> list[Edit]:
        names = (m for m in _NAME.finditer(text) if m[1] in written)
        ends = [(m, text.index(":", m.end(1))) for m in names]
        renamed = ((m, end, "".join(_SIGNS.findall(text[m.end(1) : end]))) for m, end in ends)
        return _in_order(text, [(m.start(1), end, best[_key(m[1])] + marks) for m, end, marks in renamed])

    return cue if cue.comment else _repaired(cue, (find,))


def _tidy(name: str) -> str:
    """A name without marks around it."""
    return " ".join(without_direction(name).strip(" :.-–[]()").split())


def _key(name: str) -> str:
    return _tidy(name).casefold()


def _best_form(forms: Counter[str]) -> str:
    """The most used form, without marks around it; capitals as in a name where there is such a form."""
    tidy = Counter[str]()
    for name, count in forms.items():
        tidy[_tidy(name)] += count
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


def with_repairs(
    document: Document, asked: Mapping[str, Any], language: str | None = None
) -> tuple[Document, int]:
    """The document after the repairs that `parse_repairs` gave, and how many captions they changed.

    `language` is that of a document that does not say its own.
    """

    def of_one(part: Document, own: str | None) -> Document:
        return _with_repairs(part, asked, own if own and not own.startswith("x-") else language or "en")

    made = each_language(document, of_one)
    if asked.get("speakers"):
        made = with_speakers_normalised(made)
    same = {id(cue) for cue in made.cues}
    return made, sum(id(cue) not in same for cue in document.cues)


def _with_repairs(document: Document, asked: Mapping[str, Any], language: str) -> Document:
    """The repairs of a text in one language."""
    repairs: list[Repair] = []
    if asked.get("right_to_left"):
        repairs.append((right_to_left,))
    if quotes := asked.get("quotes"):
        repairs.append((quotes_for(quotes if isinstance(quotes, str) else language),))
    if asked.get("remove_remarks"):
        repairs.append((without_remarks, left_over, left_over))
    made = repaired(document, repairs)
    if names := asked.get("sentence_case"):
        made = in_sentences(made, names if isinstance(names, list) else (), language)
    return made
