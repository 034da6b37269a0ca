"""CSV and TSV: a table of Number, Start, End, Speaker and Text.

Many headings are understood (In/Out, Timecode, Duration, Character, Dialogue, ...), and tables without
headings by the times in them. A cell that a spreadsheet would run as a formula gets an apostrophe before it
when written, and loses it when read. The file begins with a byte order mark unless asked otherwise: by it
Excel knows that the text is UTF-8.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.loose_times import TIME_FORMAT, TIME_UNIT, is_time
from app.captions.formats.shared.table_headings import columns_of
from app.captions.formats.shared.tables import (
    COLUMNS,
    ROWS_SEARCHED,
    TEXT_COLUMN,
    counted_columns,
    guessed_columns,
    read_table,
    table_rows,
)
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options
from app.captions.text_io.line_ends import unify_lines
from app.captions.text_io.text_file import TEXT_ENCODING
from app.core.errors import CaptionError

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
_HEAD = 8192
_SEPARATOR = re.compile(r"\s*\"?sep=([,;|\t])\"?[ \t]*\n", re.IGNORECASE)
_WHOLE_SECONDS = re.compile(r" ?[0-9]{1,3}:[0-9]{2}:[0-9]{2}")
_THREE_DIGITS = re.compile(r"[0-9]{3}")
_ALWAYS_FORMULA = ("=", "+", "@", "\t", "\r")


def read(text: str, options: Options) -> Document:
    """A table as a document; CaptionError `no_times` or `malformed_csv`."""
    text, delimiter = _separator(unify_lines(text))
    delimiter = delimiter or _delimiter(text[:_HEAD])
    return read_table(_with_whole_texts(_rows(text, delimiter), delimiter), options, "table")


def _separator(text: str) -> tuple[str, str]:
    """The text without Excel's first line `sep=;`, and the delimiter that it names, if it is there."""
    named = _SEPARATOR.match(text)
    return (text[named.end() :], named[1]) if named else (text, "")


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows of a table; quotation marks behind a backslash, and those that nobody closed, are mended."""
    within = rf'\\"(?!{re.escape(delimiter)}|\n|\Z)'  # elsewhere it closes a cell that ends with a backslash
    if '""' not in text and re.search(within, text):
        text = text.replace('\\"', '""')
    lines = list(io.StringIO(text))
    at = 0
    while at < len(lines):
        begin = at
        reader = csv.reader((lines[index] for index in range(begin, len(lines))), delimiter=delimiter)
        done = 0
        try:
            for row in reader:
                if reader.line_num - done > 1 and _swallows(row, lines[begin + done + 1], delimiter):
                    break
                done = reader.line_num
                yield [_unguarded(cell) for cell in row]
            else:
                return
        except csv.Error as error:
            if not _is_unclosed(lines[begin + done : begin + done + 2], delimiter):
                raise _malformed(begin + reader.line_num, error) from error
        at = begin + done
        yield [_unguarded(cell.strip('"')) for cell in lines[at].rstrip("\n").split(delimiter)]
        at += 1


def _swallows(row: list[str], line: str, delimiter: str) -> bool:
    """Whether a row of several lines has taken in the row of the next line: its quotes were never closed."""
    cells = [_kind(cell) for cell in line.rstrip("\n").split(delimiter)[: len(row) - 1]]
    return sum(kind != "word" for kind in cells) > 1 and cells == [_kind(cell) for cell in row[:-1]]


def _is_unclosed(lines: list[str], delimiter: str) -> bool:
    """The same of a row that is too long to be read, by its first lines."""
    odd = len(lines) > 1 and lines[0].count('"') % 2 == 1
    return odd and _swallows(lines[0].split(delimiter), lines[1], delimiter)


def _kind(cell: str) -> str:
    if is_time(cell):
        return "time"
    number = cell.strip().replace(",", ".", 1).replace(".", "", 1)
    return "number" if number.isdecimal() else "word"


def _malformed(line: int, error: csv.Error) -> CaptionError:
    return CaptionError(
        f"Line {line} cannot be read as a row: {error}.",
        code="malformed_csv",
        hint="Save the table as CSV again; check that quotation marks are closed.",
        rejected=True,
        line=line,
    )


def _with_whole_texts(rows: Iterator[list[str]], delimiter: str) -> Iterator[list[str]]:
    """The rows, with what their own delimiters cut, for want of quotation marks, whole again: times with a
    decimal comma, and a last text."""
    width = text = 0
    for index, row in enumerate(rows):
        if not width and index < ROWS_SEARCHED and (columns := columns_of(row)) is not None:
            width, text = len(row), columns.text
        if delimiter == "," and len(row) > (width or 1):
            row = _with_decimals(row)
        while width and len(row) > width and not row[-1].strip():
            row.pop()
        if len(row) > width > 0 and text == width - 1:
            row = [*row[: width - 1], delimiter.join(row[width - 1 :])]
        yield row


def _with_decimals(row: list[str]) -> list[str]:
    """A row with times such as 00:00:01,500 in one cell each again."""
    made: list[str] = []
    for cell in row:
        if made and _THREE_DIGITS.fullmatch(cell) and _WHOLE_SECONDS.fullmatch(made[-1]):
            made[-1] += f",{cell}"
        else:
            made.append(cell)
    return made


def _delimiter(head: str) -> str:
    """The delimiter that makes a row of known headings; else the one with which the first rows make sense.

    In times such as 00:00:01,500 a comma is no delimiter, though a row cut there still has a time and a text.
    """
    tables: dict[str, list[list[str]]] = {}
    for delimiter in _DELIMITERS.values():
        with suppress(CaptionError):
            tables[delimiter] = list(islice(_rows(head, delimiter), 20))
    for makes_sense in (columns_of, _two_times, guessed_columns):
        # By times alone a comma comes last: it may be a part of them.
        named = makes_sense is columns_of
        for delimiter in tables if named else sorted(tables, key=lambda delimiter: delimiter == ","):
            if any(makes_sense(row) for row in tables[delimiter]):
                return delimiter
    return next((sign for sign in reversed(tables) if counted_columns(tables[sign]) is not None), ",")


def _two_times(row: list[str]) -> bool:
    found = guessed_columns(row)
    return found is not None and found.end is not None


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as CSV, with "\\r\\n" line ends as RFC 4180 asks."""
    return _written(document, options, losses, _DELIMITERS[options.get("delimiter", "comma")])


def write_tsv(document: Document, options: Options, losses: Losses) -> str:
    """The document as TSV."""
    return _written(document, options, losses, "\t")


def _written(document: Document, options: Options, losses: Losses, delimiter: str) -> str:
    out = io.StringIO(newline="")
    rows = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    if options.get("header", True):
        rows.writerow(COLUMNS)
    guard = _guarded if options.get("formula_guard", True) else str
    for number, start, end, speaker, text in table_rows(document, options, losses):
        rows.writerow((number, start, end, guard(speaker), guard(text)))
    return out.getvalue()


def _guarded(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would run, or before an apostrophe of its own.

    A dash is a formula only with a call or a link in it; before plain words it is a speaker's dash.
    """
    risky = cell.startswith((*_ALWAYS_FORMULA, "'")) or (
        cell.startswith("-") and ("(" in cell or "|" in cell)
    )
    return "'" + cell if risky else cell


def _unguarded(cell: str) -> str:
    if cell.startswith("'") and _guarded(cell[1:]) == cell:
        return cell[1:]
    return cell


def sniff(head: Head) -> float:
    """Likely when a delimiter other than the tab makes columns with times."""
    delimiter, score = _judged(head.text[:4096])
    return score if delimiter != "\t" else 0.0


def sniff_tsv(head: Head) -> float:
    """Likely when tabs make columns with times."""
    delimiter, score = _judged(head.text[:4096])
    return score if delimiter == "\t" else 0.0


@lru_cache(maxsize=1)
def _judged(head: str) -> tuple[str, float]:
    """The delimiter, and how sure it is: by headings, or because most rows have two times and a text.

    CSV and TSV ask for the same head, one after the other: it is judged once.
    """
    text, named = _separator(unify_lines(head))
    if text.lstrip().startswith(("{", "<", "[{")):
        return "", 0.0
    delimiter = named or _delimiter(text)
    rows = [row for row in _some_rows(text, delimiter) if any(cell.strip() for cell in row)]
    if any(columns_of(row) for row in rows[:3]):
        return delimiter, 0.9
    if counted_columns(rows) is not None:
        return delimiter, 0.6
    if len(rows) > 1 and not any(is_time(cell) for cell in rows[0]):
        rows = rows[1:]  # headings in another language
    shaped = sum((found := guessed_columns(row)) is not None and found.end is not None for row in rows)
    return delimiter, 0.6 if rows and shaped * 5 >= len(rows) * 4 else 0.0


def _some_rows(text: str, delimiter: str) -> list[list[str]]:
    """The first rows; the last one is left out, since the head may end inside it."""
    try:
        rows = list(islice(_rows(text, delimiter), 21))
    except CaptionError:
        return []
    return rows[:-1] if len(rows) > 20 or len(text) >= 4096 else rows


_COMMON = (
    TIME_FORMAT,
    Option("header", "boolean", True, "Write a first row with the names of the columns."),
    replace(TEXT_ENCODING, default="utf-8 with mark"),
    Option(
        "formula_guard",
        "boolean",
        True,
        "Put an apostrophe before what a spreadsheet would run as a formula.",
    ),
)
_KEEPS = ("times in milliseconds or frames", "text and line breaks", "who speaks")
_LOSES = ("all styles and colours", "placement")
_DELIMITER_OPTION = Option(
    "delimiter", "choice", "comma", "What stands between the columns.", choices=("comma", "semicolon", "bar")
)

FORMATS = (
    CaptionFormat(
        id="csv",
        name="CSV",
        extensions=(".csv",),
        media_type="text/csv",
        read=read,
        write=write,
        sniff=sniff,
        frame_based=True,
        decode_options=(TIME_UNIT, TEXT_COLUMN),
        encode_options=(_DELIMITER_OPTION, *_COMMON),
        keeps=_KEEPS,
        loses=_LOSES,
        aliases=("Comma-separated values",),
    ),
    CaptionFormat(
        id="tsv",
        name="TSV",
        extensions=(".tsv", ".tab"),
        media_type="text/tab-separated-values",
        read=read,
        write=write_tsv,
        sniff=sniff_tsv,
        frame_based=True,
        decode_options=(TIME_UNIT, TEXT_COLUMN),
        encode_options=_COMMON,
        keeps=_KEEPS,
        loses=_LOSES,
        aliases=("Tab-separated values",),
    ),
)
