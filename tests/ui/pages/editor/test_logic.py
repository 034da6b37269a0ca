"""The logic of the caption editor (assets/editor), tried without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.programs import run_node_tests


@pytest.mark.slow
def test_the_logic_of_the_editor() -> None:
    run_node_tests(Path(__file__).parent / "logic.test.mjs")
