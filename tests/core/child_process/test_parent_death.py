"""A killed parent takes its children with it, the guarded ones of the sandbox included."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

SANDBOX = """
from pathlib import Path
from app.core.child_process import guarded_call
from tests.support.child_calls import hang
guarded_call.run(hang, bounds=guarded_call.Bounds(wall=60, cpu=30, memory=1 << 30))
"""
PLAIN = """
import os, subprocess
from app.core.child_process.parent_death import die_with_parent
parent = os.getpid()
child = subprocess.Popen(["sleep", "60"], preexec_fn=lambda: die_with_parent(parent))
print(child.pid, flush=True)
child.wait()
"""


def ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.parametrize("program", [PLAIN, SANDBOX], ids=["plain", "sandbox"])
def test_children_die_with_a_killed_parent(program: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert not ended(child)
        parent.send_signal(signal.SIGKILL)
        limit = time.monotonic() + 20
        while not ended(child) and time.monotonic() < limit:
            time.sleep(0.02)
        assert ended(child)
