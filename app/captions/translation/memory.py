"""Translation memories as TMX 1.4b: sentences that were translated before, and those of a job.

Source: TMX 1.4b Specification (LISA OSCAR, 2005): `tu`, `tuv` with `xml:lang`, `seg`, and the inline
elements, of which `bpt`, `ept`, `ph`, `it`, `ut` hold codes of a format and `hi` text. The style tags of our
sentences travel as such codes, in pairs of `bpt` and `ept`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from app.core.errors import CaptionError

MEDIA_TYPE, EXTENSION = "application/x-tmx+xml", "tmx"
Unit = dict[str, str]
"""One sentence in several languages, by BCP 47 tag."""
_CODES = ("bpt", "ept", "ph", "it", "ut")
_PAIRED = ("bpt", "ept")
_STYLE_TAG = re.compile(r"<(/?)s(\d{1,3})>")
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_LIKE = re.compile(r"<tmx[\s>]", re.IGNORECASE)
_LOOK = 4096


def is_memory(data: bytes) -> bool:
    """Whether a file says in its first lines that it is a translation memory."""
    head = data[:_LOOK].replace(b"\0", b"").decode("latin-1")  # UTF-16 too
    return _LOOKS_LIKE.search(head) is not None


def read_memory(data: bytes) -> list[Unit]:
    """The units of a TMX file in order; CaptionError `unreadable_memory`."""
    handler = _Units()
    parser = make_parser()
    parser.forbid_external = False  # TMX names its DTD, which is not fetched; entities stay forbidden
    parser.setFeature(feature_external_ges, False)
    parser.setContentHandler(handler)
    try:
        parser.parse(io.BytesIO(data))
    except DefusedXmlException as error:
        raise _refused("It declares entities, which no translation memory needs.") from error
    except (SAXParseException, ValueError, LookupError) as error:
        raise _refused(f"{error}.") from error
    if not handler.is_memory:
        raise _refused("Its root is no <tmx>.")
    return handler.units


def remembered(data: bytes, source: str, targets: Sequence[str]) -> dict[str, dict[str, str]]:
    """For each target language the sentences that a TMX file has in it, as `lookup_key` writes them.

    Of several translations of one sentence the last counts. Raises as `read_memory`.
    """
    units = read_memory(data)
    return {target: _between(units, source, target) for target in targets}


def lookup_key(sentence: str) -> str:
    """A sentence as it is looked up: however its words are spaced."""
    return " ".join(sentence.split())


def summarized(data: bytes) -> dict[str, Any]:
    """What an upload holds: how many units, and in which languages. Raises as `read_memory`."""
    units = read_memory(data)
    return {"units": len(units), "languages": sorted({tag for unit in units for tag in unit})}


def written_memory(units: Iterable[Unit], source: str) -> bytes:
    """The units as TMX 1.4b; what stands there twice is written once."""
    once = {tuple(unit.items()): unit for unit in units}
    header = (
        '<header creationtool="Cuedeck" creationtoolversion="1" segtype="sentence" o-tmf="Cuedeck" '
        f'adminlang="en" srclang={quoteattr(source)} datatype="plaintext"/>'
    )
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<tmx version="1.4">', header, "<body>"]
    for unit in once.values():
        versions = (
            f"<tuv xml:lang={quoteattr(tag)}><seg>{_segment(text)}</seg></tuv>" for tag, text in unit.items()
        )
        lines.append(f"<tu>{''.join(versions)}</tu>")
    return "\n".join([*lines, "</body>", "</tmx>", ""]).encode()


def _segment(text: str) -> str:
    parts, at = [], 0
    for match in _STYLE_TAG.finditer(text):
        name = "ept" if match[1] else "bpt"
        code = f'<{name} i="{match[2]}">{escape(match[0])}</{name}>'
        parts += [_escaped(text[at : match.start()]), code]
        at = match.end()
    return "".join([*parts, _escaped(text[at:])])


def _escaped(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _between(units: Sequence[Unit], source: str, target: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for unit in units:
        sentence, translation = _version(unit, source), _version(unit, target)
        if sentence and translation:
            found[lookup_key(sentence)] = translation
    return found


def _version(unit: Mapping[str, str], wanted: str) -> str:
    """The text in a language: in just this one, else in one that differs by a region or script not named."""
    wanted = wanted.lower()
    near = ""
    for tag, text in unit.items():
        if (known := tag.lower()) == wanted:
            return text
        if known.startswith(f"{wanted}-") or wanted.startswith(f"{known}-"):
            near = near or text
    return near


def _refused(reason: str) -> CaptionError:
    return CaptionError(
        f"The translation memory cannot be read. {reason}",
        code="unreadable_memory",
        hint="Export it anew as TMX 1.4.",
        rejected=True,
    )


class _Units(ContentHandler):
    """Collects the units; nothing else of a file is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.units: list[Unit] = []
        self.is_memory = False
        self._language = ""
        self._text: list[str] | None = None
        self._code: list[str] = []
        self._inside: list[str] = []

    def startElement(self, name: str, attrs: Any) -> None:
        self.is_memory = self.is_memory or name == "tmx"
        if self._text is not None:
            self._inside.append(name)
            self._code = [] if name in _CODES else self._code
        elif name == "tu":
            self.units.append({})
        elif name == "tuv":
            self._language = str(attrs.get("xml:lang") or attrs.get("lang") or "").replace("_", "-")
        elif name == "seg" and self.units:
            self._text, self._inside = [], []

    def endElement(self, name: str) -> None:
        if self._text is None:
            return
        if self._inside:
            self._inside.pop()
            code = "".join(self._code)
            if name in _PAIRED and _STYLE_TAG.fullmatch(code):
                self._text.append(code)
            return
        text, self._text = lookup_key("".join(self._text)), None
        if text and self._language:
            self.units[-1][self._language] = text

    def characters(self, content: str) -> None:
        if self._text is None:
            return
        if all(name == "hi" for name in self._inside):
            self._text.append(content)
        elif self._inside[-1] in _CODES:
            self._code.append(content)
