"""The examples of docs/examples, in seven languages, run unchanged against the started product."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.support.product import ROOT, Product

FOLDER = ROOT / "docs" / "examples"
SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"
VTT = b"WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHello\n"
CALLS = ["submit_job", "wait_for_job", "get_job", "list_jobs", "download_result"]
GSON = "/usr/share/java/gson.jar"
LANGUAGES = {
    "curl": ["bash", "-euo", "pipefail"],
    "python": [sys.executable],
    "javascript": ["node"],
    "php": ["php"],
    "ruby": ["ruby"],
    "go": ["go", "run"],
    "java": ["java", "-cp", GSON],
}
COMPILED = ("go", "java")


@dataclass(frozen=True)
class Reader:
    """Somebody who runs the examples of one language in a folder of their own."""

    language: str
    folder: Path
    environment: dict[str, str]

    def run(self, call: str, *arguments: str) -> str:
        file = example(self.language, call)
        command = [*LANGUAGES[self.language], str(file), *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=280
        )
        assert done.returncode == 0, f"{file}:\n{done.stdout}{done.stderr}"
        return done.stdout.strip()


def example(language: str, call: str) -> Path:
    """The one file of this call."""
    (found,) = (path for path in (FOLDER / language).iterdir() if _plain(path.stem) == _plain(call))
    return found


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


@pytest.fixture
def reader(request: pytest.FixtureRequest, product: Product, tmp_path: Path) -> Reader:
    (tmp_path / "film.srt").write_bytes(SRT)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    mine = {"CUEDECK_URL": product.base_url, "CUEDECK_API_KEY": product.key, "PATH": path}
    return Reader(request.param, tmp_path, os.environ | mine | {"GO111MODULE": "off"})


def test_every_language_shows_every_call() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(LANGUAGES)
    for language in LANGUAGES:
        assert sorted(_plain(path.stem) for path in (FOLDER / language).iterdir()) == sorted(
            map(_plain, CALLS)
        )


def test_the_page_lists_every_example() -> None:
    listed = re.findall(r"\]\((examples/[^)]+)\)", (ROOT / "docs" / "api.md").read_text())
    assert sorted(listed) == sorted(f"examples/{path.parent.name}/{path.name}" for path in FOLDER.glob("*/*"))


@pytest.mark.server
@pytest.mark.parametrize(
    "reader",
    [pytest.param(name, marks=pytest.mark.slow if name in COMPILED else ()) for name in LANGUAGES],
    indirect=True,
)
def test_a_job_from_submission_to_download(reader: Reader) -> None:
    job = reader.run("submit_job")
    assert reader.run("wait_for_job", job).split() == ["completed"]
    shown = reader.run("get_job", job)
    if reader.language == "curl":
        assert f'"job_id":"{job}"' in shown
    else:
        status, link = shown.split()
        assert (status, httpx.get(link).content) == ("completed", VTT)
    listed = reader.run("list_jobs")
    assert job in listed if reader.language == "curl" else f"{job} completed" in listed.splitlines()
    assert reader.run("download_result", job) == f"Saved {len(VTT)} bytes."
    assert (reader.folder / "result.vtt").read_bytes() == VTT


@pytest.mark.server
@pytest.mark.parametrize("reader", ["curl", "python", "javascript", "php", "ruby"], indirect=True)
def test_a_refusal_is_not_passed_over(reader: Reader) -> None:
    for call in ("get_job", "download_result"):
        with pytest.raises(AssertionError, match=call):
            reader.run(call, "no-such-job")


def test_the_programs_are_there() -> None:
    """Set-up installs them; without one, an example would be left out unseen."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    assert [name for name, command in LANGUAGES.items() if not shutil.which(command[0], path=path)] == []
    assert Path(GSON).exists()
