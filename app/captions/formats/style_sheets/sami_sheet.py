"""The style sheet of a SAMI file, and styles on its paragraphs and spans, as styles of the document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.captions.formats.style_sheets.css import declarations, font_name, rules, safe_value
from app.captions.model.document import PLAIN, Run, Style
from app.captions.model.run_builder import interned

_SHEET = re.compile(r"<style\b[^<>]{0,200}>(.{0,65536}?)</style>", re.IGNORECASE | re.DOTALL)
_SELECTOR = re.compile(r"(?:(p|body|sync)|(?:p)?([.#][\w-]{1,60}))\Z", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"\b(class|id|style)\s{0,9}=\s{0,9}(\"[^\"]{0,500}\"|'[^']{0,500}'|[^\s\"'>]{1,100})", re.IGNORECASE
)
_SPAN = re.compile(r"<(/?)span\b([^<>]{0,600})>", re.IGNORECASE)
_OF_SAMI = ("name", "lang", "samitype")
_USUAL = {"color": "#ffffff", "background": "#000000", "font": "Arial"}
"""What captions look like when a SAMI file says nothing: white on black, as its players show them."""
_TAGS = {"italic": "i", "bold": "b", "underline": "u", "strike": "s"}


class SamiSheet:
    """What elements, classes and IDs set; `unread` are properties and selectors that were passed over."""

    def __init__(self, text: str) -> None:
        self._rules: dict[str, dict[str, Any]] = {}
        self.unread: list[str] = []
        for sheet in _SHEET.findall(text):
            for selectors, body in rules(sheet):
                self._add(selectors, body)

    def _add(self, selectors: str, body: str) -> None:
        found = declarations(body)
        self.unread += [name for name in found.unread if name not in _OF_SAMI]
        for selector in selectors.split(","):
            match = _SELECTOR.match(selector.strip())
            if match is None:
                self.unread.append(selector.strip())
                continue
            name = (match[1] or match[2]).lower()
            self._rules[name] = self._rules.get(name, {}) | found.fields

    def knows(self, identity: str) -> bool:
        """Whether the sheet has a rule for elements of this ID."""
        return f"#{identity.lower()}" in self._rules

    def base(self, class_name: str) -> Style:
        """The look of all captions of this class."""
        fields: dict[str, Any] = {}
        for name in ("body", "sync", "p", f".{class_name.lower()}"):
            fields |= self._rules.get(name, {})
        said = {name: value for name, value in fields.items() if _USUAL.get(name) != value}
        return interned(replace(PLAIN, **said)) if said else PLAIN

    def fields(self, attributes: str, class_name: str = "") -> dict[str, Any]:
        """What an element's ID, class and own style set, beyond the class of its captions."""
        said: dict[str, Any] = {}
        for name, raw in _ATTRIBUTE.findall(attributes):
            name, value = name.lower(), raw.strip("\"'")
            if name == "style":
                found = declarations(value)
                self.unread += found.unread
                said |= found.fields
            elif name == "id":
                said |= self._rules.get(f"#{value.lower()}", {})
            elif value.lower() != class_name.lower():
                said |= self._rules.get(f".{value.lower()}", {})
        return said

    def with_spans_as_tags(self, body: str) -> str:
        """The text with the `<span>`s that a style is known of as the tags that say the same."""
        closing: list[str] = []

        def tag(match: re.Match[str]) -> str:
            if match[1]:
                return closing.pop() if closing else ""
            opening, end = _as_tags(self.fields(match[2]))
            closing.append(end)
            return opening

        return _SPAN.sub(tag, body)


def _as_tags(fields: dict[str, Any]) -> tuple[str, str]:
    names = [tag for field, tag in _TAGS.items() if fields.get(field)]
    opening, closing = "".join(f"<{n}>" for n in names), "".join(f"</{n}>" for n in reversed(names))
    color, font = fields.get("color"), fields.get("font")
    if color or font:
        said = (f' color="{color}"' if color else "") + (f' face="{font}"' if font else "")
        return f"<font{said}>{opening}", f"{closing}</font>"
    return opening, closing


def styled(runs: Iterable[Run], fields: dict[str, Any]) -> list[Run]:
    """The runs with these fields where they do not set their own."""
    made = []
    for run in runs:
        unset = {name: value for name, value in fields.items() if value and not getattr(run.style, name)}
        made.append(Run(run.text, interned(replace(run.style, **unset)) if unset else run.style))
    return made


def css_of_base(base: Style) -> str:
    """The rule for paragraphs in a written file: white on black, and what all captions look like."""
    lines = [word for word, on in (("underline", base.underline), ("line-through", base.strike)) if on]
    flags = [
        ("font-style", "italic" if base.italic else ""),
        ("font-weight", "bold" if base.bold else ""),
        ("text-decoration", " ".join(lines)),
        ("font-size", f"{base.size}%" if base.size else ""),
    ]
    said = [
        ("font-family", font_name(base.font or "") or _USUAL["font"]),
        ("color", base.color or "white"),
        ("background-color", base.background or "black"),
        *flags,
    ]
    return " ".join(f"{name}: {safe_value(value)};" for name, value in said if value)
