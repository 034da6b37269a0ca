"""Links to files in a bucket: through Cuedeck, or by a redirect that keeps limits and ends true."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from app.core.db import read_scope, session_scope
from app.core.settings import get_settings
from app.core.storage import storage
from app.services.access import person
from app.services.files import links
from models import Account, Link, Output
from tests.support.servers.s3 import BUCKET, S3Server
from tests.support.services.outputs import add_output

pytestmark = pytest.mark.slow
CONTENT = bytes(range(256)) * 8000
SIZE = len(CONTENT)


@pytest.fixture
def output(account: Account, bucket: S3Server) -> Output:
    with session_scope() as session:
        return add_output(session, account, CONTENT, "ä film.bin", "application/octet-stream")


@pytest.fixture
def redirecting(bucket: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    given = get_settings().s3.model_copy(update={"links": "redirect", "redirect_seconds": 30})
    monkeypatch.setattr(get_settings(), "s3", given)
    storage.cache_clear()


def linked(output: Output, downloads: int | None = None) -> tuple[Link, str]:
    with session_scope() as session:
        link = links.create(session, session.merge(output), 3600, max_downloads=downloads)
        return link, links.url(link, "")


def count(link: Link) -> int:
    with read_scope() as session:
        return session.get_one(Link, link.id).download_count


def test_every_form_of_asking_is_answered_as_from_a_folder(app_client: TestClient, output: Output) -> None:
    _, address = linked(output)
    whole = app_client.get(address)
    assert (whole.status_code, whole.content == CONTENT) == (200, True)
    assert whole.headers["content-length"] == str(SIZE)
    assert "filename*=UTF-8''%C3%A4%20film.bin" in whole.headers["content-disposition"]
    etag = whole.headers["etag"]
    ranges = {"bytes=5-99": CONTENT[5:100], "bytes=-7": CONTENT[-7:], f"bytes={SIZE - 3}-": CONTENT[-3:]}
    for asked, part in ranges.items():
        got = app_client.get(address, headers={"range": asked})
        assert (got.status_code, got.content == part) == (206, True), asked
    several = app_client.get(address, headers={"range": "bytes=0-1,1000000-1000003"})
    assert several.headers["content-type"].startswith("multipart/byteranges")
    assert CONTENT[1_000_000:1_000_004] in several.content
    assert app_client.get(address, headers={"range": f"bytes={SIZE}-"}).status_code == 416
    assert app_client.get(address, headers={"if-none-match": etag}).status_code == 304
    fresh = app_client.get(address, headers={"range": "bytes=0-0", "if-range": etag})
    stale = app_client.get(address, headers={"range": "bytes=0-0", "if-range": '"other"'})
    assert (fresh.status_code, stale.status_code) == (206, 200)
    assert app_client.head(address).headers["content-length"] == str(SIZE)


def test_a_limit_holds(app_client: TestClient, output: Output) -> None:
    link, address = linked(output, downloads=1)
    assert app_client.get(address).content == CONTENT
    assert [app_client.get(address).status_code, count(link)] == [410, 1]


def test_a_damaged_file_is_not_sent(app_client: TestClient, output: Output, bucket: S3Server) -> None:
    with storage().open(output.storage_key) as file:
        assert file.read(1) == CONTENT[:1]
    (kept,) = (path for path in bucket.folder.rglob("*") if path.name == Path(output.storage_key).name)
    kept.write_bytes(b"x" + CONTENT[1:])
    refused = app_client.get(linked(output)[1], headers={"accept": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (500, "file_damaged")


@pytest.mark.usefixtures("redirecting")
def test_a_redirect_leads_to_the_file_and_is_counted(app_client: TestClient, output: Output) -> None:
    link, address = linked(output)
    sent = app_client.get(address, follow_redirects=False)
    assert (sent.status_code, sent.headers["cache-control"]) == (307, "no-store")
    place = sent.headers["location"]
    assert f"/{BUCKET}/" in place
    assert "X-Amz-Expires=30" in place
    assert "response-content-disposition=attachment" in place
    assert httpx.get(place).content == CONTENT
    assert httpx.get(place, headers={"range": "bytes=2-3"}).content == CONTENT[2:4]
    assert count(link) == 1
    assert app_client.head(address).status_code == 200


@pytest.mark.usefixtures("redirecting")
def test_a_link_that_ended_redirects_nowhere(
    app_client: TestClient, output: Output, account: Account
) -> None:
    link, address = linked(output)
    with session_scope() as session:
        links.revoke(session, person(account), link.id)
    assert app_client.get(address, follow_redirects=False).status_code == 410
    with session_scope() as session:
        short = links.short_lived(session.get_one(Output, output.id), "").url
    assert app_client.get(short, follow_redirects=False).status_code == 307
    with session_scope() as session:
        links.revoke_all(session, person(account), output.job_id)
    assert app_client.get(short, follow_redirects=False).status_code == 410


@pytest.mark.usefixtures("redirecting")
def test_a_limited_link_is_never_redirected(app_client: TestClient, output: Output) -> None:
    link, address = linked(output, downloads=2)
    answers = [app_client.get(address, follow_redirects=False).status_code for _ in range(3)]
    assert (answers, count(link)) == ([200, 200, 410], 2)


@pytest.mark.usefixtures("redirecting")
def test_a_file_that_is_gone_is_said_to_be(app_client: TestClient, output: Output) -> None:
    _, address = linked(output)
    storage().delete(output.storage_key)
    gone = app_client.get(address, headers={"accept": "application/json"}, follow_redirects=False)
    assert (gone.status_code, gone.json()["code"]) == (404, "file_removed")
