"""Every format that is written, read back by a program nobody here wrote, wherever one exists."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from lxml import html

from app.captions.formats import registry
from app.captions.model.document import TICKS_PER_SECOND
from app.media.ffmpeg import ffmpeg_path
from tests.support.captions.every_format import LINES, WRITERS, film, write

READ_BY = {
    "srt": "webvtt-py, pysubs2, ffmpeg: test_second_opinions",
    "vtt": "webvtt-py, pysubs2, ffmpeg: test_second_opinions",
    "sbv": "webvtt-py: test_second_opinions",
    "ass": "pysubs2, ffmpeg: test_second_opinions",
    "ssa": "pysubs2, ffmpeg: test_second_opinions",
    "microdvd": "pysubs2, ffmpeg: test_second_opinions",
    "mpl2": "pysubs2, ffmpeg: test_second_opinions",
    "tmplayer": "pysubs2, ffmpeg: test_second_opinions",
    "sami": "pysubs2, ffmpeg: test_second_opinions",
    "lrc": "ffmpeg: test_second_opinions",
    "subviewer2": "ffmpeg: test_second_opinions",
    "spruce-stl": "ffmpeg: test_spruce",
    "scc": "ttconv, ffmpeg: codecs/cea608/test_second_readers",
    "scc-advanced": "ttconv: codecs/cea608/test_second_readers",
    "mcc": "ffmpeg: codecs/cea608/test_second_readers",
    "ebu-stl": "ttconv: ebu_stl/test_second_reader",
    "ttml": "ttconv: ttml/test_second_reader",
    "imsc1": "ttconv: ttml/test_second_reader",
    "imsc1.1": "ttconv: ttml/test_second_reader",
    "ebu-tt-d": "ttconv: ttml/test_second_reader",
    "itt": "ttconv: ttml/test_second_reader",
    "smpte-tt": "ttconv: ttml/test_second_reader",
    "netflix-ttml": "ttconv: ttml/test_second_reader",
    "docx": "python-docx: docx/test_format",
    "rtf": "striprtf: rtf/test_format",
    "xlsx": "openpyxl: here",
    "csv": "Python's csv: here",
    "tsv": "Python's csv: here",
    "premiere-markers": "Python's csv: here",
    "fcpxml": "ElementTree: here",
    "html-transcript": "lxml: here",
    "cuedeck-project": "Python's json: here",
    "segments-json": "Python's json: here",
    "bilibili-json": "Python's json: here",
    "usf": "ElementTree: here",
    "dcp-interop": "ElementTree: here",
    "dcp-smpte": "ElementTree: here",
    "fcp7-xml": "ElementTree: here",
    "youtube-xml": "ElementTree: here",
    "subviewer1": "ffmpeg: here",
}
READ_BY_NOBODY = {
    "cheetah-asc": "only MacCaption and Cheetah's own programs read it",
    "avid-ds": "only Avid's programs read it",
    "avid-subcap": "only Avid's programs read it",
    "lambda-cap": "only programs for Japanese captions read it",
    "qt-text": "only QuickTime 7 read it",
    "audacity": "only Audacity, a program with windows, reads it",
    "transcript": "it is text for people",
    "timed-transcript": "it is text for people",
}
TEXTS = list(LINES)
STARTS = [Fraction(cue.start, TICKS_PER_SECOND) for cue in film(*LINES).cues]


def test_every_profile_that_is_written_has_another_reader_or_a_reason() -> None:
    assert READ_BY.keys() | READ_BY_NOBODY.keys() == {caption_format.id for caption_format in WRITERS}
    assert not READ_BY.keys() & READ_BY_NOBODY.keys()


def written(profile_id: str) -> bytes:
    data: bytes = write(registry.formats()[profile_id], film(*LINES))
    return data


def seconds(clock: str) -> Fraction:
    hours, minutes, rest = clock.split(":")
    return (int(hours) * 60 + int(minutes)) * 60 + Fraction(rest)


def agrees(starts: list[Fraction]) -> bool:
    """The same times, to the millisecond that tables hold."""
    return all(abs(one - other) <= Fraction(1, 1000) for one, other in zip(starts, STARTS, strict=True))


@pytest.mark.parametrize(("profile_id", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_csv_reads_tables(profile_id: str, delimiter: str) -> None:
    text = written(profile_id).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert [row["Text"] for row in rows] == TEXTS
    assert agrees([seconds(row["Start"]) for row in rows])


def test_csv_reads_premiere_markers() -> None:
    data = written("premiere-markers")
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text else ","))
    assert [row["Description"] for row in rows] == TEXTS
    assert [row["In"] for row in rows] == ["00:00:01:00", "00:00:04:00", "00:00:07:00"]


def test_openpyxl_reads_workbooks() -> None:
    heading, *rows = openpyxl.load_workbook(io.BytesIO(written("xlsx"))).active.values
    found = [dict(zip(heading, row, strict=True)) for row in rows]
    assert [row["Text"] for row in found] == TEXTS
    assert agrees([seconds(str(row["Start"])) for row in found])


def test_elementtree_reads_final_cut_captions() -> None:
    captions = list(ElementTree.fromstring(written("fcpxml")).iter("caption"))
    assert ["".join(caption.itertext()).strip() for caption in captions] == TEXTS
    lengths = [Fraction(str(caption.get("duration")).removesuffix("s")) for caption in captions]
    assert lengths == [Fraction(60 * 1001, 30000)] * 3


def test_lxml_reads_transcripts() -> None:
    timed = html.fromstring(written("html-transcript").decode()).xpath("//*[@data-start]")
    assert ["\n".join(item.itertext()) for item in timed] == TEXTS
    assert agrees([Fraction(item.get("data-start")) for item in timed])


def test_json_reads_projects() -> None:
    found = json.loads(written("cuedeck-project"))
    assert [cue["start"] for cue in found["cues"]] == [cue.start for cue in film(*LINES).cues]
    assert [cue["text"] for cue in found["cues"]] == TEXTS


@pytest.mark.parametrize(
    ("profile_id", "place", "start", "text"),
    [("segments-json", None, "start", "text"), ("bilibili-json", "body", "from", "content")],
)
def test_json_reads_lists_of_captions(profile_id: str, place: str | None, start: str, text: str) -> None:
    found = json.loads(written(profile_id))
    captions = found[place] if place else found
    assert [caption[text] for caption in captions] == TEXTS
    assert agrees([Fraction(str(caption[start])) for caption in captions])


@pytest.mark.parametrize(
    ("profile_id", "element", "starts"),
    [
        ("usf", "subtitle", ["00:00:01.001", "00:00:04.004", "00:00:07.007"]),
        ("dcp-interop", "Subtitle", ["00:00:01:000", "00:00:04:001", "00:00:07:002"]),
        ("dcp-smpte", "Subtitle", ["00:00:01:00", "00:00:04:00", "00:00:07:00"]),
        ("fcp7-xml", "generatoritem", ["30", "120", "210"]),
        ("youtube-xml", "p", ["1001", "4004", "7007"]),
    ],
)
def test_elementtree_reads_xml(profile_id: str, element: str, starts: list[str]) -> None:
    captions = ElementTree.fromstring(written(profile_id)).findall(f".//{{*}}{element}")
    told = [
        caption.get("start") or caption.get("TimeIn") or caption.get("t") or caption.findtext("start")
        for caption in captions
    ]
    assert told == starts
    for caption, text in zip(captions, TEXTS, strict=True):
        shown = caption.findtext(".//parameter/value") or " ".join(caption.itertext())
        assert "".join(shown.split()) == "".join(text.split())


def test_ffmpeg_reads_subviewer_1(tmp_path: Path) -> None:
    (tmp_path / "in.sub").write_bytes(written("subviewer1"))
    command = [ffmpeg_path(), "-v", "error", "-f", "subviewer1", "-i", tmp_path / "in.sub", "-f", "srt", "-"]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "00:00:04,000 --> 00:00:06,000\nTwo lines" in shown
    assert shown.count("-->") == 3
