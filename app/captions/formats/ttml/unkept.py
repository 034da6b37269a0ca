"""What a TTML file says that the caption document has no place for, told once a file."""

from __future__ import annotations

from typing import Any

from app.captions.formats.ttml.head import Head
from app.captions.formats.ttml.names import STYLE_NAMES, Names
from app.captions.model.document import Document

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
        "ittp:activeArea",
        "ittp:aspectRatio",
    ]
)
"""What says by which rules the file was made; a writer says it anew of its own."""
_OF_THE_FILE = ("ttm:title", "ttm:desc", "ttm:copyright")
"""Metadata that is kept of the whole file, and of no part of it."""
_NAMESPACES = ("tts:", "ttp:", "itts:", "ittp:", "ebutts:", "ebuttm:", "smpte:", "ttm:", "xlink:")


def note_unkept(root: Any, head: Head, names: Names, document: Document) -> None:
    """Note elements, attributes and styles that are left out, by their names."""
    unkept = head.initial.unkept()
    for name in names.met_attributes():
        known = name in STYLE_NAMES or name in _READ or name in _ABOUT_THE_FILE
        if not known and name.startswith(_NAMESPACES):
            unkept.add(name)
    unkept |= {f"<{tag}>" for tag in names.met_tags() if tag not in _ELEMENTS}
    unkept |= {f"<{tag}>" for tag in _metadata_of_parts(root, names)}
    unkept |= {f"{name} of text" for name in _of_regions_on_text(root, names)}
    if unkept:
        listed = sorted(unkept)
        shown = ", ".join(listed[:12]) + (" …" if len(listed) > 12 else "")
        document.add_issue("not_kept", f"Read, but not kept: {shown}.")


_OF_REGIONS = frozenset(("tts:writingMode", "tts:position"))
"""Styles that hold for a region only; on text a player passes them over."""


def _of_regions_on_text(root: Any, names: Names) -> set[str]:
    """Styles of regions that paragraphs or their parents carry, where they mean nothing."""
    met = names.met_attributes() & _OF_REGIONS
    if not met:
        return met
    bodies = [element for element in root.iterchildren("*") if names.tag(element.tag) == "body"]
    texts = (node for body in bodies for node in body.iter("{*}body", "{*}div", "{*}p", "{*}span"))
    return {name for node in texts for name in names.attributes(node) if name in met}


def _metadata_of_parts(root: Any, names: Names) -> set[str]:
    """Titles and descriptions inside the body."""
    bodies = (element for element in root.iterchildren("*") if names.tag(element.tag) == "body")
    return {
        tag
        for body in bodies
        for node in body.iterdescendants("{*}title", "{*}desc", "{*}copyright")
        if (tag := names.tag(node.tag)) in _OF_THE_FILE
    }
