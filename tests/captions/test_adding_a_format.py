"""A format is one file and one line in the registry: a toy one is added so, and everything else knows it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.captions import ConvertRequest, convert, inspect, load, save
from app.captions.formats import registry
from app.cli.main import cli
from scripts.format_pages import pages
from tests.support.captions.toy_format import registered
from tests.support.product import ROOT

SRT = b"1\n00:00:01,000 --> 00:00:02,500\n<i>Hello</i>\n\n2\n00:00:03,000 --> 00:00:04,000\nTwo\nlines\n"
TOY = b"#toy\n1000 2500 Hello\n3000 4000 Two|lines\n"


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[None]:
    before = list(registry.formats())
    (tmp_path / "format").mkdir()
    with registered(tmp_path / "format"):
        yield
    assert list(registry.formats()) == before


@pytest.mark.usefixtures("toy")
def test_it_is_converted_to_and_from() -> None:
    made = convert(SRT, ConvertRequest(target_profile="Toy lines"))
    assert made.data == TOY
    assert [loss["kind"] for loss in made.losses] == ["italic"]
    assert inspect(TOY).caption_format.id == "toy-lines"
    assert save(load(TOY), "toy-lines") == TOY
    assert load(convert(TOY, ConvertRequest(target_profile="WebVTT")).data).cues[1].text == "Two\nlines"


@pytest.mark.usefixtures("toy")
def test_the_command_line_knows_it(tmp_path: Path) -> None:
    (tmp_path / "in.srt").write_bytes(SRT)
    for source, target in (("in.srt", "out.toy"), ("out.toy", "out.vtt")):
        done = CliRunner().invoke(cli, ["convert", str(tmp_path / source), str(tmp_path / target)])
        assert done.exit_code == 0, done.output
    assert (tmp_path / "out.toy").read_bytes() == TOY
    assert b"Two\nlines" in (tmp_path / "out.vtt").read_bytes()
    listed = json.loads(CliRunner().invoke(cli, ["formats", "--json"]).stdout)
    assert listed[-1]["name"] == "Toy lines"


@pytest.mark.slow
@pytest.mark.usefixtures("toy")
def test_the_api_and_the_documentation_know_it(live: TestClient) -> None:
    listed = live.get("/v1/capabilities").json()["profiles"]
    assert listed[-1]["id"] == "toy-lines"
    file = {"source": ("film.toy", TOY)}
    for fields in ({"target_profile": "Toy lines"}, {"source_profile": "Toy lines"}):
        answer = live.post("/v1/convert?dry_run=true", files=file, data=fields)
        assert answer.status_code == 200, answer.text
    assert "Toy lines" in pages()["toy-lines.md"]
    assert "toy-lines.md" in pages()["README.md"]


@pytest.mark.slow
def test_the_tests_of_every_format_ask_no_more_of_it() -> None:
    """In a run of their own, in which it is one of the formats."""
    where = (
        "tests/captions/formats/test_every_format.py",
        "tests/captions/formats/test_registry.py",
        "tests/captions/formats/test_hostile_files.py",
        "tests/captions/conversion/test_detect.py",
        "tests/captions/verification/test_no_false_alarms.py",
        "tests/api/routers/test_capabilities.py",
    )
    chosen = "(toy or promised or tells_the_same or option_says or hostile_file_of_its_own) and not random"
    plugins = ("tests.support.captions.toy_format", "no:cacheprovider")
    program = [sys.executable, "-m", "pytest", "-vv", *(f"-p{plugin}" for plugin in plugins)]
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run([*program, "-k", chosen, *where], cwd=ROOT, env=own, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
    for test in ("test_plain_captions_survive", "test_damaged_files_are_read_or_refused_politely"):
        assert re.search(rf"{test}\[toy-lines\] PASSED", done.stdout)
