"""Excel workbooks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.formats import xlsx
from app.captions.formats.base import Head
from app.captions.formats.shared import zip_guard
from app.captions.model.document import Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import parse_rate
from app.core.errors import AppError, CaptionError
from tests.support.captions.documents import documents, options_for, seen
from tests.support.captions.office_zips import encrypted, repacked, with_stated_size
from tests.support.examples import examples

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: list[Any], title: str = "x") -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = workbook(["Start", "End", "Text"], ["00:00:01.000", "00:00:02.000", "Hello"])


def shown(document: Document) -> list[tuple[float, float, str]]:
    return [(c.start / 9e7, c.end / 9e7, c.text) for c in document.cues]


def test_workbooks_people_make() -> None:
    data = workbook(
        ["My film"],
        [],
        ["No.", "TC In", "TC Out", "Character", "Dialogue"],
        [1, time(0, 0, 1), timedelta(seconds=2.5), "ANN", "Hello\nthere"],
        [2, "00:00:03.000", "00:00:04.000", None, 1984],
        [None, None, None, None, None],
        [3, 5, 6.25, None, "Numbers"],
    )
    document = xlsx.read(data, {})
    assert shown(document) == [(1.0, 2.5, "Hello\nthere"), (3.0, 4.0, "1984"), (5.0, 6.25, "Numbers")]
    assert [c.speaker for c in document.cues] == ["ANN", None, None]


def test_the_first_sheet_with_captions_is_read() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Notes"])
    second = book.create_sheet("Captions")
    second.append(["Start", "Text"])
    second.append([1, "x"])
    out = io.BytesIO()
    book.save(out)
    assert shown(xlsx.read(out.getvalue(), {})) == [(1.0, 2.0, "x")]


@pytest.mark.parametrize("form", ["clock", "timecode", "seconds"])
@examples(12)
@given(st.data())
def test_round_trip(form: str, data: st.DataObject) -> None:
    rate = parse_rate("25")
    speakers = [None, "ANN", "=A1"]
    document = data.draw(documents(rate=rate, speakers=speakers, overlapping=True).filter(lambda d: d.cues))
    written = xlsx.write(document, {"time_format": form}, Losses())
    assert seen(xlsx.read(written, options_for(document))) == seen(document)


def test_texts_are_never_formulas() -> None:
    document = Document([Cue(0, ticks(1), [Run('=HYPERLINK("x")')], speaker="=1+1")])
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.write(document, {}, Losses()))).active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[2]] == ["n", "s", "s", "s", "s"]
    assert sheet["E2"].value == '=HYPERLINK("x")'


def test_what_it_cannot_hold_is_recorded() -> None:
    losses = Losses()
    cue = Cue(0, ticks(1), [Run("a\x07b", Style(italic=True))], placement=Placement(line=1))
    written = xlsx.write(Document([cue]), {}, losses)
    assert set(losses.kinds) == {"italic", "placement", "character"}
    assert xlsx.read(written, {}).cues[0].text == "a\ufffdb"


def _doctype(body: bytes) -> bytes:
    return body.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)


def _stating(name: str, size: int) -> bytes:
    return with_stated_size(repacked(GOOD, {name: b"x"}), name, size)


def _nested() -> bytes:
    return repacked(GOOD, {SHEET: b"<worksheet>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</worksheet>"})


HOSTILE = {
    "not a zip": (lambda: b"PK\x03\x04" + b"x" * 100, "malformed_zip"),
    "empty": (lambda: b"", "malformed_zip"),
    "an empty workbook part": (lambda: repacked(GOOD, {"xl/workbook.xml": b""}), "malformed_xlsx"),
    "cut off": (lambda: GOOD[: len(GOOD) // 2], "malformed_zip"),
    "expanding text": (lambda: _stating("xl/a.xml", zip_guard.MAX_XML + 1), "limit_expanded"),
    "expanding picture": (lambda: _stating("xl/a.png", zip_guard.MAX_EXPANDED + 1), "limit_expanded"),
    "many parts": (lambda: repacked(GOOD, {f"{i}": b"" for i in range(2001)}), "limit_expanded"),
    "document type": (lambda: repacked(GOOD, {SHEET: _doctype}), "doctype_refused"),
    "document type in utf-16": (
        lambda: repacked(GOOD, {SHEET: "<!DOCTYPE x><worksheet/>".encode("utf-16")}), "doctype_refused"
    ),
    "document type far behind": (
        lambda: repacked(GOOD, {SHEET: lambda b: b" " * ((1 << 20) - 4) + b"<!DOCTYPE x>" + b}),
        "doctype_refused",
    ),
    "a size that lies": (lambda: with_stated_size(GOOD, SHEET, 10), "malformed_zip"),
    "encrypted": (lambda: encrypted(GOOD), "malformed_zip"),
    "no xml": (lambda: repacked(GOOD, {SHEET: b"<worksheet"}), "malformed_xlsx"),
    "nested deep": (_nested, "no_times"),
    "no captions": (lambda: workbook(["a", "b"], [1, 2]), "no_times"),
    "a text document": (lambda: _document(), "wrong_file"),
}  # fmt: skip


def _document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(("make", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_workbooks_are_refused(make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(CaptionError) as caught:
        xlsx.read(make(), {})
    assert caught.value.code == code
    assert caught.value.hint


def test_a_cell_in_the_last_row_and_column_costs_nothing() -> None:
    far = (
        b'<sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    )
    data = repacked(GOOD, {SHEET: lambda body: body[: body.index(b"<sheetData>")] + far + b"</worksheet>"})
    with pytest.raises(CaptionError) as caught:
        xlsx.read(data, {})
    assert caught.value.code == "no_times"


@examples(60)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=4))
def test_damaged_workbooks_are_read_or_refused(at: int, patch: bytes) -> None:
    data = GOOD[:at] + patch + GOOD[at + len(patch) :]
    try:
        document = xlsx.read(data, {})
    except AppError:
        return
    assert all(cue.end >= cue.start for cue in document.cues)


def test_detection() -> None:
    assert xlsx.sniff(Head(GOOD[:65_536], "")) == 1.0
    assert xlsx.sniff(Head(b"PK\x03\x04" + bytes(50), "", "a.xlsx")) == 0.6
    assert xlsx.sniff(Head(b"PK\x03\x04" + bytes(50), "", "a.docx")) == 0.0
    assert xlsx.sniff(Head(b"hello", "hello")) == 0.0


SUBRIP = "1\n00:00:01,000 --> 00:00:02,000\nAlpha\n\n2\n00:00:03,000 --> 00:00:04,000\nBeta"


@pytest.mark.parametrize("separator", ["\n", "\n\n"], ids=["a line a cell", "a caption a cell"])
def test_subrip_that_was_pasted_into_cells(separator: str) -> None:
    document = xlsx.read(workbook(*([cell or None] for cell in SUBRIP.split(separator))), {})
    assert [(cue.start, cue.end, cue.text) for cue in document.cues] == [
        (ticks(1), ticks(2), "Alpha"),
        (ticks(3), ticks(4), "Beta"),
    ]


def test_merged_cells_hold_for_every_cell_that_they_cover() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Timecode", None, "Speaker", "Text"], ["0:01", "0:02", "Anna", "One"]):
        sheet.append(row)
    sheet.append(["0:03", "0:04", None, "Two"])
    sheet.append(["0:05", "0:06", None, "Three"])
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C2:C3")
    out = io.BytesIO()
    book.save(out)
    document = xlsx.read(out.getvalue(), {})
    assert shown(document) == [(1, 2, "One"), (3, 4, "Two"), (5, 6, "Three")]
    assert [cue.speaker for cue in document.cues] == ["Anna", "Anna", None]


def test_a_sheet_with_facts_comes_before_the_sheet_with_captions() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Film", "My film"])
    book.active.append(["Length", "00:58:00"])
    second = book.create_sheet("Captions")
    second.append(["Start", "End", "Text"])
    second.append(["0:01", "0:02", "x"])
    out = io.BytesIO()
    book.save(out)
    assert shown(xlsx.read(out.getvalue(), {})) == [(1, 2, "x")]


TYPED = [["Start", "End", "Text"], *([time(0, n), time(0, n + 2), "x"] for n in (1, 5, 12))]


@pytest.mark.parametrize(("unit", "first"), [("auto", (1, 3, "x")), ("days", (60, 180, "x"))])
def test_minutes_and_seconds_that_a_spreadsheet_took_for_hours(
    unit: str, first: tuple[float, float, str]
) -> None:
    document = xlsx.read(workbook(*TYPED), {"time_unit": unit})
    assert shown(document)[0] == first
    assert [issue.code for issue in document.issues] == ["time_unit_assumed"][: unit == "auto"]


@pytest.mark.parametrize(
    ("start", "end"), [(1.5 / 86400, 2.75 / 86400), (time(0, 0, 1, 500_000), time(0, 0, 2, 750_000))]
)
def test_cells_of_times_without_headings(start: Any, end: Any) -> None:
    document = xlsx.read(workbook(["Start", "End", "Text"], [start, end, "One"]), {})
    assert shown(document) == [(1.5, 2.75, "One")]
    if isinstance(start, time):
        assert shown(xlsx.read(workbook([start, end, "One"], [end, end, "Two"]), {}))[0] == (1.5, 2.75, "One")


def test_of_merged_cells_that_overlap_the_first_is_taken() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Start", "End", "Speaker", "Text"], ["0:01", "0:02", "Anna", "One"]):
        sheet.append(row)
    sheet.append(["0:03", "0:04", None, "Two"])
    sheet.append(["0:05", "0:06", None, "Three"])
    for cells in ("C2:C3", "C3:C4"):
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    speakers = [cue.speaker for cue in xlsx.read(out.getvalue(), {}).cues]
    assert speakers == ["Anna", "Anna", None]


def test_a_text_is_not_repeated_in_merged_cells_when_it_is_longer_than_a_caption() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Start", "End", "Text"], ["0:01", "0:02", "long " * 300], ["0:03", "0:04", None]):
        sheet.append(row)
    sheet.merge_cells("C2:C3")
    out = io.BytesIO()
    book.save(out)
    assert [len(cue.text) > 1000 for cue in xlsx.read(out.getvalue(), {}).cues] == [True, False]
