"""Pictures read by RapidOCR where Tesseract is not there, with its own models."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import EngineError
from app.media.caption_tracks import ocr, tesseract
from app.media.caption_tracks.choice import choose
from app.media.caption_tracks.ocr import _picture
from app.media.caption_tracks.pictures import pictures_of
from app.media.probe.probe import probe
from tests.support.media.tracks import with_pictures


@pytest.fixture(autouse=True)
def no_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract.shutil, "which", lambda name: None)


@pytest.mark.slow
def test_rapidocr_reads_what_stands_on_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # ffmpeg is looked for in the same way
    film = with_pictures(tmp_path / "film.mkv", (1, 2, "Good evening, Anna."), (3, 4, "Mañana será así."))
    info, work = probe(film), tmp_path / "work"
    work.mkdir()
    pictures = [each.path for each in pictures_of(film, info, choose(info, ""), work)]
    monkeypatch.setattr(tesseract.shutil, "which", lambda name: None)
    seen: list[float] = []
    read = ocr.read(pictures, "es", progress=seen.append)
    assert [each.lines for each in read] == [["Good evening, Anna."], ["Mañana será así."]]
    assert seen == [0.5, 1.0]


def test_words_in_doubt_are_marked() -> None:
    read = _picture([[("Good", 0.999), ("rnorning", 0.412)], [("Anna", 0.6)]])
    assert read.lines == ["Good rnorning", "Anna"]
    assert read.doubtful == [("rnorning", 41.2)]
    assert read.sure() == [("Good", 99.9), ("rnorning", 41.2), ("Anna", 60.0)]


def test_signs_of_chinese_and_japanese_stand_without_spaces() -> None:
    read = _picture([[(sign, 0.9) for sign in ("你", "好", "，", "Anna", "Li")], [("あ", 0.5), ("い", 0.9)]])
    assert read.lines == ["你好， Anna Li", "あい"]
    assert read.doubtful == [("あ", 50.0)]
    assert read.sure() == [("你好，", 90.0), ("Anna", 90.0), ("Li", 90.0), ("あい", 50.0)]


def test_who_reads_which_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for language in ("", "es", "ger", "pt-BR", "zh"):
        ocr.check(language)
    with pytest.raises(EngineError) as caught:
        ocr.check("ru")
    assert caught.value.code == "engine_missing"
    assert ocr.available()
    monkeypatch.setattr(ocr, "_rapid", lambda: False)
    assert not ocr.available()
    with pytest.raises(EngineError):
        ocr.check("en")
