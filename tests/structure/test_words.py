"""Public names use the field's standard terms: none of them contains a word of `STANDARD_TERMS`.

A name is public unless it begins with an underscore: modules, classes, functions, methods and constants of
the product, the commands of the command line (hidden ones too), and the settings.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel
from typer.main import get_command

from app.cli.main import cli
from app.core.settings import Settings
from tests.support.source_tree import modules, parsed

ROOTS = ("app", "models", "tasks", "scripts", "cuedeck")
STANDARD_TERMS = {
    "look": "style, pen attributes, inspect",
    "looks": "styles, pen attributes",
    "wording": "text, message",
    "spelling": "name, alias, notation",
    "places": "positions, cue placement",
    "keypad": "numpad alignment",
    "mark": "tag, marker, logo",
    "marks": "tags, markers",
    "mended": "fixed, normalized",
    "mending": "fix",
    "foreign": "untrusted, other",
    "pace": "reading speed",
    "owe": "enqueue",
    "owed": "due",
    "owing": "enqueue",
    "staged": "draft, the /job API",
    "seeds": "samples, examples",
    "doomed": "to delete",
    "told": "message, reported",
    "doorbell": "notification, task",
    "ring": "send task",
    "rung": "sent",
    "heard": "recognised speech",
    "unheard": "ignored",
    "moment": "time, date-time",
    "moments": "times, timeline entries",
    "tidying": "cleanup",
    "watchers": "open tabs, subscribers",
    "fading": "transient",
    "meant": "intended, requested",
    "lane": "pool, receiver",
    "lanes": "pools, receivers",
    "doubled": "duplicate, repeated",
    "casting": "voice assignment",
    "workplace": "build folder",
}
"""Private words, each with what to write in its place."""


def words_of(name: str) -> set[str]:
    """The words of a name in snake_case, CamelCase, UPPER_CASE or kebab-case."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def definitions(body: list[ast.stmt]) -> Iterator[str]:
    """Classes, functions and methods, and the constants of the module."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield node.name
            yield from (
                part.name for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)
            )
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def names_in_code() -> Iterator[tuple[str, str]]:
    for path in modules(*ROOTS):
        yield str(path), path.stem
        yield from ((str(path), name) for name in definitions(parsed(path).body))


def commands(group: object, prefix: str = "cuedeck") -> Iterator[tuple[str, str]]:
    """Every command below a group."""
    for name, command in getattr(group, "commands", {}).items():
        yield prefix, name
        yield from commands(command, f"{prefix} {name}")


def settings(model: type[BaseModel] = Settings) -> Iterator[tuple[str, str]]:
    """Every setting, nested ones too."""
    for name, field in model.model_fields.items():
        yield model.__name__, name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from settings(field.annotation)


def private_words(names: Iterator[tuple[str, str]]) -> list[str]:
    """What to change, one line a word."""
    return [
        f"{where}: {name}: instead of {word!r} write {STANDARD_TERMS[word]}"
        for where, name in names
        if not name.startswith("_")
        for word in sorted(words_of(name) & STANDARD_TERMS.keys())
    ]


@pytest.mark.parametrize("name", ["take_looks", "TakeLooks", "TAKE_LOOKS", "take-looks", "LOOKS"])
def test_a_private_word_is_found_in_any_letter_case(name: str) -> None:
    assert len(private_words(iter([("somewhere", name)]))) == 1
    assert private_words(iter([("somewhere", f"_{name}"), ("somewhere", "lookup")])) == []


def test_code() -> None:
    assert private_words(names_in_code()) == []


def test_commands_and_settings() -> None:
    found = [*commands(get_command(cli)), *settings()]
    assert ("cuedeck", "presets") in found
    assert ("Limits", "upload_bytes") in found
    assert private_words(iter(found)) == []
