"""No module imports, directly or through others, a module that imports it."""

import ast
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePosixPath

from tests.support.source_tree import modules, nodes, parsed

ROOTS = ("app", "models", "tasks")


def name_of(path: PurePosixPath) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in modules(*ROOTS)}


def imported(node: ast.stmt) -> list[str]:
    """The modules of ours that a statement imports."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        inside = [f"{node.module}.{alias.name}" for alias in node.names]
        names = [name if name in MODULES else node.module for name in inside]
    else:
        names = []
    return [name for name in names if name in MODULES]


def at_import(body: Iterable[ast.stmt]) -> Iterator[str]:
    """What is imported while the module itself is: not in functions, not for the type checker only."""
    for node in body:
        yield from imported(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from at_import(node.orelse)
            continue
        for field in ("body", "orelse", "finalbody"):
            yield from at_import(getattr(node, field, []))
        for handler in getattr(node, "handlers", []):
            yield from at_import(handler.body)


def anywhere(tree: Iterable[ast.AST]) -> Iterator[str]:
    for node in tree:
        if isinstance(node, ast.stmt):
            yield from imported(node)


def circle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of a circle; none when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_a_circle_is_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    assert not circle({"a": {"b", "c"}, "b": {"c"}})
    tree = ast.parse("import app.app\ndef later():\n    import models\n")
    assert list(at_import(tree.body)) == ["app.app"]
    assert set(anywhere(ast.walk(tree))) == {"app.app", "models"}


def test_no_circle_of_imports() -> None:
    graph = {name: set(at_import(parsed(path).body)) - {name} for name, path in MODULES.items()}
    assert circle(graph) == []


def test_no_circle_in_the_captions_even_of_late_imports() -> None:
    inside = {name: path for name, path in MODULES.items() if name.startswith("app.captions")}
    graph = {name: set(anywhere(nodes(path))) - {name} for name, path in inside.items()}
    assert circle(graph) == []
