"""The language that the name of a caption file says."""

import pytest

from app.captions.formats.shared.language_names import language_of_file

NAMES = {
    "klobouk.cs.srt": "cs",
    "film-de.vtt": "de",
    "film_pt-BR.srt": "pt-BR",
    "film.pt_br.forced.srt": "pt-BR",
    "film.zh-hans.ass": "zh-Hans",
    "film.es-419.ttml": "es-419",
    "Talk [x9].en.vtt": "en",
    "film.en.sdh.srt": "en",
    "film.en.hi.srt": "en",
    "film.hi.srt": "hi",
    "film.ger.srt": "de",
    "film.German.srt": "de",
    "2_English.srt": "en",
    "film (fr).srt": "fr",
    "film [DE].srt": "de",
    "film.de.srt.gz": "de",
    "nl.srt": "nl",
    "film.srt": None,
    "film.hd.srt": None,
    "Show.S01E02.1080p.WEB-DL.srt": None,
    "Show.S01E02.h264-ETHEL.srt": None,
    "nail polish.srt": None,
    "the may.srt": None,
    "Let it be.srt": None,
    "Dr. No.srt": None,
    "cours-de-math.srt": None,
    "": None,
    "..srt": None,
}


@pytest.mark.parametrize("name", NAMES)
def test_the_language_of_a_file_name(name: str) -> None:
    assert language_of_file(name) == NAMES[name]
