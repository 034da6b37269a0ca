"""Setup and build do their work once, and again when what they work from has changed.

The real scripts, in a copy of what they look at, with stand-ins for Python, Reflex, node and npm that write
down how they were called.
"""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.support.programs import SHELL_TOOLS

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
CALLED = 'echo "$(basename "$0") $*" >>"$CALLS"\n'
PYTHON = f"""{CALLED}
case "$*" in
    "-m venv .venv")
        mkdir -p .venv/bin
        cp "$0" .venv/bin/python
        echo "command = python -m venv $PWD/.venv" >.venv/pyvenv.cfg ;;
    *json.tool*) cp "${{@: -2:1}}" "${{@: -1}}" ;;
    *"import ensurepip"*) exit "${{NO_VENV:-0}}" ;;
    *"locked.py pip") exit "${{NO_PIP:-0}}" ;;
esac
"""
REFLEX = f"{CALLED}mkdir -p .web/build\n"
NPM = 'echo "the-registry-of-npm"\n'


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/bash\n{text}")
    path.chmod(0o755)


class Checkout:
    """A small checkout with the real scripts."""

    def __init__(self, root: Path) -> None:
        self.root, self.calls = root, root.parent / "calls.log"
        shutil.copytree(ROOT / "scripts", root / "scripts")
        for name in (
            "pyproject.toml",
            "constraints.txt",
            "requirements.lock",
            "rxconfig.py",
            "app/app.py",
            "app/ui/page.py",
        ):
            self.write(name, name)
        for name in ("app/api/routes.py", "models/job.py", "assets/a.css", "reflex.lock/package.json"):
            self.write(name, name)
        program(root.parent / "bin" / "python3", PYTHON)
        program(root.parent / "bin" / "apt-get", f"{CALLED}exit 1\n")  # no test installs on this machine

    def write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text)

    def run(self, script: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.root.parent / 'bin'}:/usr/bin:/bin"
        environment = {
            "PATH": path,
            "CALLS": str(self.calls),
            "HOME": str(self.root),
            "CUEDECK_EXTRAS": "",
            **more,
        }
        command = [f"scripts/{script}.sh", *arguments]
        return subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=60
        )

    def called(self, what: str) -> int:
        return self.calls.read_text().count(what) if self.calls.exists() else 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "a checkout")  # with a space, as people have them


@pytest.fixture
def built(checkout: Checkout) -> Checkout:
    """A checkout that is set up, with a good node."""
    assert checkout.run("setup").returncode == 0
    program(checkout.root / ".venv/bin/reflex", REFLEX)
    program(checkout.root / ".venv/bin/npm", NPM)
    program(checkout.root / ".venv/bin/node", "echo v24.1.0\n")
    assert checkout.run("build").returncode == 0
    assert checkout.called("reflex export") == 1
    return checkout


def test_setup_installs_once(checkout: Checkout) -> None:
    for _ in range(2):
        assert checkout.run("setup").returncode == 0
    assert checkout.called("-m venv") == 1
    assert checkout.called("--editable") == 1


@pytest.mark.parametrize("missing", ["0", "1"])
def test_setup_takes_a_faster_pip_where_there_is_one(checkout: Checkout, missing: str) -> None:
    done = checkout.run("setup", NO_PIP=missing)
    assert done.returncode == 0
    assert ("Going on with the pip" in done.stderr) == (missing == "1")
    assert checkout.called("locked.py pip") == checkout.called("--editable") == 1


@pytest.mark.parametrize("file", ["pyproject.toml", "requirements.lock"])
def test_setup_installs_again_when_the_packages_change(checkout: Checkout, file: str) -> None:
    checkout.run("setup")
    checkout.write(file, "changed")
    checkout.run("setup")
    assert checkout.called("--editable") == 2
    assert checkout.called("-m venv") == 1


def test_setup_brings_the_client_generator_for_the_tests_only(checkout: Checkout) -> None:
    checkout.run("setup")
    assert "generator" not in checkout.calls.read_text()
    checkout.run("setup", "test")
    assert " generator\n" in checkout.calls.read_text()


def test_nothing_is_installed_without_a_hash(checkout: Checkout) -> None:
    checkout.run("setup", "test")
    installed = [line for line in checkout.calls.read_text().splitlines() if " install " in line]
    assert len(installed) == 3
    for line in installed:
        assert "--no-deps" in line
        assert "--require-hashes" in line or ("--editable ." in line and "--no-build-isolation" in line)


def test_setup_keeps_the_extras_it_has(checkout: Checkout) -> None:
    checkout.run("setup", "speech")
    checkout.run("setup", "build")
    assert "--editable .[build,speech]" in checkout.calls.read_text()
    assert checkout.called("--editable") == 2
    for extras in ((), ("speech",), ("build", "speech")):
        checkout.run("setup", *extras)
    assert checkout.called("--editable") == 2


ON_REQUEST = ("ocr", "sherpa", "whisper-cpp")
"""Do what another engine does already; who wants them names them, and the tests have them all."""


def engines() -> list[str]:
    """Every extra that the product may work with on a machine of its own."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    return sorted(set(extras) - {"audit", "build", "docs", "postgres", "s3", "telemetry", "test"})


def test_setup_installs_every_engine_unless_told_otherwise(checkout: Checkout) -> None:
    checkout.run("setup", CUEDECK_EXTRAS="speech")
    assert "--editable .[speech]" in checkout.calls.read_text()
    script = (ROOT / "scripts" / "setup.sh").read_text()
    assert f'ENGINES="{" ".join(name for name in engines() if name not in ON_REQUEST)}"' in script


@pytest.mark.parametrize(("version", "more"), [("v20.20.2", ["build"]), ("v24.1.0", [])])
def test_the_tests_leave_out_no_engine(checkout: Checkout, version: str, more: list[str]) -> None:
    program(checkout.root.parent / "bin" / "node", f"echo {version}\n")
    program(checkout.root.parent / "bin" / "npm", NPM)
    assert checkout.run("setup", "test", CUEDECK_EXTRAS="").returncode == 0
    assert (
        f"--editable .[{','.join(sorted([*engines(), *more, 'docs', 'test']))}]" in checkout.calls.read_text()
    )


def test_setup_makes_a_moved_environment_again(checkout: Checkout) -> None:
    checkout.run("setup")
    moved = checkout.root.parent / "moved"
    checkout.root.rename(moved)
    checkout.root = moved
    checkout.run("setup")
    assert checkout.called("-m venv") == 2


def test_setup_needs_a_python_that_is_new_enough(checkout: Checkout) -> None:
    program(checkout.root.parent / "bin" / "python3", "exit 1\n")
    done = checkout.run("setup", PATH=f"{checkout.root.parent / 'bin'}:{only_tools(checkout)}")
    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr


def only_tools(checkout: Checkout) -> Path:
    """The system's programs without its Pythons."""
    folder = checkout.root.parent / "tools"
    folder.mkdir()
    for name in SHELL_TOOLS:
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


def test_the_page_is_built_once(built: Checkout) -> None:
    assert built.run("build").returncode == 0
    assert built.called("reflex export") == 1


@pytest.mark.parametrize(
    "file",
    ["rxconfig.py", "app/ui/page.py", "app/ui/new.py", "models/job.py", "assets/a.css", "constraints.txt"],
)
def test_the_page_is_built_again_when_its_sources_change(built: Checkout, file: str) -> None:
    built.write(file, "changed")
    built.run("build")
    assert built.called("reflex export") == 2


@pytest.mark.parametrize("file", ["app/api/routes.py", "app/ui/__pycache__/page.pyc", "tasks/worker.py"])
def test_the_page_is_not_built_for_what_it_is_not_made_from(built: Checkout, file: str) -> None:
    built.write(file, "changed")
    built.run("build")
    assert built.called("reflex export") == 1


def test_a_build_that_fails_shows_why_and_is_tried_again(built: Checkout) -> None:
    built.write("app/ui/page.py", "changed")
    program(built.root / ".venv/bin/reflex", "echo 'Module not found: react-dropzone'\nexit 1\n")
    done = built.run("build")
    assert done.returncode == 1
    assert "react-dropzone" in done.stderr
    program(built.root / ".venv/bin/reflex", REFLEX)
    assert built.run("build").returncode == 0
    assert built.called("reflex export") == 2


@pytest.mark.parametrize(
    ("version", "fetched"), [("v20.20.2", 1), ("v22.21.9", 1), ("v22.22.0", 0), ("v26.0.0", 0)]
)
def test_node_is_fetched_when_too_old(built: Checkout, version: str, fetched: int) -> None:
    program(built.root / ".venv/bin/node", f"echo {version}\n")
    built.write("app/ui/page.py", "changed")
    assert built.run("build").returncode == 0
    assert built.called("--editable .[build]") == fetched


def test_models_are_fetched_beside_the_product(checkout: Checkout) -> None:
    checkout.run("setup")
    program(checkout.root / ".venv/bin/cuedeck", CALLED)
    assert checkout.run("fetch_models", CUEDECK_MODELS="none").returncode == 0
    assert checkout.called("models pull") == 0
    assert checkout.run("fetch_models").returncode == 0
    assert "models pull --tied whisper-base kokoro" in checkout.calls.read_text()


def test_the_documentation_is_built_and_shown(checkout: Checkout) -> None:
    checkout.run("setup", "docs")
    program(checkout.root / ".venv/bin/zensical", f"{CALLED}exit $BROKEN\n")
    done = checkout.run("docs", BROKEN="0")
    assert done.returncode == 0
    assert checkout.called("zensical build --strict --config-file .docs/mkdocs.yml") == 1
    assert f"{checkout.root}/.docs/site/index.html" in done.stderr
    done = checkout.run("docs", BROKEN="1")
    assert done.returncode == 1
    assert "could not be built" in done.stderr
