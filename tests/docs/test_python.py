"""The examples of docs/python.md run as they are printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.captions.model.document import TICKS_PER_SECOND
from cuedeck.captions import load, save
from tests.support.product import ROOT

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nWhat a colour!\n\n2\n00:00:03,000 --> 00:00:04,000\nWorld\n"


def test_the_page_about_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("film.ttml").write_bytes(save(load(SRT), "TTML"))
    examples = re.findall(
        r"^```python\n(.*?)^```", (ROOT / "docs/python.md").read_text(), re.DOTALL | re.MULTILINE
    )
    assert examples
    for example in examples:
        exec(example, {})
    made = load(Path("film.stl").read_bytes())
    assert [cue.text for cue in made.cues] == ["What a color!", "World"]
    assert abs(made.cues[0].start - 3.5 * TICKS_PER_SECOND) <= TICKS_PER_SECOND / 50  # a frame has 1/25 s
    assert capsys.readouterr().out == "2 Times between two frames\n"


def test_the_page_about_the_caption_document() -> None:
    (example,) = re.findall(
        r"^```python\n(.*?)^```", (ROOT / "docs/document.md").read_text(), re.DOTALL | re.MULTILINE
    )
    exec(example, {})


def test_the_page_about_the_main_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("film.srt").write_bytes(SRT)
    (example,) = re.findall(
        r"^```python\n(.*?)^```", (ROOT / "docs/main-job.md").read_text(), re.DOTALL | re.MULTILINE
    )
    exec(example, {})
    assert Path("film.vtt").read_bytes().startswith(b"WEBVTT")
