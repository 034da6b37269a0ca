"""Regions, lengths and positions become percentages of the picture."""

from __future__ import annotations

import pytest

from app.captions.formats.ttml.lengths import Screen, screen_from
from app.captions.model.document import Align, Placement
from tests.support.captions.ttml_documents import tt


class TestPlaces:
    @pytest.mark.parametrize(
        ("said", "line", "line_align", "column", "column_align"),
        [
            ('tts:displayAlign="after" tts:textAlign="center"', 95.0, Align.END, 50.0, "center"),
            ('tts:displayAlign="before" tts:textAlign="start"', 75.0, Align.START, 10.0, "line-left"),
            ('tts:displayAlign="center" tts:textAlign="right"', 85.0, Align.CENTER, 90.0, "line-right"),
        ],
    )
    def test_a_region_places_its_cues(
        self, said: str, line: float, line_align: Align, column: float, column_align: str
    ) -> None:
        region = f'<layout><region xml:id="r" tts:origin="10% 75%" tts:extent="80% 20%" {said}/></layout>'
        made = tt('<p region="r" end="1s">a</p>', region)
        place = made.cues[0].placement
        assert place is not None
        assert (place.region, place.line, place.line_align, place.size) == ("r", line, line_align, 80.0)
        assert (place.column, place.column_align) == (column, column_align)
        assert (made.regions["r"].left, made.regions["r"].height) == (10.0, 20.0)

    def test_pixels_and_cells_become_percentages(self) -> None:
        region = '<layout><region xml:id="r" tts:origin="64px 5c" tts:extent="320px 5c"/></layout>'
        made = tt(
            '<p region="r" end="1s">a</p>', region, 'tts:extent="640px 480px" ttp:cellResolution="40 20"'
        )
        region_made = made.regions["r"]
        assert (region_made.left, region_made.top, region_made.width, region_made.height) == (10, 25, 50, 25)

    def test_vertical_writing(self) -> None:
        said = 'tts:origin="80% 10%" tts:extent="15% 80%" tts:writingMode="tbrl"'
        region = f'<layout><region xml:id="r" {said}/></layout>'
        place = tt('<p region="r" end="1s">a</p>', region).cues[0].placement
        assert place is not None
        assert (place.vertical, place.column, place.column_align, place.size) == (
            "rl",
            95.0,
            "line-right",
            80.0,
        )

    def test_nothing_said_is_no_placement(self) -> None:
        assert tt('<p end="1s">a</p>').cues[0].placement is None
        assert tt('<p end="1s" tts:textAlign="left">a</p>').cues[0].placement == Placement(align=Align.LEFT)

    def test_a_paragraph_with_its_own_box(self) -> None:
        made = tt('<p end="1s" tts:origin="0% 80%" tts:extent="100% 20%">a</p>')
        assert made.cues[0].placement is not None
        assert made.regions[made.cues[0].placement.region or ""].top == 80.0


@pytest.mark.parametrize(
    ("text", "corner"),
    [
        ("center", (20, 40)),
        ("left", (0, 40)),
        ("bottom", (20, 80)),
        ("25% 50%", (10, 40)),
        ("right top", (40, 0)),
        ("bottom 25rh right 25rw", (15, 55)),
        ("top 25rh", (20, 25)),
        ("10rw", (10, 40)),
        ("a b c d e", None),
    ],
)
def test_positions(text: str, corner: tuple[float, float] | None) -> None:
    assert Screen().position(text, 60, 20) == corner


@pytest.mark.parametrize(
    ("text", "vertical", "percent"),
    [
        ("10%", False, 10),
        ("3c", True, 20),
        ("16c", False, 50),
        ("5rw", False, 5),
        ("9rw", True, 16),
        ("16rh", False, 9),
        ("1em", True, None),
        ("10px", True, None),
        ("nonsense", True, None),
    ],
)
def test_lengths(text: str, vertical: bool, percent: float | None) -> None:
    found = Screen().percent(text, vertical)
    assert found == (None if percent is None else pytest.approx(percent))


def test_a_senseless_cell_grid_counts_as_absent() -> None:
    assert screen_from({"ttp:cellResolution": "0 15"}) == Screen()
    assert screen_from({"ttp:cellResolution": "many"}) == Screen()
    assert screen_from({"tts:extent": "auto"}) == Screen()
