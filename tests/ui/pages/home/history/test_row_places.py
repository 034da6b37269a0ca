"""In which row of the table a job is drawn (assets/history/row-places.js), tried without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.programs import run_node_tests


@pytest.mark.slow
def test_the_rows_of_jobs() -> None:
    run_node_tests(Path(__file__).parent / "row_places.test.mjs")
