"""The manifest of an installed model: its files with sizes and hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from app.engines.model_store.entry import ModelFile

MANIFEST = "cuedeck-model.json"


def sha256(path: Path) -> str:
    """The hash of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def measure(folder: Path) -> tuple[ModelFile, ...]:
    """Every file below `folder` with its size and hash, in order of name."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return tuple(
        ModelFile(path.relative_to(folder).as_posix(), path.stat().st_size, sha256(path)) for path in paths
    )


def size(folder: Path) -> int:
    """The bytes of every file below `folder`."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def write(folder: Path, model: str, files: Sequence[ModelFile]) -> None:
    """Write the manifest of `model` into its `folder`."""
    listed = [{"name": f.name, "size": f.size, "sha256": f.sha256} for f in files]
    content = json.dumps({"id": model, "files": listed}, indent=1)
    (folder / MANIFEST).write_text(content + "\n", encoding="utf-8")


def read(folder: Path) -> tuple[ModelFile, ...]:
    """The files a model should have; empty for a folder that somebody put there by hand."""
    path = folder / MANIFEST
    if not path.is_file():
        return ()
    listed = json.loads(path.read_text(encoding="utf-8"))["files"]
    return tuple(ModelFile(f["name"], f["size"], f["sha256"]) for f in listed)


def differences(folder: Path, files: Sequence[ModelFile], *, hashes: bool) -> list[str]:
    """What is wrong with the model in `folder`, one sentence a file; by size alone unless `hashes`."""
    wrong = []
    for file in files:
        path = folder / file.name
        if not path.is_file():
            wrong.append(f"{file.name} is missing")
        elif path.stat().st_size != file.size:
            wrong.append(f"{file.name} has {path.stat().st_size} bytes instead of {file.size}")
        elif hashes and sha256(path) != file.sha256:
            wrong.append(f"{file.name} has another sha256 than expected")
    return wrong
