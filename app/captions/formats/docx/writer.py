"""A document to Word: a table, or paragraphs with the time before each.

python-docx makes the package and its styles; the rows are written as XML at once, because adding them one by
one through it takes time that grows with the square of their number.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from app.captions.formats.shared.loose_times import TimeWriter
from app.captions.formats.shared.office_zip import without_timestamps
from app.captions.formats.shared.tables import COLUMNS, note_placement
from app.captions.model.document import Document, Run, Style
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.model.style_losses import note_style_losses

HELD = frozenset({"bold", "italic", "underline", "strike", "color", "background"})
_WIDTHS = (700, 1500, 1500, 1600, 4300)
"""Column widths in twentieths of a point."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GREY = Style(color="#666666")


def write_docx(document: Document, options: Options, losses: Losses) -> bytes:
    """The bytes of a Word document; `layout` is "table" or "transcript"."""
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    package = docx.Document()
    package.core_properties.title = _clean(document.title or "")[:255]
    space = nsdecls("w")
    table = options.get("layout", "table") == "table"
    body = package.element.body
    for xml in [_table(document, options, losses)] if table else _paragraphs(document, options, losses):
        head, rest = xml[: xml.index(">")], xml[xml.index(">") :]
        body.insert(len(body) - 1, parse_xml(f"{head} {space}{rest}".encode()))
    out = io.BytesIO()
    package.save(out)
    return without_timestamps(out.getvalue())


def _table(document: Document, options: Options, losses: Losses) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    head = [[Run(name, Style(bold=True))] for name in COLUMNS]
    rows = [_row(head, "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>")]
    writer = TimeWriter(document, options)
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, HELD)
        note_placement(cue, number, losses)
        start, end = writer.span(cue.start, cue.end)
        words = [str(number), start, end, cue.speaker or ""]
        rows.append(_row([*([Run(word)] for word in words), cue.runs], "<w:trPr><w:cantSplit/></w:trPr>"))
    properties = '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _row(cells: Sequence[Iterable[Run]], properties: str) -> str:
    parts = [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p>{_runs(cell)}</w:p></w:tc>'
        for cell, width in zip(cells, _WIDTHS, strict=True)
    ]
    return f"<w:tr>{properties}{''.join(parts)}</w:tr>"


def _paragraphs(document: Document, options: Options, losses: Losses) -> Iterable[str]:
    writer = TimeWriter(document, options)
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, HELD)
        note_placement(cue, number, losses)
        start, end = writer.span(cue.start, cue.end)
        name = [Run(f"{cue.speaker}: ", Style(bold=True))] if cue.speaker else []
        yield f"<w:p>{_runs([Run(f'[{start} - {end}] ', _GREY), *name, *cue.runs])}</w:p>"


def _runs(runs: Iterable[Run]) -> str:
    return "".join(f"<w:r>{_looks(run.style)}{_words(run.text)}</w:r>" for run in runs if run.text)


def _words(text: str) -> str:
    parts = []
    for index, line in enumerate(_clean(text).split("\n")):
        parts.append("<w:br/>" if index else "")
        parts.append(f'<w:t xml:space="preserve">{escape(line)}</w:t>' if line else "")
    return "".join(parts)


def _looks(style: Style) -> str:
    """Run properties, in the order the schema wants."""
    parts = [
        f"<w:{tag}/>" for tag, on in (("b", style.bold), ("i", style.italic), ("strike", style.strike)) if on
    ]
    if style.color:
        parts.append(f'<w:color w:val="{style.color[1:7]}"/>')
    if style.underline:
        parts.append('<w:u w:val="single"/>')
    if style.background:
        parts.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{style.background[1:7]}"/>')
    return f"<w:rPr>{''.join(parts)}</w:rPr>" if parts else ""


def _clean(text: str) -> str:
    """The text without characters that XML has no place for."""
    return _NOT_XML.sub("\ufffd", text)
