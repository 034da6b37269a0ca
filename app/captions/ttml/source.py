"""From untrusted text to an XML tree: no DTD, no entities, no network, bounded size and depth."""

from __future__ import annotations

from typing import Any

from lxml import etree

from app.core.errors import CaptionError

MAX_CHARACTERS = 20_000_000
MAX_TAGS = 2_000_000
MAX_DEPTH = 100

_NAMESPACE_ERRORS = etree.ErrorDomains.NAMESPACE


def parse(text: str) -> Any:
    """The root element of an XML document given as text.

    Raises CaptionError: `doctype_refused`, `malformed_xml` (with line and column), `file_too_large`,
    `xml_too_deep`. An undeclared namespace prefix is let through: it stays part of the name.
    """
    start = _after_prolog(text)
    if len(text) > MAX_CHARACTERS or text.count("<") > MAX_TAGS:
        raise _refused(
            "file_too_large", "This XML file is larger than a caption file can be.", "Split the file."
        )
    # The declaration may name an encoding, but the text is already decoded; line numbers stay as they are.
    body = "\n" * text.count("\n", 0, start) + text[start:]
    # A NUL or a lone surrogate is no XML character; replacing it lets the parser name the place.
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
        root = etree.fromstring(body.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise _malformed(str(error.msg), error.lineno or 0, 0) from error
    for entry in parser.error_log:
        if entry.domain != _NAMESPACE_ERRORS and entry.level >= etree.ErrorLevels.ERROR:
            raise _malformed(entry.message, entry.line, entry.column)
    if root is None:
        raise _malformed("There is no element in this file", 1, 0)
    _check_depth(root)
    return root


def _after_prolog(text: str) -> int:
    """Where the root element (or rubbish) begins, past declaration, comments and instructions."""
    at = 0
    while True:
        while at < len(text) and text[at] in " \t\r\n\ufeff":
            at += 1
        if text.startswith("<?", at):
            end = text.find("?>", at)
            at = end + 2 if end >= 0 else len(text)
        elif text.startswith("<!--", at):
            end = text.find("-->", at)
            at = end + 3 if end >= 0 else len(text)
        elif text.startswith("<!", at):
            raise _refused(
                "doctype_refused",
                "This XML file has a DOCTYPE, which Cuedeck refuses for safety.",
                "Remove the <!DOCTYPE …> declaration and send the file again.",
            )
        else:
            return at


def _check_depth(root: Any) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise _refused(
                "xml_too_deep",
                f"Elements in this XML file are nested more than {MAX_DEPTH} deep.",
                "A caption file needs fewer than ten levels: check how it was made.",
            )


def _malformed(message: str, line: int, column: int) -> CaptionError:
    place = f"line {line}" + (f", column {column}" if column else "")
    return CaptionError(
        f"This is not well-formed XML: {message} ({place}).",
        code="malformed_xml",
        hint="Open the file in an XML editor, mend that place, or export it again.",
        rejected=True,
        line=line,
        column=column,
    )


def _refused(code: str, message: str, hint: str) -> CaptionError:
    return CaptionError(message, code=code, hint=hint, rejected=True)
