"""`--processes`, with which make runs the tests: nothing that a test does or says is lost or told twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.product import ROOT

pytestmark = pytest.mark.slow  # starts pytest
CONFTEST = """
import os
from pathlib import Path
import pytest
pytest_plugins = [f"tests.support.run.{name}" for name in ("environment", "order", "processes")]

@pytest.fixture(scope="session")
def dear():
    yield
    with Path("ended").open("a") as file:
        file.write(f"{os.getpid()}\\n")
"""
FILES = {
    "conftest.py": CONFTEST,
    "test_folders.py": """
import os, sys, warnings
from pathlib import Path
import pytest
from app.core.settings import get_settings

@pytest.mark.parametrize("number", range(3))
def test_passes(dear, number):
    print("said by one that passes")
    with Path("folders").open("a") as file:
        file.write(f"{get_settings().data_dir} {os.getpid()}\\n")

def test_fails():
    print("said by one that fails")
    warnings.warn("a warning")
    assert 1 + 1 == 3
""",
    "test_others.py": """
import os
from pathlib import Path
from app.core.settings import get_settings

def test_elsewhere(dear):
    Path("others").write_text(f"{get_settings().data_dir} {os.getpid()}")
""",
    "test_deadly.py": """
import os, signal

def test_before():
    pass

def test_dies():
    os.kill(os.getpid(), signal.SIGKILL)

def test_behind():
    pass
""",
}


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\nmarkers = ["slow", "server", "e2e"]\n'
    )
    return tmp_path


def run(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "pytest", "-p", "no:schemathesis", "--processes", "2", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    return f"{done.stdout}{done.stderr}\ncode {done.returncode}"


def test_all_is_told_once(toy: Path) -> None:
    said = run(toy, "-q")
    assert "2 failed, 6 passed, 1 warning" in said, said
    assert "code 1" in said
    assert said.count("said by one that fails") == 2, said  # in the source that is shown, and captured
    assert "said by one that passes" not in said
    assert "assert (1 + 1) == 3" in said
    assert "UserWarning: a warning" in said
    assert "The process ended in the midst of this test, with -9." in said


def test_each_process_has_a_folder_of_its_own_and_ends_what_it_started(toy: Path) -> None:
    said = run(toy, "-q", "-k", "passes or elsewhere")
    assert "4 passed" in said, said
    folders = {*(toy / "folders").read_text().splitlines(), (toy / "others").read_text()}
    assert len({folder.split()[0] for folder in folders}) == len(folders)
    ended = (toy / "ended").read_text().split()
    assert sorted(ended) == sorted(folder.split()[1] for folder in folders)


def test_it_stops_at_the_first_failure_when_told_to(toy: Path) -> None:
    said = run(toy, "-q", "-x", "-k", "fails or dies")
    assert "stopping after 1 failures" in said, said
    assert "1 failed" in said


LEAVES_ONE = """
import os, signal, time
from pathlib import Path

def test_dies():
    if (pid := os.fork()) == 0:
        time.sleep(120)
        os._exit(0)
    Path("left").write_text(str(pid))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_dead_process_leaves_running_is_not_waited_for(toy: Path) -> None:
    (toy / "test_deadly.py").write_text(LEAVES_ONE)
    command = [sys.executable, "-m", "pytest", "-p", "no:schemathesis", "--processes", "2", "-k", "dies"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    try:
        with (toy / "said").open("w") as said:  # no pipe, which what is left would hold open
            done = subprocess.run(command, cwd=toy, env=environment, stdout=said, stderr=said, timeout=60)
    finally:
        os.kill(int((toy / "left").read_text()), signal.SIGKILL)
    assert done.returncode == 1
    assert "The process ended in the midst of this test, with -9." in (toy / "said").read_text()
