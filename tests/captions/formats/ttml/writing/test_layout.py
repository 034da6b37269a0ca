"""Placements into regions."""

from __future__ import annotations

import pytest

from app.captions.formats.ttml.reader import read
from app.captions.model.document import (
    Align,
    Document,
    Placement,
)
from tests.support.captions.ttml_writing import cue, written


def test_placement_without_region_becomes_a_region() -> None:
    places = [
        Placement(80.0, 30.0, 40.0, Align.LEFT, Align.END, "line-left"),
        Placement(20.0, 50.0, 60.0, Align.CENTER, Align.CENTER, "center"),
        Placement(10.0, 90.0, 80.0, Align.END, Align.START, "line-right"),
    ]
    made = read(written(Document([cue(placement=place) for place in places])))
    for found, place in zip(made.cues, places, strict=True):
        assert found.placement is not None
        for name in ("line", "line_align", "column", "column_align", "size", "align"):
            assert getattr(found.placement, name) == getattr(place, name), name


@pytest.mark.parametrize(("number", "line", "side"), [(-1, 100.0, Align.END), (0, 0.0, Align.START)])
def test_line_numbers_become_percentages(number: int, line: float, side: Align) -> None:
    place = read(written(Document([cue(placement=Placement(line_number=number))]))).cues[0].placement
    assert place is not None
    assert (place.line, place.line_align) == (line, side)


def test_vertical_text_stays_vertical() -> None:
    place = Placement(10.0, 95.0, 80.0, None, Align.START, "line-right", vertical="rl")
    found = read(written(Document([cue(placement=place)]))).cues[0].placement
    assert found is not None
    assert (found.vertical, found.column, found.column_align, found.line, found.size) == (
        "rl",
        95.0,
        "line-right",
        10.0,
        80.0,
    )
