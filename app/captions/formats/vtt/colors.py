"""Colours in WebVTT: the eight default classes, and a class of ours for any other."""

from __future__ import annotations

import re

from app.captions.model.colors import BASIC, BASIC_NAMES

_OURS = re.compile(r"(c|bg)_([0-9a-f]{6}(?:[0-9a-f]{2})?)\Z")
_OUR_RULE = re.compile(r"::cue\(\.(?:c|bg)_[0-9a-f]{6,8}\) \{ (?:background-)?color: #[0-9a-f]{6,8} \}\Z")


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
    """The class name of each colour met (`bg:` before it for the one behind text), made when asked."""

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
        return "STYLE\n" + "\n".join(rules) + "\n" if rules else ""
