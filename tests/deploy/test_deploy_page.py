"""The commands of docs/deploy.md.

Those of one machine run, below another root. Those of an engine or a cluster, which are not here, name files,
services, secrets and commands that there are.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from models import queues
from tests.support.docs.commands import named_command
from tests.support.product import ROOT
from tests.support.programs import program

PAGE = (ROOT / "docs" / "deploy.md").read_text()
TEXTS = re.findall(r"^```text\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
COMMANDS = [line.partition("  #")[0].strip() for block in TEXTS for line in block.splitlines()]
KUBERNETES = ROOT / "deploy" / "kubernetes"


def commands(*words: str) -> list[list[str]]:
    """The commands that begin with one of these words, in their order."""
    found = [shlex.split(line) for line in COMMANDS if line.split(" ")[0].rpartition("/")[2] in words]
    assert found, words
    return found


def test_every_command_is_looked_at() -> None:
    known = "python3|pip|cuedeck|useradd|install|cp|systemctl|podman|docker|kubectl"
    for line in COMMANDS:
        assert re.match(rf"(/\S*/)?({known}) |CUEDECK_\w+=", line), line


@pytest.mark.slow
def test_one_machine_is_set_up_as_printed(tmp_path: Path) -> None:
    """In a root of its own; what systemd would start is enabled there."""
    (tmp_path / "etc/systemd/system").mkdir(parents=True)
    for name in ("passwd", "group", "shadow", "gshadow"):
        (tmp_path / "etc" / name).touch()
    for command in commands("useradd", "install", "cp", "systemctl"):
        if command[0] == "cp" and "compose" in command[-1]:
            continue
        subprocess.run(_below(tmp_path, command), cwd=ROOT, check=True, shell=True, capture_output=True)
    assert (tmp_path / "etc/passwd").read_text().startswith("cuedeck:")
    settings = tmp_path / "etc/cuedeck/cuedeck.env"
    assert (settings.stat().st_mode & 0o777, settings.read_bytes()) == (
        0o600,
        (ROOT / "deploy/systemd/cuedeck.env").read_bytes(),
    )
    parts = {"cuedeck", "cuedeck-web", "cuedeck-dispatcher", *(f"cuedeck-worker@{q}" for q in queues.ALL)}
    enabled = tmp_path / "etc/systemd/system/multi-user.target.wants"
    assert {path.stem for path in enabled.iterdir()} == parts


def _below(root: Path, command: list[str]) -> str:
    """The command with its places in /etc below `root`; nothing is started."""
    options = {"useradd": f"--prefix {root}", "systemctl": f"--root={root}"}.get(command[0], "")
    rest = [word.replace("/etc/", f"{root}/etc/") for word in command[1:] if word != "--now"]
    return " ".join([program(command[0], folder="/usr/sbin"), options, *rest])


def test_the_wheel_has_that_name_and_those_extras() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (command,) = commands("pip")
    wheel = re.fullmatch(r"cuedeck-(.+)-py3-none-any\.whl\[(.+)\]", command[-1])
    assert wheel is not None
    assert wheel[1] == project["version"]
    assert set(wheel[2].split(",")) <= set(project["optional-dependencies"])
    assert (ROOT / command[command.index("--constraint") + 1]).exists()


def test_commands_of_an_engine_name_what_there_is() -> None:
    for command in commands("docker", "podman"):
        file = ROOT / command[command.index("--file") + 1]
        assert file.exists(), command
        if "exec" in command:
            service, *inside = command[command.index("exec") + 1 :]
            assert service in YAML(typ="safe").load(file.read_text())["services"]
            assert inside[0] == "cuedeck"
            assert named_command(shlex.join(inside[1:]))[1] == []
    (copy,) = (command for command in commands("cp") if "compose" in command[-1])
    assert (ROOT / copy[1]).exists()


def test_commands_of_a_cluster_name_what_there_is() -> None:
    made = [command for command in commands("kubectl") if "secret" in command]
    (secret,) = (command[command.index("generic") + 1] for command in made)
    for command in commands("kubectl"):
        if "apply" in command:
            file = ROOT / command[command.index("--filename") + 1]
            assert list(YAML(typ="safe").load_all(file.read_text()))
    wanted = {name for file in KUBERNETES.glob("*.yaml") for name in _secrets(file.read_text())}
    assert wanted == {secret}


def _secrets(text: str) -> list[str]:
    return re.findall(r"secret(?:Key)?Ref: \{name: ([\w-]+)", text)
