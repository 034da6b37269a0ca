"""CSV and TSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions import load
from app.captions.conversion.inspect import inspect
from app.captions.formats import delimited
from app.captions.formats.base import Head
from app.captions.model.document import MAX_ISSUES, Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import parse_rate
from app.core.errors import CaptionError
from tests.support.captions.documents import documents, options_for, seen
from tests.support.examples import examples

R25 = {"frame_rate": parse_rate("25").fps}


def shown(document: Document) -> list[tuple[float, float, str]]:
    return [(c.start / 9e7, c.end / 9e7, c.text) for c in document.cues]


@pytest.mark.parametrize(
    "text",
    [
        "Number,Start,End,Speaker,Text\n1,00:00:01.000,00:00:02.500,ANN,Hello\n2,00:00:03.000,00:00:04.000,,Bye\n",
        "start;end;text;character\n1.0;2.5;Hello;ANN\n3;4;Bye;\n",
        "Who\tIn\tTC Out\tDialogue\nANN\t00:00:01:00\t00:00:02.5\tHello\n\t00:00:03:00\t00:00:04:00\tBye\n",
        "My film\n\nSpeaker|Time|Duration|Caption\nANN|0:01|1.5|Hello\n|0:03|1|Bye\n",
    ],
)
def test_tables_people_make(text: str) -> None:
    document = delimited.read(text, R25)
    assert shown(document) == [(1.0, 2.5, "Hello"), (3.0, 4.0, "Bye")]
    assert [c.speaker for c in document.cues] == ["ANN", None]


def test_a_table_without_headings() -> None:
    document = delimited.read("00:00:01.000,00:00:02.500,Hello\n00:00:03.000,00:00:04.000,Bye\n", {})
    assert shown(document) == [(1.0, 2.5, "Hello"), (3.0, 4.0, "Bye")]


HEADINGS = {
    "Inizio\tFine\tTesto": "00:00:01.000\t00:00:02.500\tCiao",
    "Início;Fim;Legenda": "00:00:01,000;00:00:02,500;Ciao",
    "Nr;Anzeigen;Ausblenden;Dauer;Text": "1;00:00:01,000;00:00:02,500;1,500;Ciao",
    "Numéro;Afficher;Cacher;Durée;Texte": "1;00:00:01,000;00:00:02,500;1,500;Ciao",
    "Tijd begin;Tijd eind;Tekst": "00:00:01,000;00:00:02,500;Ciao",
    "Начало;Конец;Текст": "00:00:01,000;00:00:02,500;Ciao",
    "開始,終了,テキスト": "00:00:01.000,00:00:02.500,Ciao",
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_of_other_languages(heading: str) -> None:
    row = HEADINGS[heading]
    later = row.replace(":01", ":11").replace(":02", ":12")
    document = inspect(f"{heading}\r\n{row}\r\n{later}\r\n".encode()).document
    assert shown(document) == [(1.0, 2.5, "Ciao"), (11.0, 12.5, "Ciao")]


def test_a_text_with_delimiters_and_without_quotation_marks_is_whole() -> None:
    table = "Start;Ende;Text\n00:00:01,000;00:00:02,500;Hallo; Welt\n00:00:03,000;00:00:04,000;Ja;;\n"
    assert shown(delimited.read(table, {})) == [(1.0, 2.5, "Hallo; Welt"), (3.0, 4.0, "Ja")]


def test_missing_ends_and_bad_rows() -> None:
    document = delimited.read("start,text\n1,a\nlater,b\n1.5,c\n,\n9,d\n", {})
    assert shown(document) == [(1.0, 1.5, "a"), (1.5, 2.5, "c"), (9.0, 10.0, "d")]
    assert [(issue.code, issue.message) for issue in document.issues] == [
        ("unreadable_row", "Row 3 has no time and was left out: 'later b'.")
    ]


def test_many_bad_rows_make_a_short_report() -> None:
    document = delimited.read("start,text\n" + "x,y\n" * 1000, {})
    assert len(document.issues) <= MAX_ISSUES + 1


SPEAKERS = [None, "ANN", "=cmd", "'"]


def test_a_backslash_at_the_end_of_a_cell_is_no_quotation_mark() -> None:
    document = delimited.read('start;end;text\n0;1;"One:\n\\"\n1;2;Two\n', {})
    assert [cue.text for cue in document.cues] == ["One:\n\\", "Two"]


@pytest.mark.parametrize("form", ["clock", "seconds", "timecode"])
@pytest.mark.parametrize("delimiter", ["comma", "semicolon", "bar", "tab"])
@examples(40)
@given(st.data())
def test_round_trip(form: str, delimiter: str, data: st.DataObject) -> None:
    rate = parse_rate("50")
    document = data.draw(documents(rate=rate, speakers=SPEAKERS, overlapping=True))
    options = {"time_format": form, "delimiter": delimiter}
    write = delimited.write_tsv if delimiter == "tab" else delimited.write
    assert seen(delimited.read(write(document, options, Losses()), options_for(document))) == seen(document)


@given(st.text("=+-@'|(\t ab\n\"", min_size=1, max_size=8))
def test_formulas_are_guarded_and_come_back(text: str) -> None:
    text = text.strip()
    document = Document([Cue(0, ticks(1), [Run(text)] if text else [])])
    written = delimited.write(document, {}, Losses())
    cell = list(csv.reader(io.StringIO(written, newline="")))[1][4]
    assert not cell.startswith(("=", "+", "@", "\t"))
    assert not (cell.startswith("-") and ("(" in cell or "|" in cell))
    assert delimited.read(written, {}).cues == document.cues


def test_a_speakers_dash_is_no_formula() -> None:
    document = Document([Cue(0, ticks(1), [Run("- Who?\n- Me!")])])
    assert '\r\n1,00:00:00.000,00:00:01.000,,"- Who?\n- Me!"' in delimited.write(document, {}, Losses())


def test_the_guard_and_the_head_may_be_left_out() -> None:
    document = Document([Cue(0, ticks(1), [Run("=1")])])
    plain = delimited.write(document, {"formula_guard": False, "header": False}, Losses())
    assert plain == "1,00:00:00.000,00:00:01.000,,=1\r\n"
    assert delimited.write(document, {}, Losses()).startswith("Number,Start,End,Speaker,Text\r\n")


def test_what_it_cannot_hold_is_recorded() -> None:
    losses = Losses()
    cue = Cue(0, ticks(1), [Run("x", Style(bold=True, color="#ff0000"))], placement=Placement(line=1))
    delimited.write(Document([cue]), {}, losses)
    assert set(losses.kinds) == {"bold", "color", "placement"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_times"),
        ("a,b,c\n1,2,3\n", "no_times"),
        ("start,text\n1," + "x" * 200_000, "malformed_csv"),
        ("start,text\n00:00:00:25,x\n", "invalid_timecode"),
    ],
)
def test_hostile_tables_are_refused(text: str, code: str) -> None:
    with pytest.raises(CaptionError) as caught:
        delimited.read(text, R25)
    assert caught.value.code == code


@given(st.text(",;\t|\"'\n:0123 startextend", max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for prefix in ("", "start,end,text\n"):
        try:
            delimited.read(prefix + text, R25)
        except CaptionError:
            continue
        delimited.sniff(Head(b"", prefix + text))


@pytest.mark.parametrize(
    ("text", "csv_score", "tsv_score"),
    [
        ("Number,Start,End,Text\n1,0:01,0:02,x\n", 0.9, 0.0),
        ("In\tOut\tText\n0:01\t0:02\tx\n", 0.0, 0.9),
        ("0:01,0:02,x\n0:03,0:04,y\n", 0.6, 0.0),
        ("1\n00:00:01,000 --> 00:00:02,000\nHello, you.\n", 0.0, 0.0),
        ("Dear all,\nat 10:30, we meet.\n", 0.0, 0.0),
        ('{"start": 1, "text": 2}', 0.0, 0.0),
        ("", 0.0, 0.0),
    ],
)
def test_detection(text: str, csv_score: float, tsv_score: float) -> None:
    head = Head(b"", text)
    assert (delimited.sniff(head), delimited.sniff_tsv(head)) == (csv_score, tsv_score)


def test_timecodes_state_the_rate() -> None:
    document: Any = delimited.read("in,out,text\n00:00:01:00,00:00:02:00,x\n", R25)
    assert document.frame_rate == 25


@pytest.mark.parametrize(
    ("table", "spans"),
    [
        ("start\tend\ttext\n0\t1840\tOne\n1840\t61250\tTwo\n", [(0, "1.84"), ("1.84", "61.25")]),
        ("Start time in milliseconds;End time in milliseconds;Text\n1000;2000.5;One\n", [(1, "2.0005")]),
        ("sep=;\nStart;Ende;Text\n00:00:01,000;00:00:02,500;One\n", [(1, "2.5")]),
        ("Début;Fin;Texte\n00:00:01,000;00:00:02,500;One\n", [(1, "2.5")]),
        ("Inicio;Fin;Subtítulos\n00:00:01,000;00:00:02,500;One\n", [(1, "2.5")]),
        ("start,end,text\n0.00001157407,0.00003472222,One\n", [(1, 3)]),
        ("start,end,text\n1,3,One\n10,12,Two\n", [(1, 3), (10, 12)]),
    ],
)
def test_tables_as_people_make_them(table, spans):
    cues = inspect(table.encode(), file_name="t.csv").document.cues
    assert [(cue.start, cue.end) for cue in cues] == [(ticks(start), ticks(end)) for start, end in spans]


@pytest.mark.parametrize("heading", ["Speaker", "Speaker Name", "Sprecher", "Character name"])
def test_who_speaks_under_other_headings(heading):
    table = f"{heading};Start Time;End Time;Text\nBob;00:00:01.000;00:00:02.000;Hi\n"
    assert [cue.speaker for cue in inspect(table.encode(), file_name="t.csv").document.cues] == ["Bob"]


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("Start (s),End (s),Text", "1.0,2.0,Hi"),
        ("tc_in;tc_out;texte original", "00:00:01,000;00:00:02,000;Hi"),
        ("Heure de début;Heure de fin;Texte", "00:00:01,000;00:00:02,000;Hi"),
        ("Tiempo de inicio;Tiempo de fin;Subtítulo", "00:00:01,000;00:00:02,000;Hi"),
        ("Sottotitolo,Inizio,Fine,Testo", "1,00:00:01,00:00:02,Hi"),
        ("Show time,Hide time,Duration,Text,Actor", "00:00:01.000,00:00:02.000,1.0,Hi,Bob"),
        ("#,Start,End,CPS,Text length,Text", "1,00:00:01.000,00:00:02.000,12,2,Hi"),
    ],
)
def test_headings_of_several_words(heading: str, row: str) -> None:
    (cue,) = load(f"{heading}\n{row}\n".encode(), "a.csv").cues
    assert (cue.start, cue.end, cue.text) == (ticks(1), ticks(2), "Hi")


def test_a_translation_beside_the_text_is_not_passed_over_in_silence() -> None:
    document = load(b"Start,End,Text,French\n1.0,2.0,Good day,Bonjour\n", "a.csv")
    assert [cue.text for cue in document.cues] == ["Good day"]
    assert [issue.code for issue in document.issues] == ["columns_not_read"]
    assert "\u201cFrench\u201d" in document.issues[0].message
