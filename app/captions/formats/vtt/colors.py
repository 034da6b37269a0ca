"""Colours and other looks in WebVTT: the eight default classes, and a class of ours for any other."""

from __future__ import annotations

import re
from functools import lru_cache

from app.captions.formats.style_sheets.css import css_of
from app.captions.model.colors import BASIC, BASIC_NAMES
from app.captions.model.document import Style

_OURS = re.compile(r"(c|bg)_([0-9a-f]{6}(?:[0-9a-f]{2})?)\Z")
_OUR_RULE = re.compile(
    r"::cue\(\.(?:(?:c|bg)_[0-9a-f]{6,8}\) \{ (?:background-)?color: #[0-9a-f]{6,8}"
    r"|style_\d{1,9}\) \{[^{}]*) \}\Z"
)
STYLE_CLASS = re.compile(r"style_\d{1,9}\Z")
"""The classes for what else a `::cue` rule can set: typeface, size, opacity and others."""


def class_color(name: str) -> tuple[str, str] | None:
    """`("color" or "background", "#rrggbb")` for a default class or one of ours, else None."""
    if name in BASIC:
        return "color", BASIC[name]
    if name.startswith("bg_") and name[3:] in BASIC:
        return "background", BASIC[name[3:]]
    if match := _OURS.match(name):
        return ("color" if match[1] == "c" else "background"), "#" + match[2]
    return None


def is_our_style(css: str) -> bool:
    """Whether a STYLE block has only rules of ours, which are written anew from the colours."""
    return all(_OUR_RULE.match(line) for line in css.split("\n"))


class ColorClasses(dict[str, str]):
    """The class name of each colour met (`bg:` before it for the one behind text), made when asked.

    `style_classes` are the classes of the other things that a rule can set, by their declarations.
    """

    def __init__(self) -> None:
        super().__init__()
        self.style_classes: dict[str, str] = {}

    def style_class(self, style: Style) -> str | None:
        """The class for what this style says and no tag or colour class does; None when there is nothing."""
        if not (style.font or style.size is not None or style.strike or style.properties):
            return None
        css = _css_without_tags(style)
        return self.style_classes.setdefault(css, f"style_{len(self.style_classes) + 1}") if css else None

    def __missing__(self, key: str) -> str:
        behind, color = key.startswith("bg:"), key.removeprefix("bg:")
        prefix = "bg" if behind else "c"
        basic = BASIC_NAMES.get(color, "")
        named = f"bg_{basic}" if behind else basic
        self[key] = name = named if basic else f"{prefix}_{color[1:]}"
        return name

    def style_block(self) -> str:
        """The STYLE block for the colours without a default class, "" when there is none."""
        rules = []
        for key, name in self.items():
            color = key.removeprefix("bg:")
            if color not in BASIC_NAMES:
                rules.append(
                    f"::cue(.{name}) {{ {'color' if color == key else 'background-color'}: {color} }}"
                )
        rules += [f"::cue(.{name}) {{ {css} }}" for css, name in self.style_classes.items()]
        return "STYLE\n" + "\n".join(rules) + "\n" if rules else ""


@lru_cache(maxsize=1024)
def _css_without_tags(style: Style) -> str:
    """The declarations for what of a style has neither a tag nor a colour class."""
    return css_of(
        Style(
            underline=style.underline and style.strike,
            strike=style.strike,
            font=style.font,
            size=style.size,
            properties=style.properties,
        )
    )
