"""The table of faults: printed when the tests end, and written into docs/guarantees.md by `make faults`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.services.faults.outcome import Outcome

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "guarantees.md"
BEGIN, END = "<!-- faults -->\n", "<!-- /faults -->\n"
WRITES = "FAULTS_TABLE"
"""The environment variable with which the table is written into the document."""

_outcomes: list[Outcome] = []


def add(outcome: Outcome) -> None:
    """Put one line into the table."""
    _outcomes.append(outcome)


def markdown() -> str:
    """The table so far."""
    rows = [Outcome.HEAD, tuple("---" for _ in Outcome.HEAD), *(each.row() for each in _outcomes)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table, and keep it if asked to."""
    if not _outcomes:
        return
    terminalreporter.section("faults")
    terminalreporter.write(markdown())
    if os.environ.get(WRITES):
        before, _, rest = DOCUMENT.read_text().partition(BEGIN)
        DOCUMENT.write_text(f"{before}{BEGIN}{markdown()}{END}{rest.partition(END)[2]}")
