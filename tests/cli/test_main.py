"""Every command can be asked for its help: the modules behind them load."""

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
