"""Style attributes of TTML2 beyond the fields of `Style`: what they are called, and which mean something.

They stand in `Style.properties`, and on whole paragraphs in `Cue.extras["ttml"]`, by their TTML names;
those of the namespace tts: without prefix. Other formats map what they can: WebVTT CSS, SubStation codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from app.captions.model.document import Run, Style

Properties = tuple[tuple[str, str], ...]

_MESSAGES = {
    "textEmphasis": "Emphasis marks (bouten)",
    "textCombine": "Upright digits in vertical text (tate-chu-yoko)",
    "textOrientation": "Orientation of characters in vertical text",
    "shear": "Slanted text",
    "fontShear": "Slanted text",
    "lineShear": "Slanted text",
    "textOutline": "Outline of text",
    "textShadow": "Shadow of text",
    "opacity": "Opacity of text",
    "letterSpacing": "Spacing of letters",
    "itts:forcedDisplay": "Captions forced to be displayed",
    "fontFamily": "Typeface of whole captions",
    "fontSize": "Text size of whole captions",
    "ttm:role": "Role of captions",
}
_INITIAL = {
    "textEmphasis": ("none", ""),
    "fontKerning": ("normal",),
    "opacity": ("1", "1.0"),
    "shear": ("0%",),
    "fontShear": ("0%",),
    "lineShear": ("0%",),
    "itts:forcedDisplay": ("false",),
    "itts:fillLineGap": ("false",),
    "ebutts:linePadding": ("0c",),
    "ebutts:multiRowAlign": ("auto",),
    "direction": ("ltr",),
    "wrapOption": ("wrap",),
    "lineHeight": ("normal",),
    "fontFamily": ("default",),
    "overflow": ("hidden",),
    "padding": ("0px", "0%", "0c"),
    "showBackground": ("always",),
    "unicodeBidi": ("normal",),
    "rubyPosition": ("outside",),
    "rubyAlign": ("center",),
    "zIndex": ("auto", "0"),
    "luminanceGain": ("1.0", "1"),
    "textOrientation": ("mixed",),
    "writingMode": ("lrtb", "lr"),
}
_NONE = ("none", "normal", "auto", "")
_RUN_PROPERTIES = frozenset(
    [
        "textEmphasis",
        "textCombine",
        "textOrientation",
        "shear",
        "fontShear",
        "lineShear",
        "textOutline",
        "textShadow",
        "opacity",
        "letterSpacing",
        "fontVariant",
    ]
)
"""What is said of a whole paragraph and can be said of each of its runs."""
SLANTS = ("shear", "fontShear", "lineShear")
_UPPER = re.compile(r"(?<=[a-z])(?=[A-Z])")


def message_of(name: str) -> str:
    """What a property is, as a sentence of a loss report."""
    return _MESSAGES.get(name, f"The style attribute {name}")


def kind_of(name: str) -> str:
    """The kind of the loss of a property: `text_emphasis` for `textEmphasis`."""
    return _UPPER.sub("_", name.rpartition(":")[2]).lower()


def says_something(name: str, value: str) -> bool:
    """Whether the value differs from what holds when nothing is said."""
    return value.strip() not in _INITIAL.get(name, _NONE)


@lru_cache(maxsize=4096)
def is_slanted(style: Style) -> bool:
    """Whether a property makes the text lean."""
    return any(name in SLANTS and says_something(name, value) for name, value in style.properties)


@lru_cache(maxsize=4096)
def with_properties(style: Style, added: Properties) -> Style:
    """The style with further properties; what it says itself stays."""
    said = {**dict(added), **dict(style.properties)}
    return replace(style, properties=tuple(sorted(said.items())))


@lru_cache(maxsize=4096)
def without_property(style: Style, names: frozenset[str]) -> Style:
    """The style without the properties of these names."""
    return replace(style, properties=tuple(item for item in style.properties if item[0] not in names))


def split_block(said: Mapping[str, str]) -> tuple[Properties, Properties]:
    """A paragraph's attributes as those that its runs can have, and the others, without initial values."""
    named = ((name.removeprefix("tts:"), value) for name, value in said.items())
    meant = [(name, value) for name, value in named if says_something(name, value)]
    on_runs = tuple(sorted(item for item in meant if item[0] in _RUN_PROPERTIES))
    return on_runs, tuple(item for item in meant if item[0] not in _RUN_PROPERTIES)


def on_runs(runs: Iterable[Run], added: Properties) -> list[Run]:
    """The runs with these properties where they do not say their own."""
    return [Run(run.text, with_properties(run.style, added)) for run in runs]
