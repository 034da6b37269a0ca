"""Commands as documents print them."""

from __future__ import annotations

import shlex
from typing import Any

import typer

from app.cli.main import cli


def named_command(text: str) -> tuple[Any, list[str]]:
    """The command of `cuedeck` that a line names, and what follows its name."""
    command, words = typer.main.get_command(cli), shlex.split(text)
    while hasattr(command, "commands") and words and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    return command, [word for word in words if word != "COMMAND"]
