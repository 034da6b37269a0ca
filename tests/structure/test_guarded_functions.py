"""What a guarded child is asked to run lies where its forkserver has loaded everything already.

A function of another place has the child import that place first, with the database and the job types.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.support.source_tree import modules, parsed, text

PLACES = ("app.captions.", "app.media.", "app.engines.")


def is_run(node: ast.expr) -> bool:
    return ast.unparse(node) == "guarded_call.run"


def given(tree: ast.AST) -> Iterator[ast.expr]:
    """The functions that calls of `guarded_call.run`, direct or made for later, are given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for at, value in enumerate([node.func, *node.args[:-1]]):
                if is_run(value):
                    yield node.args[at]


def homes(module: str, tree: ast.Module) -> dict[str, str]:
    """The full name of each function of a module and of all that it imports, by the name it has here."""
    own = {node.name: f"{module}.{node.name}" for node in tree.body if isinstance(node, ast.FunctionDef)}
    return own | {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def handed_on(tree: ast.AST, name: str) -> list[ast.expr]:
    """What callers give a function of this module for its parameter of this name, which it hands on."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            names = [each.arg for each in function.args.args]
            if name in names:
                return [
                    call.args[names.index(name)]
                    for call in ast.walk(tree)
                    if isinstance(call, ast.Call) and ast.unparse(call.func) == function.name
                ]
    return []


def elsewhere(module: str, tree: ast.Module) -> list[str]:
    """The functions given to a guarded child that do not lie in one of PLACES, or that nobody can tell."""
    known, wrong = homes(module, tree), list[str]()
    for value in given(tree):
        for function in handed_on(tree, ast.unparse(value)) or [value]:
            first, _, rest = ast.unparse(function).partition(".")
            if not f"{known.get(first, '')}.{rest}".startswith(PLACES):
                wrong.append(ast.unparse(function))
    return wrong


def test_a_function_of_another_place_is_found() -> None:
    head = "from app.captions import good\nfrom app.services import bad\n"
    assert elsewhere("app.services.a", ast.parse(f"{head}guarded_call.run(good.f, 1)")) == []
    assert elsewhere("app.services.a", ast.parse(f"{head}guarded_call.run(bad.f, 1)")) == ["bad.f"]
    assert elsewhere("app.services.a", ast.parse(f"{head}partial(guarded_call.run, bad.f, 1)")) == ["bad.f"]
    own = "def own(): ...\nguarded_call.run(own)"
    assert elsewhere("app.services.a", ast.parse(own)) == ["own"]
    assert elsewhere("app.captions.a", ast.parse(own)) == []
    passing = f"{head}def ask(a, rule):\n    guarded_call.run(rule, a)\n"
    assert elsewhere("app.services.a", ast.parse(f"{passing}ask(1, good.f)\nask(1, bad.f)")) == ["bad.f"]
    assert elsewhere("app.services.a", ast.parse(passing)) == ["rule"]


def test_a_guarded_child_runs_only_what_needs_no_database() -> None:
    calling = [path for path in modules("app", "tasks") if "guarded_call.run" in text(path)]
    trees = {".".join(path.with_suffix("").parts): parsed(path) for path in calling}
    assert sum(len(list(given(tree))) for tree in trees.values()) > 10
    assert {name: wrong for name, tree in trees.items() if (wrong := elsewhere(name, tree))} == {}
