"""TTML's namespaces through its drafts, and one short canonical name for every tag and attribute."""

from __future__ import annotations

from typing import Any

from app.core.errors import CaptionError

MAX_ATTRIBUTES = 200

TT = "http://www.w3.org/ns/ttml"
_FAMILY = (
    TT,
    "http://www.w3.org/2006/10/ttaf1",
    "http://www.w3.org/2006/04/ttaf1",
    "http://www.w3.org/2004/11/ttaf1",
)
_XML = "http://www.w3.org/XML/1998/namespace"

_PARTS = {
    "": "tt",
    "#styling": "tts",
    "#style": "tts",
    "#style-extension": "tts",
    "#parameter": "ttp",
    "#metadata": "ttm",
    "#audio": "tta",
}
_PREFIXES = {family + suffix: prefix for family in _FAMILY for suffix, prefix in _PARTS.items()} | {
    _XML: "xml",
    "urn:ebu:tt:style": "ebutts",
    "urn:ebu:tt:metadata": "ebuttm",
    "urn:ebu:tt:parameters": "ebuttp",
    "http://www.w3.org/1999/xlink": "xlink",
    f"{TT}/profile/imsc1#styling": "itts",
    f"{TT}/profile/imsc1#parameter": "ittp",
    f"{TT}/profile/imsc1#metadata": "ittm",
    "http://www.smpte-ra.org/schemas/2052-1/2010/smpte-tt": "smpte",
    "http://www.smpte-ra.org/schemas/2052-1/2013/smpte-tt": "smpte",
}


def _names(prefix: str, text: str) -> frozenset[str]:
    return frozenset(f"{prefix}:{name}" for name in text.split())


_INHERITED_TTS = """
    color direction fontFamily fontKerning fontSelectionStrategy fontShear fontSize fontStyle fontVariant
    fontWeight letterSpacing lineHeight lineShear rubyAlign rubyPosition rubyReserve shear textAlign
    textCombine textDecoration textEmphasis textOrientation textOutline textShadow visibility wrapOption
"""
_OWN_TTS = """
    backgroundColor backgroundExtent backgroundImage backgroundPosition backgroundRepeat border bpd
    disparity display displayAlign extent ipd luminanceGain opacity origin overflow padding position ruby
    showBackground unicodeBidi writingMode zIndex
"""

INHERITED = (
    _names("tts", _INHERITED_TTS)
    | _names("ebutts", "linePadding multiRowAlign")
    | _names("itts", "fillLineGap forcedDisplay")
)
"""Style attributes that content takes over from its parent and its region (TTML2, section 10.4)."""

STYLE_NAMES = INHERITED | _names("tts", _OWN_TTS)
"""Every style attribute the reader keeps; others are ignored, which also bounds what a style can hold."""


class Names:
    """Canonical names of tags ("p", or "" for a foreign element) and attributes ("tts:color", "begin").

    One instance reads one file: it remembers each name it met. A prefix that was never declared is
    taken at its word, and a styling attribute without a prefix counts as one: such files exist.
    """

    def __init__(self) -> None:
        self._tags: dict[str, str] = {}
        self._attributes: dict[str, str] = {}
        self._of_head: dict[str, str] = {}

    def end_head(self) -> None:
        """From here on names are those of the body: see `met_in_body`."""
        self._of_head, self._attributes = self._attributes, {}

    def met_tags(self) -> set[str]:
        """The canonical names of the elements that were asked about, foreign ones left out."""
        return {name for name in self._tags.values() if name}

    def met_attributes(self) -> set[str]:
        """The canonical names of all attributes that elements had, foreign ones left out."""
        return {name for known in (self._of_head, self._attributes) for name in known.values() if name}

    def met_in_body(self) -> set[str]:
        """The canonical names of the attributes that elements had since the end of the head."""
        return {name for name in self._attributes.values() if name}

    def tag(self, raw: object) -> str:
        """The local name of a TTML element ("p"), "ttm:title" for a prefixed one, "" for a foreign one."""
        if not isinstance(raw, str):
            return ""
        name = self._tags.get(raw)
        if name is None:
            prefix, local = _split(raw)
            name = local if prefix in ("", "tt") else f"{prefix}:{local}" if prefix != "?" else ""
            self._tags[raw] = name
        return name

    def attributes(self, element: Any) -> dict[str, str]:
        """An element's attributes by canonical name; of two spellings of one name the qualified one wins.

        Raises CaptionError `too_complex` past MAX_ATTRIBUTES, because lxml lists them in quadratic time.
        """
        if len(element.attrib) > MAX_ATTRIBUTES:
            raise CaptionError(
                f"An element in this file has {len(element.attrib)} attributes.",
                code="too_complex",
                hint="A caption element has a dozen at most: check how the file was made.",
                rejected=True,
            )
        known = self._attributes
        found: dict[str, str] = {}
        for raw, value in element.items():
            name = known.get(raw)
            if name is None:
                name = known[raw] = _attribute(raw)
            if name and (name not in found or raw[0] == "{"):
                found[name] = value
        return found


def _split(raw: str) -> tuple[str, str]:
    if raw.startswith("{"):
        namespace, _, local = raw[1:].partition("}")
        return _PREFIXES.get(namespace, "?"), local
    prefix, colon, local = raw.partition(":")
    return (prefix, local) if colon else ("", raw)


def _attribute(raw: str) -> str:
    prefix, local = _split(raw)
    if prefix in ("", "tt"):
        return f"tts:{local}" if f"tts:{local}" in STYLE_NAMES else local
    return "" if prefix == "?" else f"{prefix}:{local}"
