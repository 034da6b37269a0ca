"""No pattern that is searched for begins with a repeat without end behind which something must follow.

Such a search tries each place of a long run anew: 100,000 blanks take half a minute. A look behind that
finds no part of the run, as in `(?<![ \\t])[ \\t]*\\n`, makes it linear.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from tests.support.source_tree import modules, parsed

SEARCHES = frozenset(("search", "sub", "subn", "finditer", "findall", "split"))
REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT)
HELD = (_constants.POSSESSIVE_REPEAT,)
TAKEN_AT_ONCE = {"html._LOOSE", "line_breaking._TOKEN"}
"""Patterns of which another alternative takes the whole run where the first one fails behind it."""


def begins_endlessly(items: list[Any], *, followed: bool = False) -> bool:
    """Whether a match may begin with a repeat without end, and fail behind it."""
    for place, (kind, what) in enumerate(items):
        behind = followed or not all(map(may_be_empty, items[place + 1 :]))
        if kind in (*REPEATS, *HELD) and what[1] == _constants.MAXREPEAT and behind:
            return True
        if any(begins_endlessly(list(part), followed=behind) for part in parts(kind, what)):
            return True
        if not may_be_empty((kind, what)):
            return False
    return False


def parts(kind: Any, what: Any) -> Iterator[Any]:
    if kind is _constants.SUBPATTERN:
        yield what[3]
    elif kind is _constants.BRANCH:
        yield from what[1]


def may_be_empty(item: Any) -> bool:
    kind, what = item
    if kind in (*REPEATS, *HELD):
        return bool(what[0] == 0)
    inner = list(parts(kind, what))
    return bool(inner) and any(all(map(may_be_empty, part)) for part in inner)


def is_slow(pattern: str | bytes, flags: int = 0) -> bool:
    return begins_endlessly(list(_parser.parse(pattern, flags & ~re.UNICODE)))


def patterns(tree: ast.Module) -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    """The patterns of a module by their names; it is not imported, and what others give is left out."""
    known: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and is_plain(node.value):
            try:
                value = eval(ast.unparse(node.value), {"re": re}, known)
            except NameError:
                continue
            name = ast.unparse(node.targets[0])
            known[name] = value
            if isinstance(value, re.Pattern):
                yield name, value


def is_plain(node: ast.expr) -> bool:
    """Whether it is a text, or a pattern made of one."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) == "re.compile"
    return isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp) and not isinstance(
        getattr(node, "value", ""), int | float
    )


def searched(tree: ast.Module) -> set[str]:
    """The names of what a module searches for anywhere in a text."""
    return {
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in SEARCHES and isinstance(node.value, ast.Name)
    }


@pytest.mark.parametrize("pattern", [r" *\n", r"(?:\s|x)+$", r"[.!]+[)]*\s", r"a?(b+)c", rb"\s*<", r" *+\n"])
def test_what_is_slow_is_known(pattern: str | bytes) -> None:
    assert is_slow(pattern)


@pytest.mark.parametrize("pattern", [r"\s+", r"(?<! ) *\n", r"^ *\n", r"x\s*y", r" {0,9}\n", r"\w+(?:-\w+)*"])
def test_what_is_quick_is_known(pattern: str) -> None:
    assert not is_slow(pattern)


@pytest.mark.slow
def test_no_search_tries_each_place_of_a_long_run() -> None:
    slow, seen = set(), 0
    for path in modules("app", "tasks"):
        names = searched(parsed(path))
        for name, pattern in patterns(parsed(path)):
            if name in names:
                seen += 1
                slow |= {f"{path.stem}.{name}"} if is_slow(pattern.pattern, pattern.flags) else set()
    assert seen > 100
    assert slow == TAKEN_AT_ONCE
