"""The image without an engine: its Containerfile read, its entrypoint with stand-ins for what root can.

`make image` builds and starts it in roots of Debian.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path, PurePosixPath

import pytest

from scripts.release.containerfile import FILE, IGNORED, ROOT, Stage, ignore_patterns, is_sent, stages
from tests.support.source_tree import files

CONTAINER = ROOT / "deploy" / "container"


@pytest.fixture(scope="module")
def read() -> list[Stage]:
    return stages(FILE.read_text())


def test_it_starts_the_product_with_one_volume_and_a_health_check(read: list[Stage]) -> None:
    image = read[-1]
    assert json.loads(image.last("ENTRYPOINT")) == ["tini", "--", "entrypoint"]
    assert json.loads(image.last("CMD")) == ["up"]
    assert image.all("VOLUME") == ["/data"]
    assert json.loads(image.last("HEALTHCHECK").partition("CMD ")[2]) == ["healthcheck"]
    assert "CUEDECK_DATA_DIR=/data" in image.all("ENV")


def test_what_is_copied_is_there_and_sent(read: list[Stage]) -> None:
    patterns = ignore_patterns()
    for stage in read:
        for argument in stage.all("COPY"):
            *sources, _ = [word for word in argument.split() if not word.startswith("--")]
            for source in sources if "--from=" not in argument else []:
                assert (ROOT / source).exists(), source
                assert source == "." or is_sent(PurePosixPath(source), patterns), source
    for name in re.findall(r"--from=(\S+)", FILE.read_text()):
        assert name in {stage.name for stage in read}


@pytest.mark.slow
def test_what_the_wheel_is_made_of_is_sent_and_nothing_private() -> None:
    patterns = ignore_patterns()
    sent = {path.parts[0] for path in files() if is_sent(path, patterns)}
    wanted = re.search(r"--create \\\n\s+(.*?) \|", (ROOT / "scripts" / "release" / "wheel.sh").read_text())
    assert wanted is not None
    assert {*wanted[1].split(), "assets", "scripts", "constraints.txt", "requirements.lock"} <= sent
    assert {"tests", "docs", "bench"}.isdisjoint(sent)
    for private in (".git/config", ".data/secret.key", ".venv/bin/python", "deploy/compose/.env"):
        assert not is_sent(PurePosixPath(private), patterns)
    assert os.readlink(ROOT / ".dockerignore") == IGNORED.name


def test_commands_can_be_read_and_extras_exist(read: list[Stage]) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    for stage in read:
        for command in stage.all("RUN"):
            subprocess.run(["sh", "-n", "-c", command], check=True)
        for argument in stage.all("ARG"):
            assert set(argument.partition("=")[2].strip('"').split()) <= set(extras)


def test_another_instruction_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="SHELL"):
        stages("FROM a\nSHELL bash\n")


STAND_IN = '#!/bin/sh\necho "$(basename "$0") $*" >>"$CALLS"\n'


class Start:
    """The entrypoint with stand-ins for what only root can do."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.calls = folder, folder / "calls"
        (folder / "data").mkdir()
        self.stand_in("chown", STAND_IN)
        self.stand_in("cuedeck", STAND_IN)
        self.stand_in("setpriv", STAND_IN)
        self.stand_in("stat", "#!/bin/sh\necho 1000:1000\n")

    def stand_in(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)
        (self.folder / name).chmod(0o755)

    def __call__(self, *arguments: str, uid: int, **environment: str) -> subprocess.CompletedProcess[str]:
        self.stand_in("id", f"#!/bin/sh\necho {uid}\n")
        self.calls.write_text("")
        given = {
            "PATH": f"{self.folder}:{os.environ['PATH']}",
            "CALLS": str(self.calls),
            "CUEDECK_DATA_DIR": str(self.folder / "data"),
        }
        command = [str(CONTAINER / "entrypoint"), *arguments]
        return subprocess.run(command, env=given | environment, capture_output=True, text=True)

    @property
    def called(self) -> list[str]:
        return self.calls.read_text().splitlines()


@pytest.fixture
def start(tmp_path: Path) -> Start:
    return Start(tmp_path)


def test_root_becomes_the_owner_of_the_data(start: Start) -> None:
    assert start("web", uid=0).returncode == 0
    (became,) = start.called
    assert became.startswith("setpriv --reuid 1000 --regid 1000 --clear-groups --no-new-privs")
    assert became.endswith("entrypoint web")


def test_puid_and_pgid_are_become_and_given_the_data(start: Start) -> None:
    assert start("up", uid=0, PUID="99", PGID="100").returncode == 0
    gave, became = start.called
    assert gave == f"chown --recursive 99:100 {start.folder / 'data'}"
    assert "--reuid 99 --regid 100" in became


@pytest.mark.parametrize(("wrong", "told"), [("0", "is 0"), ("ann", "numbers"), ("-1", "numbers")])
def test_root_is_never_the_product(start: Start, wrong: str, told: str) -> None:
    done = start("up", uid=0, PUID=wrong)
    assert (done.returncode, told in done.stderr, start.called) == (78, True, [])


def test_anybody_else_is_the_product_at_once(start: Start) -> None:
    assert start("worker", "--queues", "speech", uid=1000).returncode == 0
    assert start.called == ["cuedeck worker --queues speech"]


def test_a_volume_of_somebody_else_is_told(start: Start) -> None:
    done = start("up", uid=1000, CUEDECK_DATA_DIR=str(start.folder / "elsewhere"))
    assert (done.returncode, "may not write" in done.stderr, start.called) == (78, True, [])
