"""Captions that overlap, on tracks of their own."""

from __future__ import annotations

from app.captions.formats.shared.xml_files.tracks import on_tracks
from app.captions.model.document import Cue


def test_the_lowest_free_track_is_taken() -> None:
    cues = [Cue(5, 9), Cue(0, 10), Cue(2, 4), Cue(3, 6), Cue(10, 11)]
    assert [(track, number) for track, number, _ in on_tracks(cues)] == [
        (1, 2),
        (2, 3),
        (3, 4),
        (2, 1),
        (1, 5),
    ]
