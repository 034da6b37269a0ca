"""What reads untrusted files knows nothing that only the settings know."""

import os
import subprocess
import sys

SECRET = "an-s3-key-of-ours"
SCRIPT = f"""
import os
from app.core.child_process import guarded_call
from tests.support.child_calls import environment_seen
assert os.environ["CUEDECK_S3_SECRET_KEY"] == {SECRET!r}
print(guarded_call.run(environment_seen, bounds=guarded_call.Bounds(wall=20, cpu=10, memory=1 << 28)))
"""


def test_a_guarded_child_has_no_environment_but_what_programs_need() -> None:
    given = {**os.environ, "CUEDECK_S3_SECRET_KEY": SECRET, "TMPDIR": "/var/tmp"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=given, capture_output=True, text=True, timeout=60, check=True
    )
    assert "TMPDIR" in done.stdout
    assert "PATH" in done.stdout
    assert "CUEDECK" not in done.stdout
    assert SECRET not in done.stdout
