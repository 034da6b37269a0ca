"""Argos packages (.argosmodel): a zip of metadata, a SentencePiece model and a CTranslate2 model.

They may come from anywhere, so nothing is extracted by the names and sizes they claim: only the members that
translation needs, to names we choose, and never more bytes than the limits.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from app.core.errors import EngineError

METADATA, TOKENIZER, WEIGHTS = "metadata.json", "sentencepiece.model", "model"
MOST_MEMBERS = 2_000
MOST_BYTES = 2 << 30
MOST_METADATA_BYTES = 1 << 20
COPY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ArgosMetadata:
    """What a package says about itself; `target_prefix` is the token some models want to begin with."""

    source: str
    target: str
    version: str
    target_prefix: str = ""

    @property
    def model(self) -> str:
        """The package's name in the model store."""
        return f"argos-{self.source}-{self.target}"


def unpack(archive: Path, folder: Path) -> ArgosMetadata:
    """Extract what translation needs from the package file into `folder`; returns its metadata.

    Raises EngineError `package_invalid` (rejected) for anything that is not a sound package.
    """
    with _opened(archive) as package:
        for member, name in _needed(package).items():
            _extract(package, member, folder / name)
    return read_metadata(folder)


def peek(archive: Path) -> ArgosMetadata:
    """The metadata of a package file, nothing extracted to where the file says; raises as `unpack` does."""
    with _opened(archive) as package, tempfile.TemporaryDirectory() as folder:
        member = next(member for member, name in _needed(package).items() if name == METADATA)
        _extract(package, member, Path(folder) / METADATA)
        return read_metadata(Path(folder))


@contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(archive) as package:
            yield package
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise invalid(f"it cannot be unzipped ({error})") from error


def _needed(package: zipfile.ZipFile) -> dict[str, str]:
    """Members to extract and their names in the model's folder, after every check that needs no reading."""
    members = package.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise invalid(f"it holds more than {MOST_MEMBERS} files or {MOST_BYTES >> 30} GB")
    needed = {}
    for member in members:
        # Packages have one top folder named as they like; what counts begins below it.
        parts = PurePosixPath(member.filename).parts
        if member.is_dir() or len(parts) < 2:
            continue
        if parts[0] == "/" or ".." in parts or "\\" in member.filename:
            raise invalid(f"it has a member outside its own folder ({member.filename[:80]})")
        inner = "/".join(parts[1:])
        if inner in (METADATA, TOKENIZER) or (parts[1] == WEIGHTS and len(parts) == 3):
            needed[member.filename] = inner
    missing = {METADATA, TOKENIZER, f"{WEIGHTS}/model.bin"} - set(needed.values())
    if missing:
        raise invalid(f"it lacks {', '.join(sorted(missing))}")
    return needed


def _extract(package: zipfile.ZipFile, member: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    limit = min(
        package.getinfo(member).file_size, MOST_METADATA_BYTES if target.name == METADATA else MOST_BYTES
    )
    with package.open(member) as source, target.open("wb") as out:
        _copy(source, out, limit)


def _copy(source: IO[bytes], out: IO[bytes], limit: int) -> None:
    left = limit
    while piece := source.read(min(COPY_BYTES, left + 1)):
        left -= len(piece)
        if left < 0:
            raise invalid("a member is larger than it says")
        out.write(piece)


def read_metadata(folder: Path) -> ArgosMetadata:
    """The metadata of an unpacked package; EngineError `package_invalid` when it makes no sense."""
    try:
        content = json.loads((folder / METADATA).read_text(encoding="utf-8"))
        found = ArgosMetadata(
            source=str(content["from_code"]),
            target=str(content["to_code"]),
            version=str(content.get("package_version", "")),
            target_prefix=str(content.get("target_prefix", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise invalid("its metadata.json does not name a language pair") from error
    if not (found.source.isalpha() and found.target.isalpha()):
        raise invalid("its metadata.json does not name a language pair")
    return found


def invalid(reason: str) -> EngineError:
    """The error for a package that must not be used."""
    return EngineError(
        f"This is not a usable Argos package: {reason}.",
        code="package_invalid",
        hint="Download the .argosmodel file again from where it is published.",
        rejected=True,
    )
