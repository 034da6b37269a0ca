"""OpenDocument spreadsheets, as office programs write them."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

import pytest

from app.captions import load
from app.captions.model.document import Document
from app.core.errors import CaptionError

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def text(words: str) -> str:
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in words.split("\n"))
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'


def time(value: str, shown: str = "") -> str:
    said = f'office:value-type="time" office:time-value="{value}"'
    return f"<table:table-cell {said}><text:p>{shown}</text:p></table:table-cell>"


def number(value: float) -> str:
    said = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {said}><text:p>{value}</text:p></table:table-cell>"


def row(*cells: str) -> str:
    rest = '<table:table-cell table:number-columns-repeated="16380"/>'
    return f"<table:table-row>{''.join(cells)}{rest}</table:table-row>"


EMPTY_REST = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def content(*sheets: str, kind: str = "document-content", more: str = "") -> str:
    tables = "".join(f"<table:table>{sheet}{EMPTY_REST}</table:table>" for sheet in sheets)
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:{kind} {NAMESPACES} {more}>{body}</office:{kind}>'
    )


def ods(*sheets: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", TYPE)
        archive.writestr("content.xml", content(*sheets), zipfile.ZIP_DEFLATED)
    return out.getvalue()


SHEET = (
    row(text("No."), text("TC In"), text("TC Out"), text("Character"), text("Dialogue"))
    + row(number(1), time("PT00H00M01.500S", "0:01"), time("PT00H00M02S"), text("ANN"), text("Hello\nthere"))
    + row(number(2), text("00:00:03.000"), text("00:00:04.000"), text(""), number(1984))
    + row(number(3), number(5), number(6.25), text(""), text("Numbers"))
)
SAMPLE = ods(SHEET)


def shown(document: Document) -> list[tuple[float, float, str]]:
    return [(cue.start / 9e7, cue.end / 9e7, cue.text) for cue in document.cues]


EXPECTED = [(1.5, 2.0, "Hello\nthere"), (3.0, 4.0, "1984"), (5.0, 6.25, "Numbers")]


@pytest.mark.parametrize("name", ["captions.ods", ""])
def test_a_table_of_captions(name: str) -> None:
    document = load(SAMPLE, name)
    assert shown(document) == EXPECTED
    assert [cue.speaker for cue in document.cues] == ["ANN", None, None]


def test_the_same_without_an_archive() -> None:
    flat = content(SHEET, kind="document", more=f'office:mimetype="{TYPE}"')
    assert shown(load(flat.encode())) == EXPECTED


def test_the_sheet_that_has_captions() -> None:
    assert shown(load(ods(row(text("Notes")) + row(text("none so far")), SHEET))) == EXPECTED


def test_spaces_tabs_breaks_and_no_notes() -> None:
    words = '<text:p>One<text:s text:c="2"/>two<text:line-break/><text:span>three</text:span></text:p>'
    note = "<office:annotation><text:p>Ann: check</text:p></office:annotation>"
    cell = f"<table:table-cell>{note}{words}</table:table-cell>"
    sheet = row(text("Start"), text("End"), text("Text")) + row(text("0:00:01.0"), text("0:00:02.0"), cell)
    assert shown(load(ods(sheet))) == [(1.0, 2.0, "One  two\nthree")]


def test_merged_cells_hold_for_all_that_they_cover() -> None:
    def speaker(words: str) -> str:
        return f'<table:table-cell table:number-rows-spanned="2"><text:p>{words}</text:p></table:table-cell>'

    times = [(text(f"0:00:0{n}.0"), text(f"0:00:0{n}.9")) for n in (1, 2, 3)]
    sheet = row(text("Start"), text("End"), text("Speaker"), text("Text"))
    sheet += row(*times[0], speaker("ANN"), text("One"))
    sheet += row(*times[1], "<table:covered-table-cell/>", text("Two"))
    sheet += row(*times[2], text("BOB"), text("Three"))
    assert [cue.speaker for cue in load(ods(sheet)).cues] == ["ANN", "ANN", "BOB"]


def test_captions_pasted_line_by_line() -> None:
    lines = ["1", "00:00:01,000 --> 00:00:02,000", "Hello", "", "2", "00:00:03,000 --> 00:00:04,000", "Bye"]
    cells = [number(int(line)) if line.isdecimal() else text(line) for line in lines]
    assert shown(load(ods("".join(map(row, cells))))) == [(1.0, 2.0, "Hello"), (3.0, 4.0, "Bye")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ods(SHEET)[:-30], "malformed_zip"),
        (content(SHEET, kind="document", more=f'office:mimetype="{TYPE}"')[:-60].encode(), "malformed_ods"),
        (ods(row(text("Nothing here"))), "no_times"),
        (
            content(SHEET, kind="document", more=f'office:mimetype="{TYPE}"')
            .replace("?>", "?><!DOCTYPE x>", 1)
            .encode(),
            "malformed_ods",
        ),
        (
            content(SHEET, kind="document", more=f'office:mimetype="{TYPE}"')
            .replace("?>", ' encoding="hex"?>', 1)
            .encode(),
            "malformed_ods",
        ),
    ],
    ids=["cut archive", "cut", "no times", "doctype", "no encoding"],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str) -> None:
    with pytest.raises(CaptionError) as refused:
        load(data, "a.ods")
    assert refused.value.code == code


def test_repeated_rows_and_cells_are_bounded() -> None:
    cells = text("0:00:01.0") * 2 + text("x" * 900)
    many = f'<table:table-row table:number-rows-repeated="9999999">{cells}</table:table-row>'
    sheet = row(text("Start"), text("End"), text("Text")) + many * 10
    assert len(load(ods(sheet)).cues) == 1000
