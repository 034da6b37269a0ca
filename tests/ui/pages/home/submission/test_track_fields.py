"""The tracks that a form offers are those of the files it is for."""

from app.ui.pages.home.submission.files import address_row, blocked, fits
from app.ui.pages.home.submission.track_fields import with_tracks
from app.ui.pages.home.submission.type_fields import type_fields

TRACKS = [{"value": "1", "label": "1: Spanish, default"}, {"value": "2", "label": "2: Closed captions"}]
FILM = {**address_row("https://example.com/film.mkv"), "kind": "media", "address": "", "tracks": TRACKS}


def field(kind: str, name: str, rows: list, values: dict | None = None) -> dict:
    own = with_tracks(kind, type_fields(kind, values), rows)
    return next(each for each in own if each["name"] == name)


def test_tracks_are_offered_under_their_names() -> None:
    offered = field("extract", "track", [FILM])
    assert offered["kind"] == "offer"
    assert [each["label"] for each in offered["offers"]] == [
        "The usual one",
        "1: Spanish, default",
        "2: Closed captions",
    ]
    translated = field("translate", "track", [FILM])
    assert translated["offers"][0]["label"] == "None: translate what is spoken"


def test_what_nobody_has_looked_into_is_typed() -> None:
    assert field("extract", "track", [address_row("https://example.com/film.mkv")])["kind"] == "text"
    assert field("transcribe", "audio_track", [FILM])["kind"] == "text"


def test_a_typed_track_stays_a_choice() -> None:
    kept = field("extract", "track", [FILM], {"track": "cc3"})
    assert (kept["value"], kept["offers"][-1]["value"]) == ("cc3", "cc3")


def test_a_voiceover_of_a_film_with_captions_needs_no_second_file() -> None:
    bare = {**FILM, "tracks": []}
    assert fits(FILM, "voiceover", [FILM])
    assert blocked(bare, "voiceover", [bare]) == "Add the captions that are to be spoken."
    assert not fits(bare, "voiceover", [bare])


def test_a_film_with_captions_is_no_source_of_a_conversion_but_of_an_extraction() -> None:
    bare = {**FILM, "tracks": []}
    assert "Extract captions writes those inside it" in blocked(FILM, "convert")
    assert "Transcribe makes captions from it" in blocked(bare, "convert")
    assert fits(FILM, "extract")


def test_a_choice_of_one_stands_among_the_options() -> None:
    two = {**FILM, "sounds": TRACKS}
    assert field("dub", "audio_track", [FILM])["folded"]
    assert not field("dub", "audio_track", [two])["folded"]
    assert [field(kind, "track", [FILM])["folded"] for kind in ("translate", "extract")] == [False, False]
    bare = {**FILM, "tracks": []}
    assert [field(kind, "track", [bare])["folded"] for kind in ("translate", "extract")] == [True, False]
