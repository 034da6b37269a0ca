"""Programs that tests run. `make test` installs them: one that is missing is a failure, never a skip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from glob import glob
from pathlib import Path

import pytest


def program(*names: str, folder: str = "") -> str:
    """The path of the first of these programs: from `folder` (a glob), the PATH, or beside this Python."""
    places = [*sorted(glob(folder), reverse=True), os.environ["PATH"], str(Path(sys.executable).parent)]
    path = os.pathsep.join(places)
    found = next(filter(None, (shutil.which(name, path=path) for name in names)), None)
    if found is None:
        pytest.fail(f"{names[0]} is missing; `make test` installs it, or prints the line that does.")
    return found


def run_node_tests(file: Path) -> None:
    """Run the tests of a script of the page, without a browser."""
    command = [program("node"), "--test", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pass 0\n" not in done.stdout


SHELL_TOOLS = (
    "basename",
    "bash",
    "cat",
    "cut",
    "dirname",
    "echo",
    "env",
    "grep",
    "sha256sum",
    "sort",
    "tr",
    "xargs",
)
