"""The contract of a file store; an adapter is added to `STORES` and must pass unchanged."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core import storage as files
from app.core.errors import NotFound
from app.core.storage.base import Storage, new_key
from app.core.storage.local import LocalStorage

STORES: dict[str, Callable[[Path], Storage]] = {"local": LocalStorage}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return STORES[request.param](tmp_path)


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


def test_abort_leaves_nothing(store: Storage, tmp_path: Path) -> None:
    key = new_key("upload")
    writer = store.writer(key)
    writer.write(b"half")
    writer.abort()
    assert not store.exists(key)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_delete_twice_and_missing(store: Storage) -> None:
    key = new_key("upload")
    store.writer(key).commit()
    store.delete(key)
    store.delete(key)
    assert not store.exists(key)
    with pytest.raises(NotFound):
        store.open(key)
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
