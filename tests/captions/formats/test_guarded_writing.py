"""Every format is written where a job writes it: in a guarded child, which can write no file of its own."""

from __future__ import annotations

import pytest

from app.captions.conversion import convert
from app.core.child_process import guarded_call
from tests.support.captions.every_format import WRITERS

BOUNDS = guarded_call.Bounds(wall=60, cpu=30, memory=1 << 30)
FILM = b"1\n00:00:01,000 --> 00:00:02,500\nThe harbour wakes\n<i>before the town does.</i>\n"


@pytest.mark.slow
def test_every_format_is_written_as_outside_of_one() -> None:
    for each in WRITERS:
        asked = convert.ConvertRequest(source_profile="srt", target_profile=each.name, file_name="film.srt")
        made = guarded_call.run(convert.convert, FILM, asked, bounds=BOUNDS)
        assert made.data == convert.convert(FILM, asked).data, each.id
