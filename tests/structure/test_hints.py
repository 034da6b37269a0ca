"""Every error that is raised says what to do next."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from app.core import errors
from tests.support.source_tree import modules, nodes

KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type)} - {
    "AppError",
    "Canceled",  # nobody is told: the work was asked to stop
}
PART_OF_A_SENTENCE = {"app/captions/verification/ttconv_reader.py"}
"""What these tell is put into a message that has its hint elsewhere."""


def without_hint(tree_nodes: tuple[ast.AST, ...]) -> Iterator[int]:
    """The lines that make an error of ours without telling what to do; `**more` may have it."""
    for node in tree_nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in KINDS:
            named = {keyword.arg for keyword in node.keywords}
            if not named & {"hint", None}:
                yield node.lineno


def test_what_has_no_hint_is_found() -> None:
    tree = ast.parse('Invalid("a")\nInvalid("a", hint="b")\nerrors.Gone("c", code="d")\nGone("c", **more)')
    assert list(without_hint(tuple(ast.walk(tree)))) == [1, 3]


def test_every_error_says_what_to_do_next() -> None:
    found = {
        f"{path}:{line}"
        for path in modules("app", "tasks")
        if str(path) not in PART_OF_A_SENTENCE
        for line in without_hint(nodes(path))
    }
    assert not found
