"""Speech models from files: archives of sherpa-onnx and ggml files."""

from __future__ import annotations

import bz2
import errno
import io
import lzma
import random
import tarfile
import zlib
from pathlib import Path
from typing import Literal

import pytest

from app.core.errors import EngineError
from app.engines.model_store import ModelStore, speech_files

Packing = Literal["bz2", "gz", "xz"]
NAME = "sherpa-onnx-sense-voice-en-2024"


WHOLE = {f"{NAME}/tokens.txt": b"a 0\n", f"{NAME}/model.int8.onnx": random.Random(1).randbytes(50_000)}


def put(package: tarfile.TarFile, members: dict[str, bytes]) -> None:
    for name, content in members.items():
        member = tarfile.TarInfo(name)
        member.size = len(content)
        package.addfile(member, io.BytesIO(content))


def archive(target: Path, members: dict[str, bytes], packing: Packing = "bz2") -> Path:
    with tarfile.open(target, f"w:{packing}") as package:
        put(package, members)
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


@pytest.mark.parametrize("packing", ["bz2", "gz", "xz"])
def test_an_archive_is_read_to_its_checksum(tmp_path: Path, packing: Packing) -> None:
    """The faults are behind everything that a model is made of: the members themselves unpack well."""
    store, package = ModelStore(tmp_path / "models"), tmp_path / f"{NAME}.tar.{packing}"
    whole = archive(package, WHOLE, packing).read_bytes()
    assert store.add(package) == NAME
    store.remove(NAME)
    checksum = {"bz2": -3, "gz": -6, "xz": -20}[packing]
    faulty = bytearray(whole)
    faulty[checksum] ^= 0xFF
    for damaged in (bytes(faulty), whole[:-4]):
        package.write_bytes(damaged)
        with pytest.raises(EngineError) as caught:
            store.add(package)
        assert caught.value.code == "package_invalid"
        assert not store.installed(NAME)


def test_an_archive_that_ends_after_a_member_is_cut(tmp_path: Path) -> None:
    """Packed in pieces, as pbzip2 does, what is left of an archive may end where a stream does."""
    inner = tarfile_of(WHOLE)
    with tarfile.open(fileobj=io.BytesIO(inner)) as package:
        package.getmembers()
        end = package.offset
    packed = tmp_path / f"{NAME}.tar.bz2"
    packed.write_bytes(bz2.compress(inner[:end]))
    with pytest.raises(EngineError, match="cut off"):
        ModelStore(tmp_path / "models").add(packed)
    packed.write_bytes(bz2.compress(inner[:end]) + bz2.compress(inner[end:]))
    assert ModelStore(tmp_path / "models").add(packed) == NAME


def tarfile_of(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as package:
        put(package, members)
    return made.getvalue()


@pytest.mark.parametrize("where", ["behind", "inside"])
def test_what_is_not_needed_counts_too(tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blanks behind the end of an archive, and members that are skipped, have to be unpacked to be passed."""
    monkeypatch.setattr(speech_files, "MOST_BYTES", 100_000)
    members = WHOLE | ({f"{NAME}/test_wavs/en.wav": bytes(60_000)} if where == "inside" else {})
    packed = tmp_path / f"{NAME}.tar.bz2"
    packed.write_bytes(bz2.compress(tarfile_of(members) + bytes(200_000 if where == "behind" else 0)))
    with pytest.raises(EngineError, match="too large"):
        ModelStore(tmp_path / "models").add(packed)


@pytest.mark.parametrize(
    ("model", "files", "missing"),
    [
        ("sherpa-onnx-paraformer-zh", ["model.int8.onnx"], "none of sense-voice, zipformer"),
        ("sherpa-onnx-whisper-tiny", ["tiny-encoder.onnx", "tiny-decoder.onnx"], "neither model"),
        ("sherpa-onnx-zipformer-en", ["encoder.onnx", "joiner.onnx"], r"has no decoder\*.onnx"),
        ("sherpa-onnx-moonshine-en", ["encoder_model.ort"], "has no decoder_model_merged.ort"),
    ],
)
def test_an_archive_that_no_engine_can_load_is_refused(
    tmp_path: Path, model: str, files: list[str], missing: str
) -> None:
    store = ModelStore(tmp_path / "models")
    members = {f"{model}/{file}": b"weights" for file in files} | {f"{model}/tokens.txt": b"a 0\n"}
    with pytest.raises(EngineError, match=missing) as caught:
        store.add(archive(tmp_path / f"{model}.tar.bz2", members))
    assert caught.value.code == "package_invalid"
    assert not (tmp_path / "models" / model).exists()


def test_a_folder_that_no_engine_can_load_is_not_listed(tmp_path: Path) -> None:
    for name in ("sherpa-onnx-paraformer-zh", "sherpa-onnx-sense-voice"):
        (tmp_path / name).mkdir()
        for file in ("tokens.txt", "model.onnx"):
            (tmp_path / name / file).touch()
    assert [model.id for model in ModelStore(tmp_path).models() if model.local] == ["sherpa-onnx-sense-voice"]


@pytest.mark.parametrize("name", [f"{NAME}.tar.bz2", "ggml-base.bin", "en.argosmodel"])
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    store, package = ModelStore(tmp_path / "models"), tmp_path / name
    with pytest.raises(EngineError, match="No such file") as caught:
        store.add(package)
    assert caught.value.code == "unreadable_file"
    package.mkdir()
    with pytest.raises(EngineError, match="Is a directory") as caught:
        store.add(package)
    assert (caught.value.code, caught.value.extra["rejected"]) == ("unreadable_file", True)
    assert "not a folder" in caught.value.hint
