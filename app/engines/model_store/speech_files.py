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

SHERPA, GGML = "sherpa-onnx-", "ggml-"
TOKENS = "tokens.txt"
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
    if folder.name.startswith(SHERPA) and (folder / TOKENS).is_file():
        return "sherpa-onnx"
    if folder.name.startswith(GGML) and any(folder.glob(f"{GGML}*.bin")):
        return "whisper-cpp"
    return None


def model_file(package: Path) -> tuple[str, Fill] | None:
    """The id of the model in a file, told by its name, and what fills the model's folder; None for others."""
    if found := _SHERPA_FILE.fullmatch(package.name.lower()):
        return found[1], partial(_unpack, package)
    if found := _GGML_FILE.fullmatch(package.name.lower()):
        return found[1], partial(_copy, package)
    return None


def _unpack(archive: Path, folder: Path) -> None:
    """The members that are needed, flat; nothing else of an archive is ever written."""
    left = MOST_BYTES
    try:
        with tarfile.open(archive) as package:
            for number, member in enumerate(package):
                if number >= MOST_MEMBERS:
                    raise _invalid(archive, "it holds too many files")
                name = PurePosixPath(member.name).name
                if not member.isreg() or not name.endswith(_NEEDED) or name.startswith("."):
                    continue
                left -= member.size
                if left < 0:
                    raise _invalid(archive, "what it holds is too large")
                content = package.extractfile(member)
                assert content is not None  # of a regular file there is one
                with content, (folder / name).open("xb") as target:
                    shutil.copyfileobj(content, target, 1 << 20)
    except FileExistsError as error:
        raise _invalid(archive, f"it holds {Path(error.filename).name} twice") from error
    except (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # of the disk: what cannot be unpacked has no number
        raise _invalid(archive, str(error)) from error
    if not (folder / TOKENS).is_file():
        raise _invalid(archive, f"it has no {TOKENS}")


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
