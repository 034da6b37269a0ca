"""Word documents."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx as python_docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.formats.base import Head
from app.captions.formats.docx import format as docx
from app.captions.formats.docx.reader import read_story
from app.captions.formats.shared import zip_guard
from app.captions.model.document import PLAIN, Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import parse_rate
from app.core.errors import AppError, CaptionError
from tests.support.captions.documents import documents, film, options_for, runs, seen
from tests.support.captions.office_zips import encrypted, repacked, with_stated_size
from tests.support.examples import examples

MAIN = "word/document.xml"
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(package: object) -> bytes:
    out = io.BytesIO()
    package.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def with_table(*rows: list[str]) -> bytes:
    package = python_docx.Document()
    package.add_paragraph("A script")
    table = package.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return saved(package)


GOOD = with_table(
    ["In", "Out", "Who", "Dialogue"], ["0:01", "0:02.5", "ANN", "Hello\nthere"], ["0:03", "0:04", "", "Bye"]
)


def test_a_table_of_another_program() -> None:
    document = docx.read(GOOD, {})
    assert [(c.start, c.end, c.speaker, c.text) for c in document.cues] == [
        (ticks(1), ticks("2.5"), "ANN", "Hello\nthere"),
        (ticks(3), ticks(4), None, "Bye"),
    ]


def test_a_transcript_in_paragraphs() -> None:
    package = python_docx.Document()
    package.add_heading("Interview")
    package.add_paragraph("[00:00:01] ANN: Hello")
    package.add_paragraph("and more")
    package.add_paragraph("[00:00:03] Bye")
    document = docx.read(saved(package), {})
    assert [(c.start, c.speaker, c.text) for c in document.cues] == [
        (ticks(1), "ANN", "Hello\nand more"),
        (ticks(3), None, "Bye"),
    ]


def test_the_looks_of_runs() -> None:
    package = python_docx.Document()
    table = package.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "0:01"
    paragraph = table.rows[0].cells[1].paragraphs[0]
    paragraph.add_run("plain ")
    slanted = paragraph.add_run("slanted")
    slanted.italic, slanted.underline = True, True
    paragraph.add_run(" off").bold = False
    document = docx.read(saved(package), {})
    assert document.cues[0].runs == [
        Run("plain "),
        Run("slanted", Style(italic=True, underline=True)),
        Run(" off"),
    ]


STYLES = (
    PLAIN,
    Style(italic=True, bold=True),
    Style(underline=True, strike=True),
    Style(color="#12ab80", background="#000000"),
)


@pytest.mark.parametrize("form", ["clock", "timecode", "seconds"])
@examples(10)
@given(st.data())
def test_round_trip_as_a_table(form: str, data: st.DataObject) -> None:
    rate = parse_rate("25")
    document = data.draw(
        documents(rate=rate, text=runs(STYLES), speakers=[None, "ANN"], overlapping=True).filter(
            lambda d: d.cues
        )
    )
    written = docx.write(document, {"time_format": form}, Losses())
    assert seen(docx.read(written, options_for(document))) == seen(document)


def test_a_transcript_is_written_and_read() -> None:
    document = Document([Cue(ticks(1), ticks(2), [Run("Hi "), Run("you", Style(bold=True))], speaker="ANN")])
    back = docx.read(docx.write(document, {"layout": "transcript"}, Losses()), {})
    assert [(c.start, c.end, c.speaker, c.text) for c in back.cues] == [(ticks(1), ticks(2), "ANN", "Hi you")]


def test_python_docx_reads_it() -> None:
    written = docx.write(film(3), {}, Losses())
    table = python_docx.Document(io.BytesIO(written)).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["Number", "Start", "End", "Speaker", "Text"]
    assert table.rows[3].cells[4].text == film(3).cues[2].text


def test_what_it_cannot_hold_is_recorded() -> None:
    losses = Losses()
    cue = Cue(0, ticks(1), [Run("<a>\x07", Style(ruby="x", font="y"))], placement=Placement(line=1))
    written = docx.write(Document([cue]), {}, losses)
    assert set(losses.kinds) == {"ruby", "font", "placement"}
    assert docx.read(written, {}).cues[0].text == "<a>\ufffd"


def _main(body: str) -> bytes:
    return repacked(GOOD, {MAIN: f"<w:document {SPACE}><w:body>{body}</w:body></w:document>".encode()})


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "not a zip": (lambda: b"PK\x03\x04" + b"x" * 100, "malformed_zip"),
    "cut off": (lambda: GOOD[: len(GOOD) // 2], "malformed_zip"),
    "expanding text": (lambda: with_stated_size(GOOD, MAIN, zip_guard.MAX_XML + 1), "limit_expanded"),
    "document type": (
        lambda: repacked(GOOD, {MAIN: b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "doctype_refused"
    ),
    "external entity": (
        lambda: repacked(GOOD, {MAIN: b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'}), "doctype_refused"
    ),
    "encrypted": (lambda: encrypted(GOOD), "malformed_zip"),
    "no xml": (lambda: repacked(GOOD, {MAIN: b"<w:document"}), "malformed_docx"),
    "words alone": (lambda: _main("<w:p><w:r><w:t>Words.</w:t></w:r></w:p>"), "no_times"),
    "nested tables": (
        lambda: _main("<w:tbl><w:tr><w:tc>" * 50_000 + "</w:tc></w:tr></w:tbl>" * 50_000), "no_times"
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("make", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_documents_are_refused(make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(CaptionError) as caught:
        docx.read(make(), {})
    assert caught.value.code == code


@examples(60)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=4))
def test_damaged_documents_are_read_or_refused(at: int, patch: bytes) -> None:
    try:
        document = docx.read(GOOD[:at] + patch + GOOD[at + len(patch) :], {})
    except AppError:
        return
    assert all(cue.end >= cue.start for cue in document.cues)


def test_detection() -> None:
    assert docx.sniff(Head(GOOD[:65_536], "")) == 1.0
    assert docx.sniff(Head(b"PK\x03\x04" + bytes(50), "", "a.docx")) == 0.6
    assert docx.sniff(Head(b"PK\x03\x04" + bytes(50), "", "a.xlsx")) == 0.0


def with_paragraphs(*lines: str) -> bytes:
    package = python_docx.Document()
    for line in lines:
        package.add_paragraph(line)
    return saved(package)


def said(data: bytes) -> list[tuple[int, int, str]]:
    return [(cue.start, cue.end, cue.text) for cue in docx.read(data, {}).cues]


PASTED = [(ticks("1"), ticks("3"), "Alpha"), (ticks("4"), ticks("5"), "Beta\ntwo")]


@pytest.mark.parametrize("arrow", ["-->", "→", "–>", "->"])
@pytest.mark.parametrize("spaced", [True, False])
def test_a_subrip_file_that_was_pasted(arrow: str, spaced: bool) -> None:
    gap = [""] if spaced else []
    first = ["1", f"00:00:01,000 {arrow} 00:00:03,000", "Alpha", *gap]
    second = ["2", f"00:00:04,000 {arrow} 00:00:05,000", "Beta", "two"]
    assert said(with_paragraphs(*first, *second)) == PASTED
    assert said(with_paragraphs("\n".join([*first, *second]))) == PASTED


def test_an_arrow_that_a_word_processor_made_a_symbol() -> None:
    data = with_paragraphs("1", "00:00:01,000 ARROW 00:00:03,000", "Alpha")
    symbol = '</w:t><w:sym w:font="Wingdings" w:char="F0E0"/><w:t xml:space="preserve">'
    data = repacked(data, {MAIN: lambda body: body.replace(b"ARROW", symbol.encode())})
    assert said(data) == PASTED[:1]


def test_a_webvtt_file_that_was_pasted() -> None:
    lines = [
        "WEBVTT",
        "",
        "00:01.000 --> 00:03.000 align:start",
        "Alpha",
        "",
        "00:04,000 --> 00:05,000",
        "Beta",
        "two",
    ]
    assert said(with_paragraphs(*lines)) == PASTED


@pytest.mark.parametrize(
    "span",
    [
        "00:00:01,000 --> 00:00:03,000",
        "0:01 - 0:03",
        "00:00:01.000–00:00:03.000",
        "0:01\n0:03",
        "0:01 to 0:03",
    ],
)
@pytest.mark.parametrize("heading", [[["Time", "Text"]], [["Zeit", "Untertitel"]], []])
def test_a_table_with_both_times_in_one_cell(span: str, heading: list[list[str]]) -> None:
    if "\n" in span:
        heading = heading or [["Temps", "Texte"]]
    assert said(with_table(*heading, [span, "Alpha"])) == PASTED[:1]


def _with_tables(*tables: list[list[str]]) -> bytes:
    package = python_docx.Document()
    package.add_paragraph("My film")
    for rows in tables:
        table = package.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        package.add_paragraph("")
    return saved(package)


BODY = [["0:01", "0:03", "Alpha"], ["0:04", "0:05", "Beta\ntwo"]]
HEADED = [["Start", "End", "Text"], *BODY]


@pytest.mark.parametrize(
    "tables",
    [
        [[["Role", "Actor"], *([f"Role {n}", f"Name {n}"] for n in range(80))], HEADED],
        [[["Length", "00:58:00"], ["Year", "2026"]], BODY],
        [HEADED[:2], [HEADED[0], HEADED[2]]],
        [[["0:01 – 0:03", "Alpha"], ["0:04\n0:05", "Beta\ntwo"]]],
    ],
    ids=["a list of roles first", "facts first", "a table on each page", "both times in one cell"],
)
def test_where_the_captions_are_among_tables(tables: list[list[list[str]]]) -> None:
    assert said(_with_tables(*tables)) == PASTED


@pytest.mark.parametrize("heading", [[], ["Start\tEnd\tText"]])
def test_columns_that_are_made_with_tabs(heading: list[str]) -> None:
    lines = ["00:00:01.000\t00:00:03.000\tAlpha", "00:00:04.000\t00:00:05.000\tBeta"]
    assert [text for _, _, text in said(with_paragraphs(*heading, *lines))] == ["Alpha", "Beta"]


def test_a_subrip_file_in_the_cells_of_a_table_under_a_title() -> None:
    lines = ["1", "00:00:01,000 --> 00:00:03,000", "Alpha", "", "2", "00:00:04,000 --> 00:00:05,000"]
    assert said(_with_tables([[line] for line in [*lines, "Beta\ntwo"]])) == PASTED
    assert said(_with_tables([["\n".join([*lines, "Beta", "two"])]])) == PASTED


def test_merged_cells_hold_for_every_cell_that_they_cover() -> None:
    package = python_docx.Document()
    rows = [
        ["Timecode", "", "Who", "Text"],
        ["0:01", "0:03", "Ann", "Alpha"],
        ["0:04", "0:05", "", "Beta\ntwo"],
    ]
    table = package.add_table(rows=3, cols=4)
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 2).merge(table.cell(2, 2))
    assert said(saved(package)) == PASTED
    assert [cue.speaker for cue in docx.read(saved(package), {}).cues] == ["Ann", "Ann"]


def test_a_paragraph_in_another_is_said_once() -> None:
    said = "<w:p>" * 3 + "<w:r><w:t>Alpha</w:t></w:r>" + "</w:p>" * 3
    story = read_story(io.BytesIO(f"<w:document {SPACE}>{said}</w:document>".encode()))
    assert story.everything == ["Alpha", "", ""]


@pytest.mark.parametrize(("words", "again"), [("Anna", True), ("long " * 300, False)])
def test_a_text_longer_than_a_caption_is_not_repeated_in_merged_cells(words: str, again: bool) -> None:
    package = python_docx.Document()
    table = package.add_table(rows=2, cols=2)
    table.cell(0, 0).text = words
    table.cell(0, 0).merge(table.cell(1, 0))
    story = read_story(io.BytesIO(zipfile.ZipFile(io.BytesIO(saved(package))).read(MAIN)))
    assert [bool(row[0]) for row in story.tables[0]] == [True, again]
