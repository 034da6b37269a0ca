"""Whatever we write, an outside reader that finds no fault in it must not be said to have found one.

Each difference between a reader and us was looked into: faults of ours were mended, limits of the reader are
allowed for in its adapter, with the place in its source. What a format cannot hold is a loss in the report,
and explains the difference there.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.formats import registry
from app.captions.formats.base import CaptionFormat
from app.captions.model.document import PLAIN, Align, Document, Placement, Style
from app.captions.verification.readers import READERS, Reader, readers_of
from tests.support.captions.documents import documents, runs
from tests.support.captions.verification.documents import CUES, NAMES, RATES, VERIFIED, found, written
from tests.support.examples import examples

pytestmark = pytest.mark.slow

STYLES = (
    PLAIN,
    Style(italic=True),
    Style(bold=True, underline=True),
    Style(color="#ffff00"),
    Style(ruby="ka"),
)
PLACES = (None, Placement(anchor="top"), Placement(line=10, column=20, align=Align.LEFT))


def test_every_format_a_reader_names_is_written_here() -> None:
    known = {
        caption_format.id
        for caption_format in registry.formats().values()
        if caption_format.write is not None
    }
    assert all(reader.formats <= known for reader in READERS)
    assert len(VERIFIED) == 19


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("name", CUES)
@pytest.mark.parametrize(("reader", "caption_format"), VERIFIED, ids=NAMES)
def test_every_kind_of_document(reader: Reader, caption_format: CaptionFormat, name: str, rate: str) -> None:
    data, expected = written(caption_format, CUES[name], rate)
    assert found(reader, data, expected).differences == []


@pytest.mark.parametrize(("reader", "caption_format"), VERIFIED, ids=NAMES)
@examples(60)
@given(
    document=documents(text=runs(STYLES), placements=PLACES, speakers=(None, "Ann"), overlapping=True),
    stretch=st.sampled_from([1, 7, 33]),
)
def test_any_document(
    reader: Reader, caption_format: CaptionFormat, document: Document, stretch: int
) -> None:
    for cue in document.cues:
        cue.start, cue.end = cue.start * stretch, cue.end * stretch
    data, expected = written(caption_format, document.cues)
    assert found(reader, data, expected).differences == []


OPTIONS = [
    ("srt", {"speakers": "prefix"}),
    ("srt", {"formatting": False, "line_ends": "crlf", "text_encoding": "utf-16"}),
    ("srt", {"text_encoding": "windows-1252"}),
    ("ass", {"line_ends": "crlf", "text_encoding": "utf-8 with mark"}),
    ("sami", {"speakers": "prefix"}),
    ("mpl2", {"speakers": "prefix"}),
    ("tmplayer", {"speakers": "prefix"}),
    ("microdvd", {"speakers": "prefix", "write_rate": False}),
    ("ttml", {"time_format": "frames"}),
    ("imsc1", {"time_format": "ticks"}),
    ("ebu-stl", {"start_timecode": "10:00:00:00"}),
    ("ebu-stl", {"timecode_rate": "30", "display_standard": "open"}),
    ("scc", {"mode": "paint-on"}),
    ("scc-advanced", {"mode": "roll-up-3"}),
    ("scc-advanced", {"mode": "roll-up-2", "timecode": "non-drop"}),
    ("scc-advanced", {"mode": "pop-on", "timecode": "non-drop"}),
]


@pytest.mark.parametrize(
    "name", ["plain", "styles", "speakers", "other scripts", "long", "repeated", "touching"]
)
@pytest.mark.parametrize(("format_id", "options"), OPTIONS)
def test_every_option_that_changes_what_is_written(
    format_id: str, options: dict[str, object], name: str
) -> None:
    caption_format = registry.get(format_id)
    data, expected = written(caption_format, CUES[name], **options)
    for reader in readers_of(caption_format):
        assert found(reader, data, expected).differences == []
