import threading
from pathlib import Path

import pytest

from app.core.errors import EngineError
from app.engines.model_store import ModelStore, build_folder, store
from app.engines.model_store.entry import CombinedSource
from app.engines.model_store.locks import model_lock
from app.engines.protocols import Canceled
from tests.support.engines.toy_model import CONTENT, Written, entry


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Written:
    written = Written()
    monkeypatch.setattr(store, "catalogue", lambda: {"toy": entry(written)})
    return written


def test_pull_installs_checks_and_keeps(tmp_path: Path, source: Written) -> None:
    models, heard = ModelStore(tmp_path / "models"), []
    folder = models.pull("toy", heard.append)
    assert (folder / "model.bin").read_bytes() == CONTENT
    assert heard == [1.0]
    assert models.path("toy") == folder
    assert models.problems("toy") == []
    models.pull("toy")
    assert source.fetches == 1
    assert [(m.id, m.installed) for m in models.models()] == [("toy", True)]
    models.remove("toy")
    assert not models.installed("toy")


def test_a_missing_model_names_its_command(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        ModelStore(tmp_path).path("whisper-base")
    assert caught.value.code == "model_missing"
    assert "cuedeck models pull whisper-base" in caught.value.hint
    assert caught.value.extra["rejected"]


def test_wrong_bytes_are_never_put_in_place(tmp_path: Path, source: Written) -> None:
    source.content = b"x" * len(CONTENT)
    models = ModelStore(tmp_path)
    with pytest.raises(EngineError, match="another sha256") as caught:
        models.pull("toy")
    assert caught.value.code == "model_damaged"
    assert not models.installed("toy")
    assert [p for p in tmp_path.iterdir() if p.is_dir()] == []


def test_a_damaged_model_is_found_and_fetched_again(tmp_path: Path, source: Written) -> None:
    models = ModelStore(tmp_path)
    path = models.pull("toy") / "model.bin"
    path.write_bytes(b"X" + CONTENT[1:])
    assert models.installed("toy"), "sizes alone cannot tell"
    with pytest.raises(EngineError, match="damaged"):
        models.verify("toy")
    models.pull("toy")
    models.verify("toy")
    path.write_bytes(CONTENT[:-1])
    assert not models.installed("toy")


@pytest.mark.parametrize("name", ["../etc", "a/b", "", ".hidden", "Über", "x" * 65])
def test_names_that_could_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(EngineError) as caught:
        ModelStore(tmp_path).path(name)
    assert caught.value.code == "unknown_model"


def test_an_unknown_model_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        ModelStore(tmp_path).pull("whisper-huge")
    assert "whisper-base" in caught.value.hint


def test_a_model_put_there_by_hand_is_used_and_listed(tmp_path: Path) -> None:
    (tmp_path / "my-whisper").mkdir()
    (tmp_path / "my-whisper" / "model.bin").write_bytes(CONTENT)
    models = ModelStore(tmp_path)
    assert models.path("my-whisper") == tmp_path / "my-whisper"
    mine = [m for m in models.models() if m.local]
    assert [(m.id, m.size, m.installed) for m in mine] == [("my-whisper", len(CONTENT), True)]


def test_no_room_is_said_before_anything_is_fetched(
    tmp_path: Path, source: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = build_folder.shutil.disk_usage(tmp_path)._replace(free=1 << 20)
    monkeypatch.setattr(build_folder.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(EngineError) as caught:
        ModelStore(tmp_path).pull("toy")
    assert caught.value.code == "disk_full"
    assert source.fetches == 0


def test_a_disk_that_fills_up_on_the_way_is_explained(tmp_path: Path, source: Written) -> None:
    def fetch(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    source.fetch = fetch  # type: ignore[method-assign]
    with pytest.raises(EngineError) as caught:
        ModelStore(tmp_path).pull("toy")
    assert caught.value.code == "disk_full"
    assert [p for p in tmp_path.iterdir() if p.is_dir()] == []


def test_two_pulls_at_once_fetch_once(tmp_path: Path, source: Written) -> None:
    models = ModelStore(tmp_path)
    threads = [threading.Thread(target=models.pull, args=("toy",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert source.fetches == 1


def test_waiting_for_another_pull_can_be_canceled(tmp_path: Path) -> None:
    lock = tmp_path / ".toy.lock"
    with model_lock(lock, lambda: False), pytest.raises(Canceled), model_lock(lock, lambda: True):
        pytest.fail("two holders of one lock")


def test_together_counts_bytes_over_all_sources(tmp_path: Path) -> None:
    heard: list[float] = []
    CombinedSource((Written(), Written(name="other.bin"))).fetch(tmp_path, heard.append, lambda: False)
    assert heard == [0.5, 1.0]
    assert (tmp_path / "other.bin").is_file()
