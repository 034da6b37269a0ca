"""The migrations make exactly the tables the models describe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def test_migrations_match_the_models(tmp_path: Path) -> None:
    environment = {**os.environ, "CUEDECK_DATA_DIR": str(tmp_path)}
    for step in (["upgrade", "head"], ["check"], ["downgrade", "base"]):
        done = subprocess.run(
            [sys.executable, "-m", "alembic", *step],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
