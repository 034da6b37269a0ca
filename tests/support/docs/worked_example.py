"""The worked examples of docs/extending.md: taken from the page, and applied to a copy of the product.

A code block with a title is a file. A new file stands whole; `diff` shows lines that an existing one gets
(`+`) or loses (`-`), between lines that it has.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.product import ROOT

PAGE = ROOT / "docs" / "extending.md"
_COPIED = ("alembic", "app", "assets", "cuedeck", "models", "scripts", "tasks", "tests")
_SINGLE = ("alembic.ini", "pyproject.toml", "rxconfig.py")
_BLOCK = re.compile(r'^```(\w+) title="([^"]+)"\n(.*?)^```$', re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One code block with a title."""

    language: str
    path: str
    code: str

    @property
    def is_change(self) -> bool:
        """Whether it changes a file that is there."""
        return self.language == "diff"


def examples() -> dict[str, list[Block]]:
    """The blocks of each section of the page, by the section's title."""
    sections = re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)[1:]
    titled = {text.partition("\n")[0]: [Block(*found) for found in _BLOCK.findall(text)] for text in sections}
    return {title: blocks for title, blocks in titled.items() if blocks}


def changed(text: str, change: str) -> str:
    """A file's text with one change; AssertionError unless its lines stand there exactly once."""
    lines = [(line[:1], line[1:]) for line in change.splitlines()]
    before = "".join(f"{line}\n" for sign, line in lines if sign != "+")
    after = "".join(f"{line}\n" for sign, line in lines if sign != "-")
    assert text.count(before) == 1, f"{text.count(before)} times in the file:\n{before}"
    return text.replace(before, after)


def copy_of_the_product(folder: Path) -> None:
    """What the tests of an example need, so that nothing is changed here."""
    for name in _COPIED:
        ignored = shutil.ignore_patterns("__pycache__", "e2e", "data", "node_modules")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in _SINGLE:
        shutil.copy(ROOT / name, folder / name)


def apply(folder: Path, blocks: list[Block]) -> None:
    """Do in a copy what an example tells a newcomer to do."""
    for block in blocks:
        path = folder / numbered(block.path)
        if block.is_change:
            path.write_text(changed(path.read_text(), block.code))
        else:
            assert not path.exists(), f"{block.path} is there already"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(numbered(block.code))


def numbered(text: str) -> str:
    """NNNN as the next free number of a migration, PPPP as the one before."""
    newest = max(path.name[:4] for path in (ROOT / "alembic" / "versions").glob("[0-9]*.py"))
    return text.replace("NNNN", f"{int(newest) + 1:04}").replace("PPPP", newest)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python module in the copy, which imports the copy and not this checkout."""
    environment = os.environ | {"PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=280)
