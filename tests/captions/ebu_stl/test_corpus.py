"""Real EBU STL files: read, compared with ttconv as an independent reader, and stable once written."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from ttconv import model
from ttconv.isd import ISD
from ttconv.stl import reader as ttconv_reader

from app.captions.formats.ebu_stl.format import FORMAT
from app.captions.model.document import TICKS_PER_SECOND, Document
from app.captions.model.losses import Losses
from tests.captions.formats.test_ttml import defaults
from tests.corpus import corpus_dir

FILES = 37
_OVERLAP = (
    "ttconv drops or shortens captions that overlap outside a cumulative set; we keep what the file says"
)
DIFFERENT = {
    "requirement-0061-004_modified.stl": "begins and ends at one time, which ttconv does not show",
    "requirement-0062-001.stl": "begins and ends at one time, which ttconv does not show",
    "example-opn-in.stl": "0xA4 is $ in the 1983 edition of ISO 6937 that the standard names, ¤ in ttconv's",
    "contained_tti.stl": _OVERLAP,
    "two_contained_tti.stl": _OVERLAP,
    "overlapping_tti.stl": _OVERLAP,
}
"""Where the two readers differ, and why ours reads what it reads."""


def files() -> list[Path]:
    corpus = corpus_dir()
    return sorted([*(corpus / "ebu-stl").rglob("*.stl"), *(corpus / "mixed" / "go-astisub").glob("*.stl")])


def decode(data: bytes, **options: Any) -> Document:
    assert FORMAT.read is not None
    return FORMAT.read(data, defaults(FORMAT.decode_options, **options))


def encode(document: Document, **options: Any) -> bytes:
    assert FORMAT.write is not None
    data = FORMAT.write(document, defaults(FORMAT.encode_options, **options), Losses())
    assert isinstance(data, bytes)
    return data


def words(text: str) -> str:
    return "".join(text.split())


def paragraphs(element: Any) -> Iterator[str]:
    if isinstance(element, model.P):
        yield "".join(text.get_text() for text in element.dfs_iterator() if isinstance(text, model.Text))
    else:
        for child in element:
            yield from paragraphs(child)


def shown_by_ttconv(data: bytes) -> list[tuple[Fraction, str]]:
    """What ttconv shows, as (a moment in seconds, all text without white space, letters sorted)."""
    logging.disable(logging.CRITICAL)
    try:
        sequence = ISD.generate_isd_sequence(ttconv_reader.to_model(io.BytesIO(data)))
    finally:
        logging.disable(logging.NOTSET)
    shown = []
    for index, (begin, isd) in enumerate(sequence):
        end = sequence[index + 1][0] if index + 1 < len(sequence) else begin
        texts = [words(text) for region in isd.iter_regions() for body in region for text in paragraphs(body)]
        shown.append((Fraction(begin + end) / 2, "".join(sorted("".join(texts)))))
    return shown


def shown_by_us(document: Document, moment: Fraction) -> str:
    at = moment * TICKS_PER_SECOND
    return "".join(sorted("".join(words(cue.text) for cue in document.cues if cue.start <= at < cue.end)))


def test_every_file_is_read() -> None:
    found = files()
    assert len(found) == FILES
    for path in found:
        document = decode(path.read_bytes())
        assert document.cues, path.name
        assert all(cue.text for cue in document.cues), path.name


def test_the_same_text_at_the_same_time_as_ttconv() -> None:
    for path in files():
        data = path.read_bytes()
        if path.name in DIFFERENT:
            continue
        document = decode(data)
        for moment, text in shown_by_ttconv(data):
            assert shown_by_us(document, moment) == text, (path.name, moment)


@pytest.mark.parametrize("switch", ["auto", "on"], ids=["own text fields", "text fields made anew"])
def test_what_we_write_ttconv_reads_the_same(switch: str) -> None:
    for path in files():
        if path.name in DIFFERENT:
            continue
        written = encode(decode(path.read_bytes()), double_height=switch)
        document = decode(written)
        for moment, text in shown_by_ttconv(written):
            assert shown_by_us(document, moment) == text, (path.name, moment)


@pytest.mark.parametrize("switch", ["auto", "on"], ids=["own text fields", "text fields made anew"])
def test_writing_is_stable_and_keeps_what_was_read(switch: str) -> None:
    for path in files():
        document = decode(path.read_bytes())
        once = encode(document, double_height=switch)
        again = decode(once)
        assert encode(again) == once, path.name
        for name in ("start", "end", "runs", "placement", "comment"):
            before, after = ([getattr(cue, name) for cue in made.cues] for made in (document, again))
            assert before == after, (path.name, name)
        assert (again.title, again.language, again.start_timecode) == (
            document.title,
            document.language,
            document.start_timecode,
        )


def test_the_files_of_go_astisub_come_back_byte_for_byte() -> None:
    for path in (corpus_dir() / "mixed" / "go-astisub").glob("*.stl"):
        assert encode(decode(path.read_bytes())) == path.read_bytes(), path.name


def test_a_cumulative_set_stays_until_its_last_caption_ends() -> None:
    document = decode((corpus_dir() / "ebu-stl/sandflow/cumulative_set.stl").read_bytes())
    times = [
        (cue.start / TICKS_PER_SECOND, cue.end / TICKS_PER_SECOND, cue.text) for cue in document.cues[1:]
    ]
    assert times == [(2, 7, "1"), (3, 7, "2"), (4, 7, "3"), (5, 7, "4")]


def test_extension_blocks_are_one_caption() -> None:
    document = decode((corpus_dir() / "ebu-stl/sandflow/multi_tti_subtitle.stl").read_bytes())
    assert [cue.text for cue in document.cues] == ["Foo Bar Baz"]


def test_times_from_the_start_of_the_programme() -> None:
    data = (corpus_dir() / "ebu-stl/sandflow/test_tcp_processing.stl").read_bytes()
    whole, programme = decode(data), decode(data, start_of_programme=True)
    assert [cue.start // TICKS_PER_SECOND for cue in whole.cues] == [0, 36000]
    assert whole.start_timecode == 36000 * TICKS_PER_SECOND
    assert [(cue.start, cue.text) for cue in programme.cues] == [(0, "Start of the program.")]
    assert programme.start_timecode == 0


@pytest.mark.parametrize(
    ("name", "line", "side"), [("vp18_3_lines", 79.5652, "end"), ("vp20_2_newlines", 90.0, "end")]
)
def test_rows_place_the_text(name: str, line: float, side: str) -> None:
    place = decode((corpus_dir() / f"ebu-stl/sandflow/{name}.stl").read_bytes()).cues[0].placement
    assert place is not None
    assert (place.line, place.line_align) == (line, side)
