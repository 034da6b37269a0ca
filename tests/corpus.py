"""Where the real files are that nobody here wrote."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"


def corpus_dir() -> Path:
    folder = Path(os.environ.get("CUEDECK_CORPUS", _BESIDE))
    if not folder.is_dir():
        pytest.skip(f"the corpus is not at {folder}; set CUEDECK_CORPUS")
    return folder


def corpus_files(folder: str, *suffixes: str) -> list[Path]:
    """The files below a folder with one of these endings, for parametrize; empty without the corpus."""
    root = Path(os.environ.get("CUEDECK_CORPUS", _BESIDE))
    return sorted(path for path in (root / folder).rglob("*") if path.suffix in suffixes)
