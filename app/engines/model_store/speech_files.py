"""Speech models that people fetch themselves: archives of sherpa-onnx, and ggml files of whisper.cpp."""

from __future__ import annotations

import lzma
import re
import shutil
import tarfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath

from app.core.errors import EngineError
from app.engines.model_store.entry import SpeechEngine
from app.engines.speech.sherpa.models import missing_in, model_in

GGML = "ggml-"
_SHERPA_FILE = re.compile(r"(sherpa-onnx-[a-z0-9._-]{1,52})\.tar\.(?:bz2|gz|xz)")
_GGML_FILE = re.compile(r"(ggml-[a-z0-9._-]{1,59})\.bin")
_NEEDED = (".onnx", ".ort", ".data", ".weights", "tokens.txt", "bpe.model", "bpe.vocab")
"""Endings of the members that recognition reads; archives hold recordings and licences beside them."""
_GGML_MAGIC = b"lmgg"
MOST_BYTES = 8 << 30
MOST_MEMBERS = 2000

Fill = Callable[[Path], None]


def engine_of(folder: Path) -> SpeechEngine | None:
    """The engine that a folder of the models' folder has a model for, by what is in it."""
    if (folder / "model.bin").is_file():
        return "faster-whisper"
    if model_in(folder) is not None:
        return "sherpa-onnx"
    if folder.name.startswith(GGML) and any(folder.glob(f"{GGML}*.bin")):
        return "whisper-cpp"
    return None


def model_file(package: Path) -> tuple[str, Fill] | None:
    """The id of the model in a file, told by its name, and what fills the model's folder; None for others."""
    if found := _SHERPA_FILE.fullmatch(package.name.lower()):
        return found[1], partial(_fill, package, found[1])
    if found := _GGML_FILE.fullmatch(package.name.lower()):
        return found[1], partial(_copy, package)
    return None


def _fill(archive: Path, model: str, folder: Path) -> None:
    """Unpack an archive, and refuse it where what it holds is no model that recognition can load."""
    try:
        with tarfile.open(archive) as package:
            _unpack(archive, package, folder)
    except FileExistsError as error:
        raise _invalid(archive, f"it holds {Path(error.filename).name} twice") from error
    except (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # of the disk: what cannot be unpacked has no number
        raise _invalid(archive, str(error)) from error
    if missing := missing_in(folder, model):
        raise _invalid(archive, missing)


def _unpack(archive: Path, package: tarfile.TarFile, folder: Path) -> None:
    """The members that are needed, flat; nothing else of an archive is ever written, but all is read."""
    left = MOST_BYTES
    for number, member in enumerate(package):
        if number >= MOST_MEMBERS:
            raise _invalid(archive, "it holds too many files")
        if not 0 <= member.size <= left:
            raise _invalid(archive, "what it holds is too large")
        left -= member.size
        name = PurePosixPath(member.name).name
        if not member.isreg() or not name.endswith(_NEEDED) or name.startswith("."):
            continue
        content = package.extractfile(member)
        assert content is not None  # of a regular file there is one
        with content, (folder / name).open("xb") as target:
            shutil.copyfileobj(content, target, 1 << 20)
    _read_to_the_end(archive, package, left)


def _read_to_the_end(archive: Path, package: tarfile.TarFile, left: int) -> None:
    """What follows the last member: the mark of the end, blanks, and the checksum of all that was read."""
    assert package.fileobj is not None  # while it is open
    if package.fileobj.tell() < package.offset + tarfile.BLOCKSIZE:
        raise _invalid(archive, "it is cut off after a file")
    left += tarfile.RECORDSIZE  # the blanks belong to no file
    while piece := package.fileobj.read(1 << 20):
        left -= len(piece)
        if left < 0:
            raise _invalid(archive, "what it holds is too large")


def _copy(file: Path, folder: Path) -> None:
    with file.open("rb") as source, (folder / file.name.lower()).open("xb") as target:
        if source.read(len(_GGML_MAGIC)) != _GGML_MAGIC:
            raise _invalid(file, "it does not begin as a ggml file")
        source.seek(0)
        shutil.copyfileobj(source, target, 1 << 20)


def _invalid(file: Path, reason: str) -> EngineError:
    return EngineError(
        f"{file.name} is no usable speech model: {reason}.",
        code="package_invalid",
        hint="Download it again from where it is published, and keep its name.",
        rejected=True,
    )
