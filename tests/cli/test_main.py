"""Every command can be asked for its help: the modules behind them load."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import cli

GROUPS = [group.name for group in cli.registered_groups]
COMMANDS = [command.name for command in cli.registered_commands]


@pytest.mark.parametrize("name", [*GROUPS, *COMMANDS])
def test_help(name: str) -> None:
    done = CliRunner().invoke(cli, [name, "--help"])
    assert done.exit_code == 0, done.output
    assert "Usage" in done.output


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [["keys", "create", "--name", "n"], ["accounts", "list"], ["backup", "b.tar"]]
)
def test_a_folder_in_which_no_instance_has_run_is_told_in_words(tmp_path: Path, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.cli.main", *command],
        env={**os.environ, "CUEDECK_DATA_DIR": str(tmp_path / "nowhere"), "CUEDECK_DATABASE_URL": ""},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (5, False), done.stderr
    assert "unable to open database file" in done.stderr
    assert "CUEDECK_DATA_DIR" in done.stderr
    assert list(tmp_path.iterdir()) == []
