"""What a TTML file says that the caption document has no place for, told once a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.captions.formats.ttml.head import Head
from app.captions.formats.ttml.names import INHERITED, STYLE_NAMES, Names
from app.captions.model.document import Document
from app.captions.model.style_properties import says_something

_ELEMENTS = frozenset(
    [
        "tt",
        "head",
        "body",
        "div",
        "p",
        "span",
        "br",
        "metadata",
        "styling",
        "style",
        "initial",
        "layout",
        "region",
        "set",
        "image",
        "ttm:title",
        "ttm:desc",
        "ttm:copyright",
        "ttm:agent",
        "ttm:name",
        "ttm:actor",
        "ebuttm:documentMetadata",
        "ttp:profile",
        "ttp:features",
        "ttp:feature",
        "ttp:extensions",
        "ttp:extension",
        "ebuttm:conformsToStandard",
    ]
)
_READ = frozenset(
    [
        "xml:id",
        "xml:lang",
        "xml:space",
        "id",
        "style",
        "region",
        "begin",
        "end",
        "dur",
        "timeContainer",
        "ttm:agent",
        "ttm:role",
        "type",
        "ttp:cellResolution",
        "ttp:clockMode",
        "ttp:dropMode",
        "ttp:frameRate",
        "ttp:frameRateMultiplier",
        "ttp:subFrameRate",
        "ttp:tickRate",
        "ttp:timeBase",
        "smpte:backgroundImage",
    ]
)
_ABOUT_THE_FILE = frozenset(
    [
        "ttp:profile",
        "ttp:profileCombination",
        "ttp:contentProfiles",
        "ttp:contentProfileCombination",
        "ttp:processorProfiles",
        "ttp:processorProfileCombination",
        "ttp:version",
        "ittp:progressivelyDecodable",
    ]
)
"""What says by which rules the file was made; a writer says it anew of its own."""
_OF_THE_FILE = ("ttm:title", "ttm:desc", "ttm:copyright")
"""Metadata that is kept of the whole file, and of no part of it."""
_OWN_WORDS = frozenset(
    ["use", "value", "extends", "restricts", "combine", "designator", "name", "family", "src", "format"]
)
"""Attributes without a prefix that elements of the head have, which are reported themselves."""


def note_unkept(root: Any, head: Head, names: Names, document: Document) -> None:
    """Note elements, attributes and styles that are left out, by their names."""
    unkept = head.initial.unkept() | head.unkept | _on_text(root, names)
    for name in names.met_attributes():
        known = name in STYLE_NAMES or name in _READ or name in _ABOUT_THE_FILE or name in _OWN_WORDS
        if not known:
            unkept.add(name)
    unkept |= {f"<{tag}>" for tag in names.met_tags() if tag not in _ELEMENTS}
    unkept |= {f"<{tag}>" for tag in _metadata_of_parts(root, names)}
    unkept |= {f"{name} of <tt>" for name in names.attributes(root) if name in STYLE_NAMES - {"tts:extent"}}
    unkept |= {f"{name} of <initial>" for name, value in head.styles.initial if _for_all(name, value)}
    if document.cues:
        unkept |= {f"<{tag}>" for tag in names.met_tags() & {"image"}}
        unkept |= names.met_attributes() & {"smpte:backgroundImage"}
    if unkept:
        listed = sorted(unkept)
        shown = ", ".join(listed[:12]) + (" …" if len(listed) > 12 else "")
        document.add_issue("not_kept", f"Read, but not kept: {shown}.")


def _for_all(name: str, value: str) -> bool:
    """Whether an initial value changes what no element takes over from another."""
    return name not in INHERITED and says_something(name.removeprefix("tts:"), value)


_OF_REGIONS = frozenset(
    f"tts:{name}" for name in ("writingMode", "position", "displayAlign", "showBackground")
)
"""Styles that hold for a region only; on text a player passes them over."""
_BOXES = frozenset(("tts:origin", "tts:extent"))
_CHANGED = frozenset(
    f"tts:{name}" for name in ("color", "fontStyle", "fontWeight", "textDecoration", "visibility", "display")
) | {"tts:backgroundColor"}
"""What an animation of a whole paragraph may change, and its runs show."""


def _on_text(root: Any, names: Names) -> set[str]:
    """What paragraphs, their parents and their spans say that means nothing there, or is not animated."""
    met, tags = names.met_in_body(), names.met_tags()
    looked_for = met & (_OF_REGIONS | _BOXES | {"ttm:role"})
    animated, styles = "set" in tags, "style" in tags
    if not (looked_for or animated or styles):
        return set()
    found: set[str] = set()
    for body in _bodies(root, names):
        found |= _out_of_place(body, looked_for, names) if looked_for else set()
        found |= {"<style> of text"} if styles and next(body.iter("{*}style"), None) is not None else set()
    for node in root.iter("{*}set") if animated else ():
        parent = names.tag(node.getparent().tag)
        said = names.attributes(node).keys() & STYLE_NAMES
        found |= {f"{name} of <set>" for name in said if parent != "span" and name not in _CHANGED}
    return found


def _bodies(root: Any, names: Names) -> Iterator[Any]:
    return (element for element in root.iterchildren("*") if names.tag(element.tag) == "body")


def _out_of_place(body: Any, looked_for: set[str], names: Names) -> set[str]:
    """Which of these attributes elements of the body have without effect; searched by the XML library."""
    found: set[str] = set()
    local = " or ".join(f"local-name()='{name.partition(':')[2]}'" for name in sorted(looked_for))
    for value in body.xpath(f"descendant-or-self::*/@*[{local}]"):
        node = value.getparent()
        said, tag = names.attributes(node).keys() & looked_for, names.tag(node.tag)
        found |= {f"{name} of text" for name in said & _OF_REGIONS}
        if said & _BOXES and (tag != "p" or len(said & _BOXES) < 2):
            found |= {f"{name} of <{tag}>" for name in said & _BOXES}
        found |= {f"ttm:role of <{tag}>"} if "ttm:role" in said and tag != "p" else set()
    return found


def _metadata_of_parts(root: Any, names: Names) -> set[str]:
    """Titles and descriptions inside the body, and what is said in metadata that no reader asks about."""
    found: set[str] = {
        tag
        for body in _bodies(root, names)
        for node in body.iterdescendants("{*}title", "{*}desc", "{*}copyright")
        if (tag := names.tag(node.tag)) in _OF_THE_FILE
    }
    if "metadata" in names.met_tags():
        inside = {node.tag for element in root.iter("{*}metadata") for node in element.iterdescendants("*")}
        named = {names.tag(raw) or str(raw).rpartition("}")[2] for raw in inside}
        found |= named - _ELEMENTS
    return found
