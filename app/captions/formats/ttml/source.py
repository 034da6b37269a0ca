"""From untrusted text to an XML tree: no DTD, no entities, no network, bounded size and depth."""

from __future__ import annotations

import re
from html.entities import html5
from typing import Any

from lxml import etree

from app.core.errors import CaptionError

MAX_CHARACTERS = 20_000_000
MAX_TAGS = 2_000_000
MAX_DEPTH = 100

_BLANK = " \t\r\n\ufeff"
_HTML_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)")
"""HTML's own names, such as &nbsp;, which XML does not know and files from the web use all the same."""

_BARE = re.compile(r"&(?!#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z_][\w.-]{0,63};)")
"""An ampersand that begins no reference, as in AT&T: programs that glue text together leave it so."""

_LONE = re.compile(r"<(?![A-Za-z_/!?])")
"""A bracket that begins no tag, as in a < b."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML does not have."""

_OPEN_BREAK = re.compile(r"<((?:[A-Za-z]{1,20}:)?br(?:\s[^<>/]{0,200})?)>", re.IGNORECASE)
_CLOSED_BREAK = re.compile(r"</(?:[A-Za-z]{1,20}:)?br\s{0,9}>", re.IGNORECASE)
"""Line breaks as HTML writes them."""

_TAGS = re.compile(r"<[^<>]{0,10000}>")
_KEPT = 0.98
"""The share of letters that a document with faults must still have, or it is refused: no word may go."""

_NAMESPACE_ERRORS = etree.ErrorDomains.NAMESPACE


def parse(text: str, faults: list[str] | None = None) -> Any:
    """The root element of an XML document given as text.

    Raises CaptionError: `doctype_refused`, `malformed_xml` (with line and column), `file_too_large`,
    `xml_too_deep`. An undeclared namespace prefix is let through: it stays part of the name. With a list for
    `faults`, a document that is cut short or not well-formed is read as far as the parser understands it, and
    what is wrong is put there.
    """
    _refuse_doctype(text)
    if len(text) > MAX_CHARACTERS or text.count("<") > MAX_TAGS:
        raise _refused(
            "file_too_large", "This XML file is larger than a caption file can be.", "Split the file."
        )
    body = _HTML_ENTITY.sub(_character, _without_declaration(text))
    try:
        root = _tree(body)
    except CaptionError as error:
        if error.code != "malformed_xml":
            raise
        root = _understood(_without_slips(body), error, faults)
    _check_depth(root)
    return root


def _understood(body: str, fault: CaptionError, faults: list[str] | None) -> Any:
    """The root element with its faults noted, unless text would be lost with them."""
    root = _tree(body, faults)
    if faults:
        shown = sum(map(str.isalnum, "".join(root.itertext())))
        if shown < _KEPT * sum(map(str.isalnum, _TAGS.sub("", body))):
            raise fault
    return root


def _without_slips(body: str) -> str:
    """The text with bare ampersands and brackets as references, closed `br` and no characters XML lacks."""
    body = _LONE.sub("&lt;", _BARE.sub("&amp;", _ILLEGAL.sub("", body)))
    return _OPEN_BREAK.sub(r"<\1/>", _CLOSED_BREAK.sub("", body))


def _tree(body: str, faults: list[str] | None = None) -> Any:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_pis=True,
        recover=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(body.encode("utf-8", "surrogatepass"), parser)
    except etree.XMLSyntaxError as error:
        raise _malformed(str(error.msg), error.lineno or 0, 0) from error
    for entry in parser.error_log:
        if entry.domain != _NAMESPACE_ERRORS and entry.level >= etree.ErrorLevels.ERROR:
            fault = _malformed(entry.message, entry.line, entry.column)
            if faults is None or fault.code != "malformed_xml":
                raise fault
            faults.append(fault.message)
    if root is None:
        raise _malformed("There is no element in this file", 1, 0)
    return root


def _character(match: re.Match[str]) -> str:
    known = html5.get(match[1])
    return match[0] if known is None else "".join(f"&#{ord(char)};" for char in known)


def _without_declaration(text: str) -> str:
    """The text without `<?xml …?>`: it may name an encoding, but the text is already decoded."""
    start = len(text) - len(text.lstrip(_BLANK))
    if not text.startswith("<?xml", start):
        return text[start:]
    end = text.find("?>", start) + 2
    return "\n" * text.count("\n", 0, end) + text[end:]  # line numbers stay as they are


def _refuse_doctype(text: str) -> None:
    """Look past declaration, comments and instructions, where alone a DOCTYPE can stand."""
    at = 0
    while at < len(text):
        if text[at] in _BLANK:
            at += 1
        elif text.startswith(("<?", "<!--"), at):
            mark = "?>" if text[at + 1] == "?" else "-->"
            end = text.find(mark, at)
            at = end + len(mark) if end >= 0 else len(text)
        elif text.startswith("<!", at):
            raise _refused(
                "doctype_refused",
                "This XML file has a DOCTYPE, which Cuedeck refuses for safety.",
                "Remove the <!DOCTYPE …> declaration and send the file again.",
            )
        else:
            return


def _check_depth(root: Any) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise _too_deep()


def _malformed(message: str, line: int, column: int) -> CaptionError:
    message = message.strip()
    if message.startswith("Excessive depth"):
        return _too_deep()
    if "too long" in message or "Resource limit" in message:
        return _refused(
            "file_too_large", "One text in this XML file is longer than any caption.", "Split it."
        )
    place = f"line {line}" + (f", column {column}" if column else "")
    return CaptionError(
        f"This is not well-formed XML: {message} ({place}).",
        code="malformed_xml",
        hint="Open the file in an XML editor, correct that place, or export it again.",
        rejected=True,
        line=line,
        column=column,
    )


def _too_deep() -> CaptionError:
    return _refused(
        "xml_too_deep",
        f"Elements in this XML file are nested more than {MAX_DEPTH} deep.",
        "A caption file needs fewer than ten levels: check how it was made.",
    )


def _refused(code: str, message: str, hint: str) -> CaptionError:
    return CaptionError(message, code=code, hint=hint, rejected=True)
