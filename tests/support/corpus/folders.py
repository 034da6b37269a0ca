"""The files that nobody here wrote, for `make corpus`: CUEDECK_CORPUS is their folder.

CUEDECK_DOCUMENTS is the folder of the documents whose printed examples must run here.
"""

import os
from pathlib import Path


def _folder(setting: str) -> Path:
    named = os.environ.get(setting)
    assert named, f"{setting} names no folder."
    assert Path(named).is_dir(), f"{setting} is {named}, which is no folder."
    return Path(named)


def corpus_dir() -> Path:
    return _folder("CUEDECK_CORPUS")


def documents_dir() -> Path:
    return _folder("CUEDECK_DOCUMENTS")


def corpus_files(folder: str, *suffixes: str) -> list[Path]:
    """The files below a folder with one of these endings, for parametrize; empty without the corpus."""
    if not os.environ.get("CUEDECK_CORPUS"):
        return []
    return sorted(path for path in (corpus_dir() / folder).rglob("*") if path.suffix in suffixes)
