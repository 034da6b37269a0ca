"""Every command can be asked for its help: the modules behind them load."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import cli
from tests.support.product import ROOT

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


@pytest.mark.slow
def test_nothing_heavy_is_loaded_before_a_command_needs_it() -> None:
    """Help, and what only asks a server, start in a quarter of the time that the tables take to load."""
    heavy = "{'app.core.settings', 'celery', 'fastapi', 'models', 'reflex', 'sqlalchemy'} & set(sys.modules)"
    command = [sys.executable, "-c", f"import app.cli.main, app.cli.client, sys; print({heavy})"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"
