"""In which order tests run, what runs in one process, and the build of the page before those that need it."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).resolve().parents[2]
TOGETHER = {"tests/e2e": 2, "tests/tasks": 1, "tests/structure": 1}
"""Folders whose files share what is dear to get (a browser, engines, every syntax tree), and in how many
processes they run."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest in one piece comes first, so that at the end no processor waits for it."""
    page = {item.path for item in items if _needs_page(item)}  # it may still be building: others before them
    slow = page | {item.path for item in items if item.get_closest_marker("slow")}
    together = {item.path for item in items if _folder(item.nodeid) in TOGETHER}
    items.sort(key=lambda item: (item.path not in together, item.path not in slow, item.path in page))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if _needs_page(item):
        assert not _build_problem(), _build_problem()


def _needs_page(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("server") or item.get_closest_marker("e2e"))


@cache
def _build_problem() -> str:
    """Build the page if it is not what its sources say, once; whoever comes second waits for the first."""
    done = subprocess.run([ROOT / "scripts" / "build.sh"], capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stderr or "The page could not be built."


def _folder(nodeid: str) -> str:
    return nodeid.partition("::")[0].rpartition("/")[0]


class Together(LoadFileScheduling):
    """The tests of a file run in one process, and those of a folder in `TOGETHER` in few."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        folder = _folder(nodeid)
        return f"{folder} {crc32(file.encode()) % TOGETHER[folder]}" if folder in TOGETHER else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    return Together(config, log)
