"""Whisper models that faster-whisper's publishers keep on the Hugging Face Hub, for servers with internet."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import engine_missing
from app.core.progress import Cancelled, OnProgress
from app.engines.model_store.download import run_download

PATTERNS = ("config.json", "preprocessor_config.json", "model.bin", "tokenizer.json", "vocabulary.*")
PROGRAM = """
import hashlib, pathlib, sys
from huggingface_hub import HfApi, snapshot_download
repository, folder, *patterns = sys.argv[1:]
known = HfApi().model_info(repository, files_metadata=True)
snapshot_download(repository, revision=known.sha, local_dir=folder, allow_patterns=patterns)
for each in known.siblings:
    path = pathlib.Path(folder, each.rfilename)
    if not path.is_file():
        continue
    if each.lfs:
        with path.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == each.lfs.sha256
    else:
        data = path.read_bytes()
        same = hashlib.sha1(b"blob %d\\0" % len(data) + data).hexdigest() == each.blob_id
    if not same:
        sys.exit(f"{each.rfilename} does not have the hash that its publisher gives")
"""
"""Fetches one revision of a repository, and compares every file with the hash that the hub has of it.

That is SHA-256 for large files, and git's object id for small ones.
"""


@dataclass(frozen=True, slots=True)
class Hub:
    """A repository of the hub, such as "Systran/faster-whisper-small"."""

    repository: str
    download: int

    def fetch(self, folder: Path, on_progress: OnProgress, cancelled: Cancelled) -> None:
        """Download the CTranslate2 files of the repository into `folder`.

        In a child process, because the hub's client cannot be interrupted from another thread.
        """
        if importlib.util.find_spec("huggingface_hub") is None:
            raise engine_missing("faster-whisper", "pip install 'cuedeck[speech]'")
        command = [sys.executable, "-c", PROGRAM, self.repository, str(folder), *PATTERNS]
        quiet = {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
        run_download(command, folder, self.download, on_progress, cancelled, quiet)
        shutil.rmtree(folder / ".cache", ignore_errors=True)
