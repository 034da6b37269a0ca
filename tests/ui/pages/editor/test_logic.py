"""The logic of the caption editor (assets/editor), tried without a browser."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.product import ROOT


@pytest.mark.slow
def test_the_logic_of_the_editor() -> None:
    here = Path(__file__).parent / "logic.test.mjs"
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
