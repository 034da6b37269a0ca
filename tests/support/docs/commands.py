"""Commands as documents print them."""

from __future__ import annotations

import shlex
from typing import Any

import typer

from app.cli.main import cli


def named_command(text: str) -> tuple[Any, list[str]]:
    """The command of `cuedeck` that a line names, with the options that it gets for it, and its words."""
    command = whole = typer.main.get_command(cli)
    words = shlex.split(text)
    while hasattr(command, "commands") and words and words[0] in command.commands:
        command = command.resolve_command(None, words)[1] if command is whole else command.commands[words[0]]
        words = words[1:]
    return command, [word for word in words if word != "COMMAND"]
