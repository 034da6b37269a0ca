"""docs/extending.md: each worked example touches the files it names, and works once they are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.docs.worked_example import (
    PAGE,
    Block,
    apply,
    changed,
    copy_of_the_product,
    examples,
    numbered,
    run,
)
from tests.support.product import ROOT

EXAMPLES = examples()
NAMES = ("A caption format", "An engine", "A job type", "A field of a job", "A setting", "A page")


def test_every_example_is_on_the_page() -> None:
    assert tuple(EXAMPLES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_those_that_are_named(name: str) -> None:
    blocks = EXAMPLES[name]
    for block in blocks:
        there = (ROOT / block.path).exists()
        assert there == block.is_change, f"{block.path} is {'' if there else 'not '}there"
    assert [block.path for block in blocks if block.path.startswith("tests/")], "it has a test"


def test_other_files_that_the_page_names_are_there() -> None:
    new = {block.path for blocks in EXAMPLES.values() for block in blocks if not block.is_change}
    prose = re.sub(r"^```.*?^```", "", PAGE.read_text(), flags=re.DOTALL | re.MULTILINE)
    named = set(re.findall(r"`((?:app|docs|models|scripts|tasks|tests)/[\w./-]+)`", prose))
    assert named
    assert [path for path in sorted(named - new) if not (ROOT / path).exists()] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_example_works(name: str, tmp_path: Path) -> None:
    """In a copy of the product: its own test and the style."""
    copy_of_the_product(tmp_path)
    apply(tmp_path, EXAMPLES[name])
    files = [numbered(block.path) for block in EXAMPLES[name]]
    tests = [path for path in files if path.startswith("tests/")]
    for arguments in (
        ("pytest", "-q", "-p", "no:cacheprovider", *tests),
        ("ruff", "check", *files),
        ("ruff", "format", "--check", *files),
    ):
        done = run(tmp_path, *arguments)
        assert done.returncode == 0, f"{arguments}\n{done.stdout}{done.stderr}"


def test_a_change_goes_where_its_lines_are() -> None:
    assert changed("a\nb\nc\n", " a\n+x\n b\n") == "a\nx\nb\nc\n"
    assert changed("a\nb\nc\n", " a\n-b\n+y\n") == "a\ny\nc\n"
    with pytest.raises(AssertionError, match="0 times"):
        changed("a\nb\n", " b\n+x\n c\n")
    assert Block("diff", "x", "").is_change
