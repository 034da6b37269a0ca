"""Which caption track a job means."""

import pytest

from app.core.errors import MediaError
from app.media.caption_tracks.choice import choose, track_of, tracks_of
from app.media.probe.media_info import MediaInfo, Stream

VIDEO = Stream(0, "video", "h264", width=160, height=90)
PICTURES = Stream(1, "subtitle", "hdmv_pgs_subtitle", "eng", default=True)
FORCED = Stream(2, "subtitle", "subrip", "spa", forced=True)
SPANISH = Stream(3, "subtitle", "ass", "spa")
BRAZIL = Stream(4, "subtitle", "subrip", "por-BR", default=True)


def film(*streams: Stream) -> MediaInfo:
    return MediaInfo("matroska,webm", 6.0, 1000, streams)


FULL = film(VIDEO, PICTURES, FORCED, SPANISH, BRAZIL)


@pytest.mark.parametrize(
    ("wanted", "number"),
    [("", 4), ("1", 1), ("3", 3), ("es", 3), ("SPA", 3), ("en", 1), ("pt", 4), ("pt-BR", 4)],
)
def test_a_track_is_named_by_number_or_language(wanted: str, number: int) -> None:
    assert choose(FULL, wanted).number == number


def test_a_forced_track_is_taken_only_where_there_is_no_other() -> None:
    assert choose(film(VIDEO, FORCED), "es").stream is FORCED


@pytest.mark.parametrize("wanted", ["5", "0", "fr", "pt-PT", "²"])
def test_what_is_not_there_is_refused_with_what_is(wanted: str) -> None:
    with pytest.raises(MediaError) as caught:
        choose(FULL, wanted)
    assert caught.value.code == "unknown_track"
    assert "3 (es, text)" in caught.value.hint
    assert "1 (en, pictures)" in caught.value.hint


def test_closed_captions_are_listed_when_known_and_tried_when_nothing_else_is_there() -> None:
    carrier = Stream(0, "video", "h264", closed_captions=True)
    listed = tracks_of(film(carrier, FORCED))
    assert [(track.number, track.kind) for track in listed] == [(1, "text"), (2, "closed captions")]
    assert choose(film(carrier, FORCED), "cc3").channel == "ch03"
    assert choose(film(carrier, FORCED), "service2").channel == "programB"
    assert choose(film(VIDEO), "").kind == "closed captions"
    assert choose(film(carrier, PICTURES), "").kind == "closed captions"


@pytest.mark.parametrize(("info", "wanted"), [(film(Stream(0, "audio", "aac")), ""), (film(), "cc")])
def test_a_file_without_captions(info: MediaInfo, wanted: str) -> None:
    with pytest.raises(MediaError) as caught:
        choose(info, wanted)
    assert caught.value.code == "no_caption_track"


def test_what_an_inspection_kept_is_the_same_track_again() -> None:
    for track in tracks_of(FULL):
        again = track_of(track.facts())
        assert (again.facts(), again.name) == (track.facts(), track.name)
