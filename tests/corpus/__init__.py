"""The extra suite on files that nobody here wrote: `make corpus`. Every test of this folder has its mark."""

import os
from pathlib import Path

_FOLDER = Path(
    os.environ.get("CUEDECK_CORPUS", Path(__file__).resolve().parents[2].parent / "shared" / "corpus")
)


def corpus_dir() -> Path:
    assert _FOLDER.is_dir(), f"The corpus is not at {_FOLDER}: set CUEDECK_CORPUS to its folder."
    return _FOLDER


def corpus_files(folder: str, *suffixes: str) -> list[Path]:
    """The files below a folder with one of these endings, for parametrize; empty without the corpus."""
    return sorted(path for path in (_FOLDER / folder).rglob("*") if path.suffix in suffixes)


def documents_dir() -> Path:
    """The documents whose printed examples must run here, beside the corpus."""
    folder = _FOLDER.parent / "seeds"
    assert folder.is_dir(), f"The documents are not at {folder}."
    return folder
