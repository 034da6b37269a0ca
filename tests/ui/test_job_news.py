"""Titles and notifications of jobs (assets/job-news.js), tried without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.programs import run_node_tests


@pytest.mark.slow
def test_titles_and_notifications() -> None:
    run_node_tests(Path(__file__).parent / "job_news.test.mjs")
