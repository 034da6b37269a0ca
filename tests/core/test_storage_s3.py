"""What only a bucket has: signed addresses, copies here, uploads nobody finishes, a server that is away."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from app.core import clock
from app.core.errors import Invalid
from app.core.settings import get_settings
from app.core.storage import s3 as adapter
from app.core.storage import storage
from app.core.storage.base import Storage, StorageAway, new_key
from app.core.storage.file_cache import SMALLEST, UNUSED_SECONDS, FileCache, remove_unused
from app.core.storage.s3 import S3Storage
from app.core.storage.s3_signing import signed_url
from tests.support.product import free_port
from tests.support.servers.s3 import S3Server

pytestmark = pytest.mark.slow


def stored(store: Storage, content: bytes) -> str:
    writer = store.writer(key := new_key("upload"))
    writer.write(content)
    writer.commit()
    return key


def test_a_signed_address_is_good_for_one_file_and_some_time(s3: S3Server, tmp_path: Path) -> None:
    store = S3Storage(s3.settings("signed", links="redirect", redirect_seconds=60), tmp_path)
    key, other = stored(store, b"one"), stored(store, b"two")
    address = store.redirect(key, "attachment; filename=\"é & a.srt\"; filename*=UTF-8''%C3%A9", "text/plain")
    assert address is not None
    assert "response-content-disposition=attachment" in address
    assert httpx.get(address).content == b"one"
    assert httpx.get(address.replace(key, other)).status_code == 403
    assert httpx.put(address, content=b"three").status_code == 403
    clock.set_forward(-90)
    late = store.redirect(key, "attachment", "text/plain")
    assert late is not None
    assert httpx.get(late).status_code == 403


def test_addresses_of_both_styles(s3: S3Server) -> None:
    given = s3.settings(endpoint="https://s3.example.com/base", public_endpoint="https://cdn.example.com")
    assert signed_url(given, "GET", "a b/c", 60, {}).startswith(
        "https://s3.example.com/base/bucket/a%20b/c?X-"
    )
    assert signed_url(given, "GET", "c", 60, {}, public=True).startswith("https://cdn.example.com/bucket/c?")
    hosted = given.model_copy(update={"virtual_hosts": True})
    assert signed_url(hosted, "GET", "c", 60, {}).startswith("https://bucket.s3.example.com/base/c?")
    aws = given.model_copy(update={"endpoint": "", "region": "eu-central-1"})
    assert signed_url(aws, "GET", "c", 60, {}).startswith("https://s3.eu-central-1.amazonaws.com/bucket/c?")


def test_a_large_file_is_fetched_once(s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = s3.settings("cached")
    content = os.urandom(2 * SMALLEST)
    key = stored(S3Storage(settings, tmp_path / "one"), content)
    elsewhere, fetched = S3Storage(settings, tmp_path / "two"), []
    real = elsewhere._fetch
    monkeypatch.setattr(elsewhere, "_fetch", lambda *given: (fetched.append(given), real(*given)))
    for _ in range(3):
        with elsewhere.path(key) as path:
            assert path.read_bytes() == content
    assert len(fetched) == 1


def test_no_copy_outlives_its_file(s3: S3Server, tmp_path: Path) -> None:
    """Where it is removed at once; elsewhere a day after somebody asked for it."""
    settings, content = s3.settings("removed"), os.urandom(2 * SMALLEST)
    here, there = (S3Storage(settings, tmp_path / name) for name in ("here", "there"))
    key, other = stored(here, content), stored(here, content[::-1])
    with there.path(key), there.path(other):
        pass
    here.delete(key)
    assert [len(list((tmp_path / name).iterdir())) for name in ("here", "there")] == [1, 2]
    assert remove_unused(tmp_path / "there") == 0
    long_ago = time.time() - UNUSED_SECONDS - 1
    for copy in (tmp_path / "there").iterdir():
        os.utime(copy, (long_ago, long_ago))
    with there.path(other):
        pass
    assert remove_unused(tmp_path / "there") == 1
    assert (remove_unused(tmp_path / "nowhere"), len(list((tmp_path / "there").iterdir()))) == (0, 1)


def test_the_longest_unused_copy_goes_first(tmp_path: Path) -> None:
    cache, file = FileCache(tmp_path / "cache", 3 * SMALLEST), tmp_path / "file"
    file.write_bytes(b"x" * SMALLEST)
    for age, key in ((300, "a"), (200, "b"), (100, "c")):
        cache.keep(key, "1", file)
        kept = cache._path(key, "1")
        kept.unlink()
        kept.write_bytes(b"x" * SMALLEST)  # a name of its own, with a time of its own
        os.utime(kept, (1_000_000 - age,) * 2)
    assert cache.take("a", "1", tmp_path / "in-use")
    cache.keep("d", "1", file)
    assert [cache.take(key, "1", tmp_path / key) for key in "abcd"] == [True, False, True, True]
    assert not cache.take("a", "2", tmp_path / "newer")
    assert (tmp_path / "in-use").stat().st_size == SMALLEST
    file.write_bytes(b"x" * (4 * SMALLEST))
    cache.keep("large", "1", file)
    assert not cache.take("large", "1", tmp_path / "large")


def test_an_upload_nobody_finishes_is_ended(s3: S3Server, tmp_path: Path) -> None:
    settings = s3.settings("unfinished", unfinished_hours=1)
    store, key = S3Storage(settings, tmp_path), f"unfinished/{new_key('upload')}"
    httpx.post(signed_url(settings, "POST", key, 300, {"uploads": ""})).raise_for_status()
    assert store.remove_abandoned() == 0
    patient = S3Storage(settings.model_copy(update={"unfinished_hours": 1e-6}), tmp_path)
    assert (patient.remove_abandoned(), patient.remove_abandoned()) == (1, 0)


@pytest.mark.parametrize(
    "listed",
    [
        "<html><p>no",
        "<a><Upload><Key>k</Key></Upload></a>",
        "<a><Upload><Key>k</Key><UploadId>1</UploadId><Initiated>now</Initiated></Upload></a>",
    ],
)
def test_a_server_that_lists_no_unfinished_uploads_stops_nothing(
    s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: str
) -> None:
    monkeypatch.setattr(httpx.Client, "get", lambda *_: httpx.Response(200, text=listed))
    assert S3Storage(s3.settings(), tmp_path).remove_abandoned() == 0


def test_an_unfinished_upload_that_is_not_ended_in_time_is_told_as_a_server_that_is_away(
    s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_slow(*_: object) -> None:
        raise httpx.ReadTimeout("too slow")

    settings = s3.settings("slow", unfinished_hours=1e-6)
    key = f"slow/{new_key('upload')}"
    httpx.post(signed_url(settings, "POST", key, 300, {"uploads": ""})).raise_for_status()
    monkeypatch.setattr(httpx.Client, "delete", too_slow)
    with pytest.raises(StorageAway):
        S3Storage(settings, tmp_path).remove_abandoned()


def test_a_server_that_is_away_and_one_that_refuses(
    s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "_PATIENCE", timedelta(seconds=0.2))
    away = S3Storage(s3.settings(endpoint=f"http://127.0.0.1:{free_port()}"), tmp_path)
    S3Storage(s3.settings(), tmp_path).answers()
    writer = away.writer(key := new_key("upload"))
    writer.write(b"content")
    for ask in (writer.commit, away.answers, away.check, away.remove_abandoned, lambda: away.exists(key)):
        with pytest.raises(StorageAway) as told:
            ask()
        assert (told.value.code, told.value.extra["retry_after"]) == ("storage_away", 30)
    stranger = S3Storage(s3.settings(secret_access_key="wrong"), tmp_path)
    with pytest.raises(StorageAway) as told:
        stranger.check()
    assert told.value.code == "storage_refused"
    assert not list((get_settings().data_dir / "tmp").glob("*"))


def test_without_the_client_the_start_says_what_to_install(
    s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "app.core.storage.s3", None)
    monkeypatch.setattr(get_settings(), "s3", s3.settings())
    storage.cache_clear()
    with pytest.raises(Invalid, match="client for it is not installed"):
        storage()
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"access_key_id": "a"}, "belong together"),
        ({"links": "redirect"}, "needs access_key_id"),
        ({"direct_uploads": True}, "needs access_key_id"),
        ({"direct_uploads": True, "access_key_id": "a", "secret_access_key": "b"}, "needs a bucket"),
        ({"endpoint": "minio:9000"}, "no http"),
    ],
)
def test_settings_that_cannot_work_are_refused(given: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        adapter.S3(**given)  # type: ignore[arg-type]
