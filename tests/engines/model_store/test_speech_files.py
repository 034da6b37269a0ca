"""Speech models from files: archives of sherpa-onnx and ggml files."""

from __future__ import annotations

import errno
import io
import lzma
import tarfile
import zlib
from pathlib import Path

import pytest

from app.core.errors import EngineError
from app.engines.model_store import ModelStore, speech_files

NAME = "sherpa-onnx-sense-voice-en-2024"


def archive(target: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(target, "w:bz2") as package:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            package.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo(f"{NAME}/link.onnx")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        package.addfile(link)
    return target


def test_an_archive_gives_what_is_needed_and_nothing_else(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models")
    members = {
        f"{NAME}/tokens.txt": b"a 0\n",
        f"{NAME}/model.int8.onnx": b"weights",
        f"{NAME}/test_wavs/en.wav": b"sound",
        "../../outside.onnx": b"flat",
    }
    assert store.add(archive(tmp_path / f"{NAME}.tar.bz2", members)) == NAME
    kept = sorted(path.name for path in store.path(NAME).iterdir())
    assert kept == ["cuedeck-model.json", "model.int8.onnx", "outside.onnx", "tokens.txt"]
    assert not (tmp_path / "outside.onnx").exists()
    (listed,) = [model for model in store.models() if model.local]
    assert (listed.id, listed.kind, listed.engine, listed.installed) == (NAME, "speech", "sherpa-onnx", True)
    store.verify(NAME)


def test_a_ggml_file(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models")
    file = tmp_path / "ggml-base.bin"
    file.write_bytes(b"lmgg weights")
    assert store.add(file) == "ggml-base"
    (listed,) = [model for model in store.models() if model.local]
    assert (listed.id, listed.engine) == ("ggml-base", "whisper-cpp")
    file.write_bytes(b"RIFF sound")
    with pytest.raises(EngineError, match="does not begin as a ggml file") as caught:
        store.add(file)
    assert caught.value.code == "package_invalid"
    store.verify("ggml-base")  # the one before stays


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({f"{NAME}/model.onnx": b"weights"}, "it has no tokens.txt"),
        ({f"{NAME}/tokens.txt": b"", "other/tokens.txt": b""}, "it holds tokens.txt twice"),
        ({f"{NAME}/tokens.txt": b"", f"{NAME}/model.onnx": bytes(2000)}, "too large"),
    ],
)
def test_other_archives_are_refused(
    tmp_path: Path, members: dict[str, bytes], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech_files, "MOST_BYTES", 1000)
    store = ModelStore(tmp_path / "models")
    with pytest.raises(EngineError, match=reason) as caught:
        store.add(archive(tmp_path / f"{NAME}.tar.bz2", members))
    assert caught.value.code == "package_invalid"
    assert not store.installed(NAME)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    package = tmp_path / f"{NAME}.tar.bz2"
    package.write_bytes(b"no archive")
    with pytest.raises(EngineError) as caught:
        ModelStore(tmp_path / "models").add(package)
    assert caught.value.code == "package_invalid"


def test_a_full_disk_is_no_fault_of_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    package = archive(tmp_path / f"{NAME}.tar.xz", {f"{NAME}/tokens.txt": b"a 0"})
    monkeypatch.setattr(speech_files.shutil, "copyfileobj", full)
    with pytest.raises(EngineError) as caught:
        ModelStore(tmp_path / "models").add(package)
    assert caught.value.code == "disk_full"


@pytest.mark.parametrize("error", [zlib.error("invalid block"), lzma.LZMAError("corrupt"), EOFError("cut")])
def test_a_damaged_archive_is_told(tmp_path: Path, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: object) -> None:
        raise error

    package = archive(tmp_path / f"{NAME}.tar.gz", {f"{NAME}/tokens.txt": b"a 0"})
    monkeypatch.setattr(speech_files.shutil, "copyfileobj", damaged)
    with pytest.raises(EngineError, match=str(error)) as caught:
        ModelStore(tmp_path / "models").add(package)
    assert caught.value.code == "package_invalid"
