"""CSS declarations of caption style sheets (WebVTT `::cue`, SAMI) as the fields of a `Style`, and back.

Values are searched, never evaluated; nothing that a sheet names is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from app.captions.model.colors import parse_color
from app.captions.model.document import Style

LONGEST_SHEET = 65_536
_RULE = re.compile(r"([^{}]{0,500})\{([^{}]{0,2000})\}")
_COMMENT = re.compile(r"/\*[^*]{0,5000}(?:\*(?!/)[^*]{0,5000}){0,100}\*/|<!--|-->")
_DECLARATION = re.compile(r"(?:\A|;)\s{0,99}([a-z-]{1,40})\s{0,9}:\s{0,9}([^;]{1,120})", re.IGNORECASE)
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)%\Z")
_EM = re.compile(r"(\d{1,2}(?:\.\d{1,3})?)em\Z")
_BOLD = ("bold", "bolder", "600", "700", "800", "900")
_PROPERTIES = {
    "opacity": "opacity",
    "text-shadow": "textShadow",
    "text-combine-upright": "textCombine",
    "text-emphasis": "textEmphasis",
    "letter-spacing": "letterSpacing",
    "line-height": "lineHeight",
    "ruby-position": "rubyPosition",
}
"""CSS properties that are kept as style attributes of TTML2, which has most of them from CSS."""
_VALUES = {"over": "before", "under": "after", "digits": "digits", "none": "none"}


class Declarations(NamedTuple):
    """What a block of declarations sets, by `Style`'s fields, and the properties that were not read."""

    fields: dict[str, Any]
    unread: tuple[str, ...]


def rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Every rule of a style sheet as its selector and its declarations."""
    for selector, body in _RULE.findall(_COMMENT.sub(" ", sheet[:LONGEST_SHEET])):
        yield " ".join(selector.split()), body


def declarations(body: str) -> Declarations:
    """The declarations of one rule; later ones win."""
    fields: dict[str, Any] = {}
    properties: dict[str, str] = {}
    unread: list[str] = []
    for name, value in _DECLARATION.findall(body):
        name, value = name.lower(), " ".join(value.split()).removesuffix("!important").strip()
        if name in _PROPERTIES:
            properties[_PROPERTIES[name]] = _property(name, value)
        elif (found := _field(name, value)) is None:
            unread.append(name)
        else:
            fields |= found
    if properties:
        fields["properties"] = tuple(sorted(properties.items()))
    return Declarations(fields, tuple(unread))


def _property(name: str, value: str) -> str:
    """A value as TTML2 writes it, where an opacity is a number and never per cent."""
    if name == "opacity" and (share := _PERCENT.match(value)):
        return f"{float(share[1]) / 100:g}"
    return _VALUES.get(value.lower(), value)


def _field(name: str, value: str) -> dict[str, Any] | None:
    """What one declaration sets; None when it is not read."""
    word = value.lower()
    match name:
        case "color":
            return _color("color", word)
        case "background" | "background-color":
            return _color("background", word)
        case "font-style":
            return {"italic": word in ("italic", "oblique")}
        case "font-weight":
            return {"bold": word in _BOLD}
        case "text-decoration" | "text-decoration-line":
            return {"underline": "underline" in word, "strike": "line-through" in word}
        case "font-family":
            return {"font": value.split(",")[0].strip("\"' ")[:80] or None}
        case "font-size":
            return _size(word)
    return None


def _color(field: str, value: str) -> dict[str, Any] | None:
    color = parse_color(value)
    return {field: color} if color else None


def _size(value: str) -> dict[str, Any] | None:
    if match := _PERCENT.match(value):
        return {"size": round(float(match[1]))}
    if match := _EM.match(value):
        return {"size": round(100 * float(match[1]))}
    return None


CSS_PROPERTIES = frozenset({"opacity", "textShadow", "textCombine", "lineHeight", "rubyPosition"})
"""The properties that WebVTT lets a `::cue` rule set."""
_NAMES = {name: css for css, name in _PROPERTIES.items()}
_CSS_VALUES = {"before": "over", "after": "under"}


def css_of(style: Style) -> str:
    """The declarations for what a style says, in one fixed order."""
    lines = [word for word, on in (("underline", style.underline), ("line-through", style.strike)) if on]
    said = [
        ("color", style.color),
        ("background-color", style.background),
        ("font-style", "italic" if style.italic else None),
        ("font-weight", "bold" if style.bold else None),
        ("text-decoration", " ".join(lines)),
        ("font-family", f'"{font_name(style.font)}"' if style.font else None),
        ("font-size", f"{style.size}%" if style.size is not None else None),
        *((_NAMES[n], _CSS_VALUES.get(v, v)) for n, v in style.properties if n in CSS_PROPERTIES),
    ]
    return "; ".join(f"{name}: {safe_value(value)}" for name, value in said if value)


def font_name(font: str) -> str:
    """The name of a typeface without what would end its declaration or the sheet."""
    return re.sub(r"[^\w .-]", "", font)[:80]


def safe_value(value: str) -> str:
    """A value without what would end its declaration, its rule or the sheet."""
    return re.sub(r"[{};<>\n&]|-->", "", value)[:120]
