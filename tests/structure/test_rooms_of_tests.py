"""Tests lie where their source lies, have its name, and share through tests/support alone."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from app.captions.formats import registry
from tests.support.source_tree import PRODUCT, files, imports, modules, room

OF_THE_WHOLE = {"corpus", "deploy", "docs", "e2e", "faults", "security", "structure"}
"""Rooms of tests that mirror no part of the source: they try the product or the repository as a whole."""
TEST = re.compile(r"\.(test_\w+|conftest)(\.|$)")
TESTS = [path for path in modules("tests") if path.name.startswith("test_")]


def test_every_room_of_tests_mirrors_a_room_of_the_source() -> None:
    rooms = {room(path) for path in files() if path.parts[0] in (*PRODUCT, "scripts")}
    rooms |= {parent for each in rooms for parent in each.parents}
    found = {path.parent for path in TESTS if path.parts[1] not in OF_THE_WHOLE}
    assert sorted(map(str, found - rooms)) == []


def test_every_room_of_the_source_has_tests() -> None:
    """In the room that mirrors it, above that (`tests/core/test_storage.py`), or below."""
    sources = [
        path for path in modules(*PRODUCT) if path.name not in ("__init__.py", "__main__.py", "view.py")
    ]
    rooms = {room(path) for path in sources}
    tested = {parent for path in TESTS for parent in path.parents} | {
        path.parent / path.stem.removeprefix("test_") for path in TESTS
    }
    assert sorted(map(str, rooms - tested)) == []


def test_every_caption_format_has_a_test_of_its_name() -> None:
    """`mpl2.py` has `test_mpl2.py`, and `vtt/format.py` has `vtt/test_format.py`."""
    formats = PurePosixPath("tests/captions/formats")
    wanted = [PurePosixPath(*name.split(".")) for name in registry.MODULES]
    lacking = [path for path in wanted if formats / path.parent / f"test_{path.name}.py" not in TESTS]
    assert lacking == []


def test_no_test_imports_a_test_or_a_conftest() -> None:
    wrong = {
        str(path): sorted(found)
        for path in modules("tests", "scripts", "bench")
        if (found := {name for name in imports(path) if name.startswith("tests.") and TEST.search(name)})
    }
    assert wrong == {}


def test_nothing_of_the_product_imports_tests() -> None:
    product = [*modules(*PRODUCT), *modules("scripts")]
    assert [
        str(path) for path in product if any(name.split(".")[0] == "tests" for name in imports(path))
    ] == []


def test_everything_else_of_the_tests_is_shared_from_support() -> None:
    """What is no test, no conftest and no package file lies in tests/support."""
    kinds = ("test_", "conftest", "__init__")
    others = [path for path in modules("tests") if not path.name.startswith(kinds)]
    assert [str(path) for path in others if path.parts[1] != "support"] == []
