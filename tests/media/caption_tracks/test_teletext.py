"""Teletext subtitles out of transport streams that the tests encode themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.captions import load
from app.captions.model.document import Document, seconds
from app.core.errors import EngineError, MediaError
from app.media import ffmpeg
from app.media.caption_tracks import teletext
from app.media.caption_tracks.choice import choose
from app.media.caption_tracks.text import text_file
from app.media.probe.probe import probe
from tests.support.media.teletext import CYAN, WHITE, YELLOW, Page, with_teletext

pytestmark = pytest.mark.slow  # runs media programs

FIRST_PICTURE = 0.04


def taken(film: Path, wanted: str = "") -> Document:
    info = probe(film)
    return load(text_file(film, info, choose(info, wanted), film.parent).read_bytes())


def times(document: Document) -> list[tuple[float, float]]:
    return [
        (round(seconds(cue.start) + FIRST_PICTURE, 2), round(seconds(cue.end) + FIRST_PICTURE, 2))
        for cue in document.cues
    ]


def test_page_888_has_its_words_colours_and_times(tmp_path: Path) -> None:
    pages = [
        Page(1, 2.5, [(WHITE, "Good evening")]),
        Page(3, 5, [(YELLOW, "Who is there?"), (CYAN, "It is me")]),
    ]
    document = taken(with_teletext(tmp_path / "film.ts", *pages))
    assert [cue.text for cue in document.cues] == ["Good evening", "Who is there?\nIt is me"]
    assert times(document) == [(1, 2.5), (3, 5)]
    assert [run.style.color for run in document.cues[1].runs] == ["#ffff00", "#00ffff"]


def test_a_page_that_is_sent_again_stays_one_caption(tmp_path: Path) -> None:
    again = [Page(at, at + 1, [(WHITE, "Good evening")]) for at in (1, 2, 3)]
    document = taken(with_teletext(tmp_path / "film.ts", *again, Page(5, 6, [(WHITE, "Good evening")])))
    assert times(document) == [(1, 4), (5, 6)]


def test_a_page_of_several_is_chosen_by_its_number(tmp_path: Path) -> None:
    pages = [
        Page(1, 2, [(WHITE, "Good evening")]),
        Page(3, 4, [(WHITE, "Guten Abend")], number=0x777),
    ]
    languages = [("eng", 0x888), ("deu", 0x777)]
    film = with_teletext(tmp_path / "film.ts", *pages, languages=languages)
    info = probe(film)
    assert choose(info, "").language == "en"
    assert choose(info, "777").language == ""
    assert [cue.text for cue in taken(film, "777").cues] == ["Guten Abend"]
    assert [cue.text for cue in taken(film, "888").cues] == ["Good evening"]
    with pytest.raises(MediaError, match="no caption track “999a”"):
        choose(info, "999a")


def test_an_ffmpeg_without_libzvbi_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = with_teletext(tmp_path / "film.ts", Page(1, 2, [(WHITE, "Good evening")]))
    monkeypatch.setattr(ffmpeg, "has_decoder", lambda name: False)
    with pytest.raises(
        EngineError, match="without “libzvbi_teletextdec”, which reading teletext needs"
    ) as no:
        taken(film)
    assert no.value.code == "engine_missing"
    with pytest.raises(EngineError):
        teletext.check()
