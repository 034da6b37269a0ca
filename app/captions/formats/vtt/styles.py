"""What a WebVTT file's own style sheets set (WebVTT, section 8): `::cue(.loud) { color: red }`.

Rules for all cues, for a tag, classes, a voice, a language or the name of a cue are read; what they set is
given to the runs, so that it is not lost in other formats. The style sheets themselves are carried along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.captions.formats.style_sheets.css import declarations, rules
from app.captions.formats.vtt.colors import STYLE_CLASS
from app.captions.model.document import PLAIN, Cue, Document, Run, Style
from app.captions.model.losses import Losses
from app.captions.model.run_builder import interned

_SELECTOR = re.compile(r"(?:video)?::cue(?:\(\s{0,9}([^()]{0,200}(?:\([^()]{0,60}\))?)\s{0,9}\))?\Z")
_ARGUMENT = re.compile(
    r"(?P<tag>\*|c|i|b|u|v|ruby|rt|lang)?"
    r"(?:#(?P<id>[\w-]{1,100}))?"
    r"(?P<classes>(?:\.[\w-]{1,60}){0,9})"
    r"(?:\[(?P<name>voice|lang)=[\"']?(?P<value>[^\"'\]]{1,100})[\"']?\]|:lang\((?P<lang>[\w-]{1,40})\))?\Z"
)
_TAG_FIELDS = {"i": "italic", "b": "bold", "u": "underline"}
_MOST_RULES = 200


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector with what it sets; `tag`, `name` and the others are None where it asks for none."""

    sets: tuple[tuple[str, Any], ...]
    tag: str | None = None
    name: str | None = None
    classes: frozenset[str] = frozenset()
    voice: str | None = None
    language: str | None = None

    @property
    def for_all(self) -> bool:
        """Whether it holds for all cues."""
        return not (self.tag or self.name or self.classes or self.voice or self.language)

    def holds(self, style: Style, speaker: str | None, name: str | None) -> bool:
        """Whether it is for a run in this style of a cue with this speaker and name."""
        if self.name is not None and self.name != name:
            return False
        voice = style.voice or speaker
        if self.voice is not None and self.voice != voice:
            return False
        if self.language is not None and not (style.language or "").startswith(self.language):
            return False
        return self.classes <= set(style.classes) and self._has_tag(style, voice)

    def _has_tag(self, style: Style, voice: str | None) -> bool:
        match self.tag:
            case None:
                return True
            case "v":
                return bool(voice)
            case "c":
                return bool(style.classes or style.color or style.background)
            case "lang":
                return bool(style.language)
            case "ruby" | "rt":
                return bool(style.ruby)
        return bool(getattr(style, _TAG_FIELDS[self.tag]))


class SheetStyles:
    """The rules of a file's style sheets, in order; `unread` are selectors and properties passed over."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self.rules: list[Rule] = []
        self.unread: list[str] = []
        for sheet in sheets:
            for selectors, body in rules(sheet):
                self._add(selectors, body)
        self._given: dict[tuple[Style, str | None, str | None, bool], dict[str, Any]] = {}
        self._names = any(rule.name is not None for rule in self.rules)

    def _add(self, selectors: str, body: str) -> None:
        found = declarations(body)
        self.unread += [f"{selectors} {{ {name} }}" for name in found.unread]
        for selector in selectors.split(","):
            rule = _rule(selector.strip(), found.fields)
            if rule is None or len(self.rules) >= _MOST_RULES:
                self.unread.append(selector.strip())
            elif found.fields:
                self.rules.append(rule)

    @property
    def base(self) -> Style:
        """What the rules for all cues set."""
        fields: dict[str, Any] = {}
        for rule in self.rules:
            if rule.for_all:
                fields |= dict(rule.sets)
        return interned(replace(PLAIN, **fields)) if fields else PLAIN

    def given(self, cue: Cue, style: Style, tags: bool = True) -> dict[str, Any]:
        """What the rules set for a run in this style, without `tags` only those that ask for no tag.

        Those of a tag are not asked to set the tag itself.
        """
        key = (style, cue.speaker, cue.id if self._names else None, tags)
        fields = self._given.get(key)
        if fields is None:
            fields = {}
            for rule in self.rules:
                if rule.for_all or (rule.tag and not tags):
                    continue
                if rule.holds(style, cue.speaker, cue.id):
                    own = _TAG_FIELDS.get(rule.tag or "")
                    fields |= {name: value for name, value in rule.sets if name != own}
            self._given[key] = fields
        return fields


def _rule(selector: str, fields: dict[str, Any]) -> Rule | None:
    """A selector as a rule; None when it asks for something that is not read."""
    outer = _SELECTOR.match(selector)
    match = _ARGUMENT.match((outer[1] or "").strip()) if outer else None
    if match is None:
        return None
    attribute = {match["name"]: match["value"]} if match["name"] else {}
    return Rule(
        tuple(fields.items()),
        tag=match["tag"] if match["tag"] != "*" else None,
        name=match["id"],
        classes=frozenset(filter(None, match["classes"].split("."))),
        voice=attribute.get("voice"),
        language=match["lang"] or attribute.get("lang"),
    )


def apply_styles(document: Document, sheets: SheetStyles) -> None:
    """Give every run what the style sheets set and it does not set itself."""
    document.base_style = sheets.base
    if all(rule.for_all for rule in sheets.rules):
        return
    for cue in document.cues:
        cue.runs = [Run(run.text, _with(run.style, sheets.given(cue, run.style))) for run in cue.runs]


def _with(style: Style, given: dict[str, Any]) -> Style:
    kept = tuple(name for name in style.classes if not STYLE_CLASS.match(name))
    unset = {name: value for name, value in given.items() if not getattr(style, name)}
    if not unset and len(kept) == len(style.classes):
        return style
    return interned(replace(style, **unset, classes=kept))


def without_styles(cue: Cue, sheets: SheetStyles) -> list[Run]:
    """The runs without what the style sheets already set, for writing; the same list when nothing is set."""
    if all(rule.for_all for rule in sheets.rules):
        return cue.runs
    return [Run(run.text, _untouched(cue, run.style, sheets)) for run in cue.runs]


def _untouched(cue: Cue, style: Style, sheets: SheetStyles) -> Style:
    """The style before the rules were applied: a tag that a class gave is none that a rule may ask for."""
    tagged = _without(style, sheets.given(cue, style, tags=False))
    return _without(style, sheets.given(cue, tagged))


def _without(style: Style, given: dict[str, Any]) -> Style:
    same = {name: getattr(PLAIN, name) for name, value in given.items() if getattr(style, name) == value}
    return interned(replace(style, **same)) if same else style


def note_style_sheets(document: Document, losses: Losses) -> None:
    """Record the rules of a WebVTT file's style sheets that no other format takes over."""
    for detail in SheetStyles(document.extras["vtt"].get("styles", ())).unread:
        losses.add("style_sheet", "Rules of style sheets", detail=detail)


_READ = ("language:", "x-timestamp-map")
"""Lines of a header that say what is read: the language, and how times are counted."""


def note_header(document: Document, losses: Losses) -> None:
    """Record what the header of a WebVTT file says beside its times and its language."""
    said = document.extras["vtt"]
    lines = [said.get("title", ""), *said.get("header", ())]
    for line in lines:
        if line and not line.lower().startswith(_READ):
            losses.add("header", "Lines in the head of the file", detail=line)
