"""Titles and notifications of jobs (assets/job-news.js), tried without a browser."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.product import ROOT


@pytest.mark.slow
def test_titles_and_notifications() -> None:
    here = Path(__file__).parent / "job_news.test.mjs"
    path = os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ["PATH"]])
    done = subprocess.run(
        ["node", "--test", str(here)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"PATH": path},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# pass 0" not in done.stdout
