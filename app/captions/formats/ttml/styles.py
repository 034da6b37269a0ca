"""The style sheet of a TTML file and the cascade of computed styles.

A `ComputedStyle` is the style of an element after inheritance. Equal children of one are one object, so a
film of 1,500 captions has a handful, each turned into a document `Style` once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.captions.formats.ttml import lengths
from app.captions.formats.ttml.lengths import Screen
from app.captions.formats.ttml.names import INHERITED, STYLE_NAMES
from app.captions.model.document import Align, Style
from app.captions.model.style_properties import says_something
from app.core.errors import CaptionError

Specified = tuple[tuple[str, str], ...]
"""Style attributes said on one element, in the order they apply."""

MAX_CHAIN = 100
_SHOWN_BY_RUNS = frozenset(
    ("tts:color", "tts:fontStyle", "tts:fontWeight", "tts:textDecoration", "tts:textAlign", "tts:visibility")
)
_BY_FIELDS = _SHOWN_BY_RUNS | {
    "tts:backgroundColor",
    "tts:display",
    "tts:fontFamily",
    "tts:fontSize",
    "tts:ruby",
}
"""Style attributes that the fields of `Style` and of `Placement` hold."""
_PLACE = frozenset(f"tts:{name}" for name in ["origin", "extent", "position", "displayAlign", "writingMode"])
_HELD = _BY_FIELDS | _PLACE
BLOCK = INHERITED | {f"tts:{name}" for name in ["opacity", "border", "padding", "unicodeBidi", "bpd", "ipd"]}
"""Style attributes that are kept with a paragraph that says them, or stands in a block that does."""
_ALIGN = {align.value: align for align in Align}


class StyleSheet:
    """`<style>` elements by id, each resolved once."""

    def __init__(self) -> None:
        self._raw: dict[str, dict[str, str]] = {}
        self._done: dict[str, dict[str, str]] = {}
        self._open: set[str] = set()
        self._initial: dict[str, str] = {}

    def add(self, attributes: dict[str, str]) -> None:
        """Take in a `<style>` element; a second one with the same id does not replace the first."""
        self._raw.setdefault(attributes.get("xml:id") or attributes.get("id", ""), attributes)

    def add_initial(self, attributes: dict[str, str]) -> None:
        """Take in an `<initial>` element (TTML2, section 10.1.1)."""
        self._initial.update((k, v) for k, v in attributes.items() if k in STYLE_NAMES)

    @property
    def initial(self) -> Specified:
        """What the file declares as initial values."""
        return tuple(self._initial.items())

    def specified(self, attributes: dict[str, str], nested: list[dict[str, str]] | None = None) -> Specified:
        """The styles said on an element: by reference, then by nested `<style>`, then inline."""
        reference = attributes.get("style")
        found = dict(self._referenced(reference)) if reference else {}
        for inner in nested or ():
            found.update(self.specified(inner))
        for name, value in attributes.items():
            if name in STYLE_NAMES:
                found[name] = value
        return tuple(found.items())

    def _referenced(self, reference: str) -> dict[str, str]:
        names = reference.split()
        if len(names) == 1:
            return self._resolved(names[0])
        found: dict[str, str] = {}
        for name in names:
            found.update(self._resolved(name))
        return found

    def _resolved(self, name: str) -> dict[str, str]:
        done = self._done.get(name)
        raw = self._raw.get(name)
        if done is not None or raw is None or name in self._open:
            return done or {}
        if len(self._open) >= MAX_CHAIN:
            raise CaptionError(
                f"Styles in this file refer to one another more than {MAX_CHAIN} deep.",
                code="xml_too_deep",
                hint="Flatten the style references in the file.",
                rejected=True,
            )
        self._open.add(name)
        done = self._done[name] = dict(self.specified(raw))
        self._open.discard(name)
        return done


@dataclass(eq=False, slots=True)
class ComputedStyle:
    """Computed style of an element: canonical attribute values, font size, inherited text background."""

    values: dict[str, str]
    kind: str = "root"
    size: float = 100.0
    block_size: float = 100.0
    block_font: str | None = None
    block: dict[str, str] = field(default_factory=dict)
    background: str | None = None
    hidden: bool = False
    _children: dict[tuple[str, Specified], ComputedStyle] = field(default_factory=dict)
    _styles: dict[str | None, Style] = field(default_factory=dict)
    _carried: dict[str, str] | None = None

    def child(self, kind: str, specified: Specified, screen: Screen) -> ComputedStyle:
        """The style of a child element of this kind ("region", "body", "div", "p", "span")."""
        key = (kind, specified)
        found = self._children.get(key)
        if found is None:
            found = self._children[key] = self._derive(kind, dict(specified), screen)
        return found

    def _derive(self, kind: str, said: dict[str, str], screen: Screen) -> ComputedStyle:
        passed = BLOCK if self.kind in ("body", "div") and kind != "span" else INHERITED
        values = {name: value for name, value in self.values.items() if name in passed}
        decoration = _decoration(values.get("tts:textDecoration", ""), said.get("tts:textDecoration"))
        values.update(said)
        if decoration:
            values["tts:textDecoration"] = decoration
        inline = kind == "span"
        size = screen.font_size(said["tts:fontSize"], self.size) if "tts:fontSize" in said else self.size
        background = self.background if self.kind in ("p", "span") else None
        if kind in ("p", "span") and "tts:backgroundColor" in said:
            own = lengths.color(said["tts:backgroundColor"])
            background = background if own is None or own[7:] == "00" else own
        return ComputedStyle(
            values,
            kind,
            size,
            block_size=self.block_size if inline else size,
            block_font=self.block_font if inline else values.get("tts:fontFamily"),
            block=self.block if inline else values,
            background=background,
            hidden=self.hidden or said.get("tts:display") == "none",
        )

    def unkept(self) -> set[str]:
        """The names of what elements below this one say where the document has no place for it."""
        found: set[str] = set()
        waiting = [self]
        while waiting:
            for (kind, said), child in waiting.pop()._children.items():
                found.update(name for name, value in said if not _is_kept(kind, name, value))
                found.update(f"{name} {value}" for name, value in said if _is_odd(name, value))
                waiting.append(child)
        return found

    @property
    def shown(self) -> bool:
        """Whether its text is on the screen."""
        return not self.hidden and self.values.get("tts:visibility") != "hidden"

    @property
    def align(self) -> Align | None:
        """tts:textAlign, when the file says one that the document knows."""
        return _ALIGN.get(self.values.get("tts:textAlign", ""))

    def style(self, language: str | None) -> Style:
        """The document style of text in this element; size and font count against the paragraph's own."""
        found = self._styles.get(language)
        if found is None:
            found = self._styles[language] = self._style(language)
        return found

    def _style(self, language: str | None) -> Style:
        values = self.values
        color = lengths.color(values.get("tts:color", ""))
        if color == "#ffffff":
            color = None  # captions are white when nobody says otherwise
        decoration = values.get("tts:textDecoration", "").split()
        font = values.get("tts:fontFamily")
        size = round(self.size * 100 / self.block_size) if self.block_size else 100
        return Style(
            italic=values.get("tts:fontStyle") in ("italic", "oblique"),
            bold=values.get("tts:fontWeight") == "bold",
            underline="underline" in decoration,
            strike="lineThrough" in decoration,
            color=color,
            background=self.background,
            font=font if font != self.block_font else None,
            size=size if size != 100 else None,
            language=language,
            properties=self._properties() if self.values is not self.block else (),
        )

    def _properties(self) -> tuple[tuple[str, str], ...]:
        """What this element says that its paragraph does not, and that has no field in `Style`."""
        said = self.values.items() - self.block.items()
        return tuple(sorted((n.removeprefix("tts:"), v) for n, v in said if n not in _HELD))

    @property
    def carried(self) -> dict[str, str]:
        """Block styles that only TTML understands, to be written back: line height, padding, outline..."""
        if self._carried is None:
            kept = {k: v for k, v in self.values.items() if k in BLOCK and k not in _SHOWN_BY_RUNS}
            kept.pop("tts:fontSize", None)
            if round(self.size, 2) != 100:
                kept["tts:fontSize"] = f"{round(self.size, 2):g}%"
            self._carried = dict(sorted(kept.items()))
        return self._carried


_ODD_VALUES = {
    "tts:textAlign": ("justify",),
    "tts:displayAlign": ("justify",),
    "tts:display": ("inlineBlock",),
    "tts:textDecoration": ("overline",),
}
"""Values that the document has no place for, of attributes that it has."""


def _is_odd(name: str, value: str) -> bool:
    """Whether a value is passed over though its attribute is kept; of two sizes only the height counts."""
    words = value.split()
    if name == "tts:fontSize":
        return len(words) == 2 and words[0] != words[1]
    if name in ("tts:color", "tts:backgroundColor"):
        return bool(words) and lengths.color(value) is None
    return name in _ODD_VALUES and any(word in _ODD_VALUES[name] for word in words)


def _is_kept(kind: str, name: str, value: str) -> bool:
    """Whether a style attribute that this kind of element says is kept."""
    if kind in ("region", "root") or name in BLOCK or not says_something(name.removeprefix("tts:"), value):
        return True
    if name == "tts:backgroundColor":
        return kind in ("p", "span") or lengths.color(value) in (None, "#00000000")
    return name in _BY_FIELDS or kind == "span" or (kind == "p" and name in _PLACE)


def _decoration(inherited: str, said: str | None) -> str:
    """Merge "underline" with "noUnderline lineThrough" and such; "none" clears all."""
    if said is None or not said.strip():
        return inherited
    words = set() if said.strip() == "none" else set(inherited.split())
    for word in said.split():
        if word.startswith("no") and word != "none":
            words.discard(word[2:3].lower() + word[3:])
        elif word != "none":
            words.add(word)
    return " ".join(sorted(words)) or "none"
