"""Every command in the documents works as it is printed, against the started product."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.docs.commands import named_command
from tests.support.product import ROOT, Product
from tests.support.programs import program

pytestmark = pytest.mark.server

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ELSEWHERE = re.compile(r"make |sudo |apt |apt-get |pip install|python3? -m venv")
"""Commands that tests/scripts runs, or that change the machine."""
SRT = "1\n00:00:01,000 --> 00:00:02,500\nHello\n\n2\n00:00:03,000 --> 00:00:04,000\nWorld\n"


def blocks(page: Path) -> Iterator[str]:
    for block in re.findall(r"^```sh\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE):
        if not ELSEWHERE.search(block):
            yield block.replace("http://127.0.0.1:8000", "$PRODUCT")


def make_video(path: Path) -> None:
    """Two seconds of picture and sound."""
    sources = ["-f", "lavfi", "-i", "testsrc2=d=2:s=160x90:r=25", "-f", "lavfi", "-i", "sine=d=2"]
    subprocess.run([program("ffmpeg"), "-loglevel", "error", *sources, str(path)], check=True)


@pytest.mark.timeout(900)  # each of some eighty commands starts a Python of its own
def test_readme_and_docs(product: Product, tmp_path: Path) -> None:
    (tmp_path / "film.srt").write_text(SRT)
    make_video(tmp_path / "film.mp4")
    tools = tmp_path / "bin"
    tools.mkdir()
    cuedeck = tools / "cuedeck"
    cuedeck.write_text(f'#!/bin/sh\nexec {sys.executable} -m app.cli.main "$@"\n')
    cuedeck.chmod(0o755)
    program("curl")
    environment = product.environment | {"PRODUCT": product.base_url, "PATH": f"{tools}:{os.environ['PATH']}"}
    for page in PAGES:
        script = "\n".join(blocks(page))
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{page.name}:\n{done.stdout}{done.stderr}"
    assert (tmp_path / "film.vtt").read_text().startswith("WEBVTT")


def test_links_between_documents() -> None:
    made = ROOT / "docs/contributing.md"
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            found = (page.parent / target).resolve()
            assert found.exists() or found == made, f"{page.name} links to {target}"


def fences() -> Iterator[tuple[Path, str, str]]:
    """Every code block with its page and language."""
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for said, code in re.findall(
            r"^ *```([^\n]*)\n(.*?)^ *```", page.read_text(), re.DOTALL | re.MULTILINE
        ):
            yield page, said.partition(" ")[0], code


def test_code_blocks_say_what_they_are_and_can_be_read() -> None:
    """So that no command stands where no test runs it."""
    for page, language, code in fences():
        assert language in ("sh", "python", "json", "text", "diff"), f"{page.name}: {language!r}"
        if language == "python":
            ast.parse(textwrap.dedent(code))
        if language == "json":
            json.loads(code)


def test_commands_within_the_text_exist() -> None:
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        prose = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
        for text in re.findall(r"`cuedeck ([^`]+)`", prose):
            command, words = named_command(text)
            named = [word for word in words if not word.startswith("-")]
            assert named == [] or not hasattr(command, "commands"), f"{page.name}: cuedeck {text}"
            known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
            assert {word for word in words if word.startswith("--")} <= known, f"{page.name}: cuedeck {text}"
