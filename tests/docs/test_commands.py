"""Every command in the documents works as it is printed, against the started product."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

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


def test_readme_and_docs(product: Product, tmp_path: Path) -> None:
    (tmp_path / "film.srt").write_text(SRT)
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
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
