"""The contract of a file store; an adapter is added to `STORES` and must pass unchanged."""

import hashlib
import io
import os
import time
from pathlib import Path
from typing import Any

import pytest

from app.core import storage as files
from app.core.errors import NotFound, Unavailable
from app.core.settings import get_settings
from app.core.storage import local as local_files
from app.core.storage.base import Storage, new_key
from app.core.storage.local import LocalStorage
from app.core.storage.s3 import S3Storage
from tests.support.servers.s3 import S3Server


def local(folder: Path, _request: pytest.FixtureRequest) -> Storage:
    return LocalStorage(folder)


def bucket(folder: Path, request: pytest.FixtureRequest) -> Storage:
    server: S3Server = request.getfixturevalue("s3")
    return S3Storage(server.settings(folder.name), folder / "cache")


STORES = [local, pytest.param(bucket, marks=pytest.mark.slow)]


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    made: Storage = request.param(tmp_path, request)
    return made


def test_a_file_has_a_name_only_when_it_is_whole(store: Storage) -> None:
    key = new_key("upload")
    writer = store.writer(key)
    writer.write(b"one ")
    assert not store.exists(key)
    writer.write(b"two")
    stored = writer.commit()
    assert store.exists(key)
    assert (stored.key, stored.size, writer.size) == (key, 7, 7)
    assert stored.sha256 == hashlib.sha256(b"one two").hexdigest()


def test_reading(store: Storage) -> None:
    key = new_key("output")
    writer = store.writer(key)
    writer.write(b"0123456789")
    writer.commit()
    with store.open(key) as file:
        file.seek(4)
        assert file.read(3) == b"456"
    with store.path(key) as path:
        assert path.read_bytes() == b"0123456789"


def test_a_file_that_is_written_again_has_another_version(store: Storage) -> None:
    key, versions = new_key("playback"), []
    for content in (b"first", b"other"):
        writer = store.writer(key)
        writer.write(content)
        writer.commit()
        facts = store.facts(key)
        assert (facts.size, abs(facts.modified - time.time()) < 60) == (5, True)
        versions.append(facts.version)
    assert versions[0] != versions[1]
    with store.open(key) as file, store.path(key) as path:
        assert file.read() == path.read_bytes() == b"other"


def test_a_large_file_is_read_from_anywhere(store: Storage) -> None:
    content = os.urandom(1 << 20) * 18  # in several parts, with one that is not full
    writer = store.writer(key := new_key("upload"))
    for start in range(0, len(content), 1 << 20):
        writer.write(content[start : start + (1 << 20)])
    assert writer.commit().sha256 == hashlib.sha256(content).hexdigest()
    with store.open(key) as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == hashlib.sha256(content).hexdigest()
        for place in (17 << 20, 5, (4 << 20) - 3, len(content) - 4):
            file.seek(place)
            assert file.read(9) == content[place : place + 9]
        assert (file.seek(0, os.SEEK_END), file.read(1)) == (len(content), b"")
    for _ in range(2):
        with store.path(key) as path:
            assert path.read_bytes() == content


def test_what_is_stored_is_listed(store: Storage) -> None:
    before = time.time() - 120
    keys = {new_key("upload"), new_key("work")}
    for key in keys:
        store.writer(key).commit()
    assert {key for key, at in store.stored_since(before) if at > before} == keys
    assert list(store.stored_since(time.time() + 120)) == []


def test_it_can_be_tried_out(store: Storage) -> None:
    store.check()
    assert list(store.stored_since(0)) == []


def test_abort_leaves_nothing(store: Storage, tmp_path: Path) -> None:
    key = new_key("upload")
    writer = store.writer(key)
    writer.write(b"half")
    writer.abort()
    assert not store.exists(key)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_full_disk_is_told_and_leaves_nothing(store: Storage, tmp_path: Path) -> None:
    writer: Any = store.writer(new_key("upload"))
    writer._file.close()
    writer._file = open("/dev/full", "wb")  # noqa: SIM115 - the writer closes it
    writer.write(b"x" * 100)  # which waits in a buffer, and is in the way again when the file is closed
    with pytest.raises(Unavailable) as told:
        writer.write(b"x" * io.DEFAULT_BUFFER_SIZE)
    assert told.value.code == "disk_full"
    folders = (tmp_path, get_settings().data_dir / "tmp")
    assert [path for folder in folders for path in folder.rglob("*") if path.is_file()] == []


def test_the_disk_is_given_a_large_file_while_it_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = list[tuple[int, int]]()
    begin = local_files.begin_writing

    def noted(descriptor: int, start: int, size: int) -> None:
        given.append((start, size))
        begin(descriptor, start, size)

    monkeypatch.setattr(local_files, "begin_writing", noted)
    monkeypatch.setattr(local_files, "_BEGIN_BYTES", 1000)
    writer = LocalStorage(tmp_path).writer(key := new_key("upload"))
    for _ in range(10):
        writer.write(b"x" * 450)
    assert given == [(0, 1350), (1350, 1350), (2700, 1350)]
    assert writer.commit().size == (tmp_path / key).stat().st_size == 4500


def test_delete_twice_and_missing(store: Storage) -> None:
    key = new_key("upload")
    store.writer(key).commit()
    store.delete(key)
    store.delete(key)
    assert not store.exists(key)
    with pytest.raises(NotFound):
        store.open(key)
    with pytest.raises(NotFound):
        store.facts(key)
    with pytest.raises(NotFound), store.path(key):
        pass


@pytest.mark.parametrize("key", ["../../etc/passwd", "upload/../x", "/etc/passwd", "upload/aa/short", ""])
def test_only_our_own_keys(store: Storage, key: str) -> None:
    with pytest.raises(ValueError):
        store.exists(key)


def test_what_is_stored_at_once_is_read_at_once(tmp_path: Path) -> None:
    key, copy = new_key("upload"), new_key("upload")
    stored = files.store(key, iter([b"ab", b"c"]))
    assert (stored.key, stored.size, stored.sha256) == (key, 3, hashlib.sha256(b"abc").hexdigest())
    assert files.read_stored(key) == b"abc"
    large = b"x" * (1 << 20) + b"y"
    (tmp_path / "large").write_bytes(large)
    assert files.store_file(copy, tmp_path / "large").size == len(large)
    assert files.read_stored(copy) == large
    with pytest.raises(NotFound):
        files.read_stored(new_key("upload"))


def test_parts_of_other_machines_in_a_shared_folder_go_after_a_day(tmp_path: Path) -> None:
    store = LocalStorage(tmp_path)
    writer = store.writer(new_key("upload"))
    (part,) = tmp_path.rglob("*.part")
    target, _machine, token, _ = part.name.split(".")
    theirs = part.with_name(f"{target}.another-machine.{token}.part")
    theirs.write_bytes(b"half")
    os.utime(theirs, (time.time() - 3600,) * 2)
    os.utime(part, (time.time() - 3600,) * 2)
    assert store.remove_abandoned() == 0  # ours is being written, theirs may be
    os.utime(theirs, (time.time() - 90_000,) * 2)
    assert store.remove_abandoned() == 1
    assert writer.commit().size == 0


def test_folders_are_made_once_for_all_files_of_a_kind(tmp_path: Path) -> None:
    store = LocalStorage(tmp_path / "files")
    store.writer("output/07/" + "07" * 16).commit()
    assert len(list((tmp_path / "files" / "output").iterdir())) == 256
    (tmp_path / "files" / "output" / "ff").rmdir()  # as after a power cut in between
    store.writer("output/ff/" + "ff" * 16).commit()
    assert store.exists("output/ff/" + "ff" * 16)
