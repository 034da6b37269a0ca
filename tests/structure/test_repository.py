"""The repository stands on its own: nothing refers to a file outside it, and only scripts write documents."""

from __future__ import annotations

import ast
import os
import re
from pathlib import PurePosixPath

import pytest

from tests.support.source_tree import PRODUCT, ROOT, files, imports, modules, nodes, text

GIVEN = PurePosixPath(".ci/run")
"""Tells `make corpus` where the corpus lies on the machine that runs it."""
BINARY = {".png", ".jpg", ".gif", ".m4a", ".mp4", ".lock", ".json", ".woff2", ".ico", ".docx", ".xlsx"}
CLIMBS = re.compile(r"(?<![\w./])(?:\.\./)+[\w.-]+(?:/[\w.-]+)*")
OF_A_MACHINE = re.compile(r"(?<![\w.:/~}-])/(?:home|Users|root|work|mnt)/[\w.-]+")
PARENTS = re.compile(r"__file__\)(?:\.resolve\(\))?\.parents\[(\d+)\]")
DATA = PurePosixPath("tests/data")
TEXTS = [path for path in files() if path.suffix not in BINARY and path != GIVEN and DATA not in path.parents]


def leads_out(path: PurePosixPath, target: str) -> bool:
    """Whether `target`, seen from the file or from the top, lies in no folder of the repository."""
    seen = [PurePosixPath(os.path.normpath(start / target)) for start in (path.parent, PurePosixPath("."))]
    firsts = [found.parts[0] if found.parts else "." for found in seen]
    return all(first == ".." or not (ROOT / first).exists() for first in firsts)


def test_no_path_leads_out_of_it() -> None:
    sources = [path for path in TEXTS if path.parts[0] != "tests"]  # which are full of hostile names
    wrong = {str(path): found for path in sources if (found := outside(path, text(path)))}
    assert wrong == {}


def outside(path: PurePosixPath, content: str) -> list[str]:
    climbing = [target for target in CLIMBS.findall(content) if leads_out(path, target)]
    return climbing + OF_A_MACHINE.findall(content)


@pytest.mark.parametrize("line", ["see ../shared/corpus", "in /home/ann/films", "cd ../../elsewhere"])
def test_a_path_that_leads_out_is_found(line: str) -> None:
    assert outside(PurePosixPath("docs/page.md"), line) != []


def test_no_module_climbs_out_of_it() -> None:
    wrong = [
        str(path)
        for path in TEXTS
        if path.suffix == ".py"
        for number in PARENTS.findall(text(path))
        if int(number) > len(path.parent.parts)
    ]
    assert wrong == []


def test_only_scripts_write_documents() -> None:
    """The installed product has no `docs` folder to write to, and no script to do it."""
    product = modules(*PRODUCT)
    assert [
        str(path) for path in product if any(name.split(".")[0] == "scripts" for name in imports(path))
    ] == []
    named = [
        str(path)
        for path in product
        for node in nodes(path)
        if isinstance(node, ast.Constant) and node.value in ("docs", "docs/")
    ]
    assert named == []
