"""The files of the repository, as they are: tracked, or new and not ignored."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("app", "models", "tasks", "cuedeck")
CODE = (*PRODUCT, "scripts", "tests")


@cache
def files() -> tuple[PurePosixPath, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return tuple(
        PurePosixPath(name) for name in sorted(listed.split("\0")) if name and (ROOT / name).is_file()
    )


def modules(*roots: str) -> list[PurePosixPath]:
    """The Python files below these folders."""
    return [path for path in files() if path.suffix == ".py" and path.parts[0] in roots]


def text(path: PurePosixPath) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def parsed(path: PurePosixPath) -> ast.Module:
    return ast.parse(text(path))


@cache
def nodes(path: PurePosixPath) -> tuple[ast.AST, ...]:
    """All that a file's tree holds, kept: half a dozen tests look through every file."""
    return tuple(ast.walk(parsed(path)))


@cache
def imports(path: PurePosixPath) -> frozenset[str]:
    """The modules that a file imports, wherever in it; of `from a import b` both a and a.b."""
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def room(path: PurePosixPath) -> PurePosixPath:
    """Where the tests of a source file lie."""
    parts = path.parent.parts
    return PurePosixPath("tests", *(parts[1:] if parts[0] == "app" else parts))
