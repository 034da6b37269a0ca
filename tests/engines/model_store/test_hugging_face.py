"""What comes from the hub is compared with the hashes that the hub gives of it, before it is installed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.engines.model_store.hugging_face import PROGRAM

LARGE, SMALL = b"weights" * 1000, b"{}"
STAND_IN = """
import hashlib, pathlib, types
large, small = {large!r}, {small!r}
class HfApi:
    def model_info(self, repository, files_metadata):
        assert files_metadata
        lfs = types.SimpleNamespace(sha256=hashlib.sha256({promised_large!r}).hexdigest())
        blob = hashlib.sha1(b"blob %d\\0" % len({promised_small!r}) + {promised_small!r}).hexdigest()
        files = [
            types.SimpleNamespace(rfilename="model.bin", lfs=lfs, blob_id="x"),
            types.SimpleNamespace(rfilename="config.json", lfs=None, blob_id=blob),
            types.SimpleNamespace(rfilename="README.md", lfs=None, blob_id="x"),
        ]
        return types.SimpleNamespace(sha="a" * 40, siblings=files)
def snapshot_download(repository, revision, local_dir, allow_patterns):
    assert revision == "a" * 40
    pathlib.Path(local_dir, "model.bin").write_bytes(large)
    pathlib.Path(local_dir, "config.json").write_bytes(small)
"""


@pytest.mark.parametrize(
    ("large", "small", "wrong"),
    [(LARGE, SMALL, ""), (LARGE + b"!", SMALL, "model.bin"), (LARGE, b"{ }", "config.json")],
)
def test_a_file_with_another_hash_is_not_taken(
    tmp_path: Path, large: bytes, small: bytes, wrong: str
) -> None:
    promised = {"promised_large": LARGE, "promised_small": SMALL}
    (tmp_path / "huggingface_hub.py").write_text(STAND_IN.format(large=large, small=small, **promised))
    folder = tmp_path / "model"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "a/b", str(folder), "*"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode != 0) == bool(wrong), done.stderr
    assert wrong in done.stderr
    assert hashlib.sha256((folder / "model.bin").read_bytes()).digest() == hashlib.sha256(large).digest()
