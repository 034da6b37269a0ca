"""Real EBU STL files: read, compared with ttconv as an independent reader, and stable once written."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.captions.model.document import TICKS_PER_SECOND
from tests.support.captions import by_ttconv
from tests.support.captions.by_ttconv import letters
from tests.support.captions.ebu_stl_documents import decode, encode
from tests.support.corpus.folders import corpus_dir

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
        for moment, texts in by_ttconv.of_stl(data):
            assert letters(by_ttconv.ours(document, moment)) == letters(texts), (path.name, moment)


@pytest.mark.parametrize("switch", ["auto", "on"], ids=["own text fields", "text fields made anew"])
def test_what_we_write_ttconv_reads_the_same(switch: str) -> None:
    for path in files():
        if path.name in DIFFERENT:
            continue
        written = encode(decode(path.read_bytes()), double_height=switch)
        document = decode(written)
        for moment, texts in by_ttconv.of_stl(written):
            assert letters(by_ttconv.ours(document, moment)) == letters(texts), (path.name, moment)


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
        assert encode(decode(path.read_bytes()), date="") == path.read_bytes(), path.name


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
