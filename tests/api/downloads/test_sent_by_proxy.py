"""Files that the proxy sends: what is checked and counted here first, and who gets the bytes from us."""

from __future__ import annotations

from ipaddress import ip_network
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from app.api.middleware.stack import add_middleware
from app.core.db import read_scope, session_scope
from app.core.settings import get_settings
from app.services.access import person
from app.services.files import links
from models import Account, Link, Output
from tests.support.api.client import application
from tests.support.services.outputs import add_output

CONTENT = bytes(range(256)) * 40
SIZE = len(CONTENT)
FORWARDED = {"x-forwarded-for": "198.51.100.7"}


@pytest.fixture
def output(account: Account) -> Output:
    with session_scope() as session:
        return add_output(session, account, CONTENT, "a.bin", "application/octet-stream")


@pytest.fixture
def client(app_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(get_settings(), "send_files", "x-accel-redirect")
    monkeypatch.setattr(get_settings(), "trusted_proxies", [ip_network("10.0.0.0/8")])
    return TestClient(
        add_middleware(application()), base_url="http://localhost", client=("10.0.0.1", 1), headers=FORWARDED
    )


def linked(output: Output, most: int | None = None) -> tuple[str, str]:
    with session_scope() as session:
        link = links.create(session, output, max_downloads=most)
        return link.id, links.url(link, "")


def counted(link_id: str) -> int:
    with read_scope() as session:
        return session.get_one(Link, link_id).download_count


def test_the_proxy_gets_the_path_and_no_byte(client: TestClient, output: Output) -> None:
    link_id, url = linked(output)
    answer = client.get(url)
    key = unquote(answer.headers["x-accel-redirect"]).removeprefix("/_files/")
    assert (get_settings().storage_dir / key).read_bytes() == CONTENT
    assert (answer.status_code, answer.content) == (200, b"")
    assert 'filename="a.bin"' in answer.headers["content-disposition"]
    assert {"etag", "accept-ranges"}.isdisjoint(answer.headers)
    assert counted(link_id) == 1


def test_the_path_on_the_disk_for_others(
    client: TestClient, output: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings(), "send_files", "x-sendfile")
    answer = client.get(linked(output)[1])
    with open(answer.headers["x-sendfile"], "rb") as file:
        assert file.read() == CONTENT


@pytest.mark.parametrize(("wanted", "downloads"), [("bytes=0-", 2), (f"bytes=0-{SIZE // 2 - 1}", 1)])
def test_ranges_are_left_to_the_proxy_and_counted_here(
    client: TestClient, output: Output, wanted: str, downloads: int
) -> None:
    link_id, url = linked(output)
    answer = client.get(url, headers={"range": wanted})
    assert (answer.status_code, "x-accel-redirect" in answer.headers) == (200, True)
    assert "content-range" not in answer.headers
    client.get(url, headers={"range": wanted})
    assert counted(link_id) == downloads


def test_what_needs_no_byte_is_answered_here(client: TestClient, output: Output) -> None:
    link_id, url = linked(output)
    assert client.get(url, headers={"range": f"bytes={SIZE}-"}).status_code == 416
    assert client.get(url, headers={"if-none-match": f'"{output.sha256}"'}).status_code == 304
    assert "x-accel-redirect" in client.head(url).headers
    assert counted(link_id) == 0


def test_a_link_with_a_limit_comes_through_us(client: TestClient, output: Output) -> None:
    _, url = linked(output, most=1)
    assert client.get(url).content == CONTENT
    assert client.get(url).status_code == 410


def test_a_revoked_link_and_a_missing_file_are_refused_before(
    client: TestClient, output: Output, account: Account
) -> None:
    link_id, url = linked(output)
    with session_scope() as session:
        links.revoke(session, person(account), link_id)
    refused = client.get(url)
    assert (refused.status_code, "x-accel-redirect" in refused.headers) == (410, False)


def test_who_comes_without_a_proxy_gets_the_bytes(client: TestClient, output: Output) -> None:
    url = linked(output)[1]
    for peer, headers in (("203.0.113.9", FORWARDED), ("10.0.0.1", {})):
        direct = TestClient(
            add_middleware(application()), base_url="http://localhost", client=(peer, 1), headers=headers
        )
        assert direct.get(url).content == CONTENT
