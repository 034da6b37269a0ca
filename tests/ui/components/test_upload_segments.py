"""A playlist and its segments, as the page packs them: Python's own reader opens it, and ours reads it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from app.captions.conversion.inspect import inspect
from tests.support.programs import run_node_tests


@pytest.mark.slow
def test_segments_are_packed_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "de.zip"
    monkeypatch.setenv("ARCHIVE", str(made))
    run_node_tests(Path(__file__).with_name("upload_segments.test.mjs"))
    with zipfile.ZipFile(made) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["film/de/index.m3u8", "film/de/s 9.vtt", "film/de/s10.vtt"]
    read = inspect(made.read_bytes(), file_name=made.name)
    assert [cue.text for cue in read.document.cues] == ["Tür", "Tor"]
