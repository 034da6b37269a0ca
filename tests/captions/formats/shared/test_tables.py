"""Tables as people and programs make them: whose columns, units and rows have to be found out."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from app.captions import load
from app.captions.conversion.inspect import inspect
from app.captions.formats.delimited import read
from app.captions.model.document import Run, Style
from app.core.errors import CaptionError
from tests.support.product import ROOT

Row = tuple[float, float, str | None, str]
GREETING: list[Row] = [(1.5, 2.75, "Anna", "Hallo, Welt"), (3, 4.5, "Ben", "Ja")]
TABLES = json.loads((ROOT / "tests/data/captions/tables.json").read_text("utf-8"))
"""Lines of tables, each with the captions that a person reads in it: start, end, speaker, text."""


def shown(data: bytes, name: str) -> list[Row]:
    """The captions of a file by name alone, as a person would have them read."""
    cues = inspect(data, file_name=name, frame_rate="25").document.cues
    return [(cue.start / 9e7, cue.end / 9e7, cue.speaker, cue.text) for cue in cues]


@pytest.mark.parametrize("case", TABLES, ids=[case["name"] for case in TABLES])
def test_what_a_table_says(case: dict[str, Any]) -> None:
    text = "\n".join(case["table"]) + "\n"
    found = shown(text.encode(), "captions.tsv" if "\t" in text else "captions.csv")
    assert [[round(start, 2), round(end, 2), who, said] for start, end, who, said in found] == case[
        "captions"
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_how_spreadsheet_programs_save_text(encoding: str, delimiter: str) -> None:
    """Excel's “Unicode text” is UTF-16 with tabs, and its CSV has the delimiter of the country."""
    text = "Début;Fin;Personnage;Réplique\r\n1,5;2,75;Anna;Hallo, Welt\r\n3;4,5;Ben;Ja\r\n"
    assert shown(text.replace(";", delimiter).encode(encoding), "captions.txt") == GREETING


def test_the_column_that_is_read_can_be_named() -> None:
    table = b"Start;Ende;Deutsch;Englisch\n1,5;2,75;Hallo;Hello\n3;4,5;Ja;Yes\n"
    first = inspect(table).document
    assert (first.language, [cue.text for cue in first.cues]) == ("de", ["Hallo", "Ja"])
    assert [issue.code for issue in first.issues] == ["columns_not_read"]
    for named in ("englisch", "4"):
        second = inspect(table, decode_options={"text_column": named}).document
        assert (second.language, [cue.text for cue in second.cues]) == ("en", ["Hello", "Yes"])
    with pytest.raises(CaptionError, match="no column “Latin”") as caught:
        inspect(table, decode_options={"text_column": "Latin"})
    assert (caught.value.code, "Deutsch, Englisch" in caught.value.hint) == ("no_column", True)


def test_tags_are_styles_in_tables_of_others_and_words_in_our_own() -> None:
    theirs = load(b"Start;End;Text\n1;2;<i>Hello</i> you\n3;4;{\\an8}Up\n", "a.csv")
    assert theirs.cues[0].runs == [Run("Hello", Style(italic=True)), Run(" you")]
    assert (theirs.cues[1].text, theirs.cues[1].placement is not None) == ("Up", True)
    assert load(theirs.to_bytes("CSV"), "a.csv").cues[0].text == "Hello you"
    ours = load(b"Number,Start,End,Speaker,Text\n1,1,2,,<i>a</i>\n", "a.csv")
    assert ours.cues[0].text == "<i>a</i>"


def test_rows_without_a_time_are_told_with_their_words() -> None:
    table = b"Start;End;Text\nScene 1;;\n1;2;Hello\n;;there\n3;4;Yes\nStart;End;Text\n5;6;No\n"
    document = inspect(table).document
    assert [cue.text for cue in document.cues] == ["Hello\nthere", "Yes", "No"]
    assert [(issue.code, "Scene 1" in issue.message) for issue in document.issues] == [
        ("unreadable_row", True),
        ("row_joined", False),
    ]


@pytest.mark.parametrize(
    "text",
    ["1;2;pears\n3;1;apples\n", "1;2;a\n3;4;b\n", "1.5;2;a\n", "a;b;c\n1.5;2;d\n", "1.5;80;a\n81;180.5;b\n"],
)
def test_numbers_that_are_no_times(text: str) -> None:
    with pytest.raises(CaptionError):
        inspect(text.encode(), file_name="stock.csv")


@pytest.mark.slow
def test_rows_that_go_on_take_time_by_their_number() -> None:
    begun = time.process_time()
    document = read("Start,End,Text\n0:01,0:02,One\n" + ",,more\n" * 60_000, {})
    assert len(document.cues[0].text) == 3 + 5 * 60_000
    assert time.process_time() - begun < 5, "each row must not copy the rows above"
