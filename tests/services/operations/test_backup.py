"""A backup of a running instance, restored on an empty machine, and what is refused."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import obstore
import pytest

from app.core.errors import AppError
from app.core.settings import get_settings
from app.core.storage import storage, store
from app.core.storage.base import new_key
from app.services.operations import backup
from models import Account
from tests.support.product import CAPTIONS_ONLY, ROOT, Product, start, stop
from tests.support.servers.postgres import postgres_server
from tests.support.servers.s3 import S3Server

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def databases(request: pytest.FixtureRequest) -> Iterator[list[dict[str, str]]]:
    """The settings of two empty databases of each kind; PostgreSQL's own programs copy its own."""
    if request.param == "SQLite":
        yield [{}, {}]
        return
    with postgres_server() as server:
        path = f"{server.programs}{os.pathsep}{os.environ['PATH']}"
        urls = [server.new_database(name) for name in ("one", "two")]
        yield [{"CUEDECK_DATABASE_URL": url, "PATH": path} for url in urls]


@pytest.mark.server
@pytest.mark.slow
def test_an_instance_goes_on_on_an_empty_machine(tmp_path: Path, databases: list[dict[str, str]]) -> None:
    """What was made before is downloaded there, and a link that was sent to somebody is opened."""
    saved, (one, two) = tmp_path / "saved.tar", databases
    product = start(tmp_path / "one", **CAPTIONS_ONLY, **one)
    try:
        with product.client() as api:
            job = api.post(
                "/v1/convert?wait=30", files={"source": ("film.srt", SRT)}, data={"target_profile": "WebVTT"}
            )
            job_id, link = job.json()["job_id"], urlsplit(job.json()["download_url"]).path
        told = product.cli("backup", str(saved)).stdout
        assert "2 files" in told
        refused = _restore(tmp_path / "one", saved, one)
        assert "is in use by another Cuedeck" in refused.stderr
    finally:
        stop(product)
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert "Restored 2 files" in _restore(tmp_path / "two", saved, two).stdout
    again = _restore(tmp_path / "two", saved, two)
    assert (again.returncode, "restored only where nothing is" in again.stderr) == (3, True), again.stderr
    product = start(tmp_path / "two", **CAPTIONS_ONLY, **two)
    try:
        _is_whole(product, job_id, link)
    finally:
        stop(product)


def _is_whole(product: Product, job_id: str, link: str) -> None:
    with product.client() as api:
        job = api.get(f"/v1/jobs/{job_id}").json()
        assert api.get(job["download_url"]).text.startswith("WEBVTT")
        assert api.get(link, headers={"authorization": ""}).text.startswith("WEBVTT")
        again = api.post(
            "/v1/convert?wait=30", files={"source": ("b.srt", SRT)}, data={"target_profile": "SRT"}
        )
        assert again.json()["number"] > job["number"]
    assert product.cli("doctor", "--deep").returncode == 0
    assert "up to date" in product.cli("upgrade", "--check").stdout


def _restore(data_dir: Path, saved: Path, database: dict[str, str]) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CUEDECK_")}
    command = [sys.executable, "-m", "app.cli.main", "restore", str(saved)]
    settings = {**kept, **database, "CUEDECK_DATA_DIR": str(data_dir)}
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True)


def _refusal(source: Path) -> AppError:
    with pytest.raises(AppError) as caught:
        backup.restore(source)
    return caught.value


def test_what_is_no_whole_backup_is_refused(account: Account, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.tar"
    wrong.write_bytes(b"nothing of the kind")
    assert "it is no tar file" in _refusal(wrong).message
    assert _refusal(tmp_path / "missing.tar").code == "unreadable_file"
    with tarfile.open(wrong, "w") as tar:
        tar.add(__file__, "database")
    assert "no manifest" in _refusal(wrong).message


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    there = tmp_path / "there.tar"
    there.write_bytes(b"mine")
    with pytest.raises(AppError) as caught:
        backup.backup(there)
    assert (caught.value.code, there.read_bytes()) == ("backup_exists", b"mine")


def test_what_is_kept_is_never_written_over(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_revision", lambda: "0001")
    monkeypatch.setattr(get_settings(), "data_dir", tmp_path)
    for folder in (tmp_path, tmp_path / "not there yet"):
        made, contents = backup.backup(folder)
        assert (made.parent, made.suffix, contents.missing) == (folder, ".tar", [])
        assert _refusal(made).code == "not_empty"
        assert [path.name for path in folder.glob("*.part")] == []


def test_a_backup_of_another_database_says_where_to_go(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_revision", lambda: "0001")
    made, _ = backup.backup(tmp_path)
    monkeypatch.setattr(backup.database_copy, "kind", lambda: "another")
    assert "migrate-database" in _refusal(made).hint


@pytest.mark.slow
def test_a_file_that_goes_while_it_is_fetched_from_a_bucket_harms_no_other(
    account: Account, bucket: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_revision", lambda: "0001")
    kept = {store(new_key("upload"), [mark * 100_000]).key: mark for mark in (b"a", b"b", b"c")}
    real, gone = obstore.get, list[str]()

    def get(client: Any, key: str, **asked: Any) -> Any:
        if not gone:
            gone.append(key)
            storage().delete(key)
        return real(client, key, **asked)

    monkeypatch.setattr(obstore, "get", get)
    made, contents = backup.backup(tmp_path)
    assert (contents.missing, contents.files) == (gone, 2)
    with tarfile.open(made) as tar:
        files = {name: tar.extractfile(name) for name in tar.getnames()}
        found = {name: file.read() for name, file in files.items() if file}
    assert "manifest.json" in found
    for key, mark in kept.items():
        assert key in gone or found[f"files/{key}"] == mark * 100_000
