"""Folders that can be read at a glance, and functions that fit on a screen."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import PurePosixPath

from tests.support.source_tree import CODE, files, modules, nodes, room

MOST_SIBLINGS = 18
LISTS = {PurePosixPath("app/captions/formats"), PurePosixPath("tests/captions/formats")}
"""Folders that are a list by nature: each caption format is one entry."""
MOST_LINES = 40


def siblings() -> dict[PurePosixPath, set[str]]:
    """The names in every folder of code."""
    found: dict[PurePosixPath, set[str]] = defaultdict(set)
    for path in files():
        if path.parts[0] in CODE and path.name != "__init__.py":
            for each in (path, *path.parents[:-2]):
                found[each.parent].add(each.name)
    return found


def test_no_folder_has_too_many_siblings() -> None:
    """A room of tests is not counted where it mirrors a room of the source, which is."""
    mirrors = {room(path) for path in files() if path.parts[0] in CODE}
    counted = {
        str(folder): len([name for name in names if folder / name not in mirrors])
        for folder, names in siblings().items()
        if folder not in LISTS
    }
    assert {folder: count for folder, count in counted.items() if count > MOST_SIBLINGS} == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{path}:{node.lineno} {node.name}": length
        for path in modules(*CODE)
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > MOST_LINES
    }
    assert long == {}
