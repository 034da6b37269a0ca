"""Every kind of link opens what it was made for, until its end, and every kind can be ended before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app.core import clock, signing
from app.core.db import session_scope
from app.core.storage import storage
from app.services.accounts import sessions
from app.services.files import integrity, links
from models import Account, Output
from tests.support.services.outputs import add_output

CONTENT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"
Address = Callable[[Output], str]


@pytest.fixture
def output(account: Account) -> Output:
    with session_scope() as session:
        return add_output(session, account, CONTENT)


def shared(output: Output) -> str:
    with session_scope() as session:
        return links.url(links.create(session, session.merge(output), 3600, max_downloads=2), "")


def short(output: Output) -> str:
    with session_scope() as session:
        return links.short_lived(session.get_one(Output, output.id), "").url


KINDS = pytest.mark.parametrize("address", [shared, short])


def told(client: TestClient, address: str) -> tuple[int, str]:
    answer = client.get(address, headers={"accept": "application/json"})
    if answer.status_code == 200:
        assert answer.content == CONTENT
        return 200, ""
    return answer.status_code, answer.json()["code"]


@KINDS
def test_a_link_opens_its_file_until_it_says(
    app_client: TestClient, output: Output, address: Address
) -> None:
    url = address(output)
    assert told(app_client, url) == (200, "")
    clock.advance(3590)
    assert told(app_client, url) == (200, "")
    clock.advance(3600 + 300)
    assert told(app_client, url) == (410, "link_expired")


@KINDS
def test_all_links_of_a_job_end_at_once_and_new_ones_open(
    live: TestClient, app_client: TestClient, output: Output, address: Address
) -> None:
    url = address(output)
    assert told(app_client, url) == (200, "")
    ended = live.delete("/v1/links", params={"job_id": output.job_id})
    assert ended.status_code == 200
    assert {link["state"] for link in ended.json()} <= {"revoked"}
    assert told(app_client, url) == (410, "link_revoked")
    assert told(app_client, address(output)) == (200, "")


@KINDS
def test_a_link_of_another_key_or_none_opens_nothing(
    app_client: TestClient, output: Output, address: Address
) -> None:
    version, key, payload, signature = address(output).removeprefix("/d/").split(".")
    other = payload.replace(payload[2:6], "zzzz")
    last = "B" if signature.endswith("A") else "A"
    for token in (
        f"{version}.{key}.{other}.{signature}",
        f"{version}.000000.{payload}.{signature}",
        f"2.{key}.{payload}.{signature}",
        f"{version}.{key}.{payload}.{signature[:-1]}{last}",
        f"{version}.{key}.{payload}",
        signing.sign("cursor", payload),
    ):
        assert told(app_client, f"/d/{token}") == (404, "link_invalid"), token


@KINDS
@pytest.mark.parametrize(("overlap", "after"), [(timedelta(days=7), 200), (timedelta(0), 404)])
def test_a_replaced_secret_is_believed_for_as_long_as_was_said(
    app_client: TestClient, output: Output, address: Address, overlap: timedelta, after: int
) -> None:
    url = address(output)
    signing.rotate(overlap=overlap)
    assert told(app_client, url)[0] == after
    assert told(app_client, address(output)) == (200, "")


def test_a_secret_that_was_replaced_twice_is_believed_until_its_own_week_is_over() -> None:
    token = signing.sign("link", "l-x-1")
    signing.rotate()
    clock.advance(6 * 86_400)
    signing.rotate()
    assert signing.verify("link", token) == "l-x-1"
    clock.advance(86_400 + 60)
    assert signing.verify("link", token) is None


def test_a_secret_of_the_settings_is_replaced_there(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = signing.get_settings()
    old = settings.model_copy(update={"secret_key": "old secret"})
    new = settings.model_copy(update={"secret_key": "new", "previous_secret_keys": ["old secret"]})
    monkeypatch.setattr(signing, "get_settings", lambda: old)
    token = signing.sign("link", "l-x-1")
    monkeypatch.setattr(signing, "get_settings", lambda: new)
    assert signing.verify("link", token) == "l-x-1"
    assert signing.sign("link", "l-x-1") != token
    with pytest.raises(signing.Conflict, match="CUEDECK_SECRET_KEY"):
        signing.rotate()


def test_what_scans_mail_does_not_use_a_one_time_link_up(app_client: TestClient, account: Account) -> None:
    with session_scope() as session:
        path = "/auth/link/" + sessions.one_time_link(session, account).rpartition("/")[2]
    for _ in range(3):
        page = app_client.get(path, params={"next": '/settings"><script>'})
        assert page.status_code == 200
        assert "set-cookie" not in page.headers
        assert "<script>" not in page.text
        assert "form-action 'self'" in page.headers["content-security-policy"]
    assert app_client.head(path).status_code == 405
    assert app_client.post(path, headers={"origin": "https://evil.example"}).status_code == 403
    used = app_client.post(path, data={"next": "/settings"}, follow_redirects=False)
    assert (used.status_code, used.headers["location"]) == (303, "/settings")
    assert "cuedeck_session" in used.headers["set-cookie"]
    assert app_client.post(path).status_code == app_client.get(path).status_code == 410


def test_one_time_links_can_be_ended(app_client: TestClient, account: Account) -> None:
    with session_scope() as session:
        path = "/auth/link/" + sessions.one_time_link(session, account).rpartition("/")[2]
        assert sessions.revoke_links(session, account) == 1
    assert app_client.post(path).status_code == 410


def test_a_link_that_is_used_up_reads_no_file(
    app_client: TestClient, output: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = shared(output)
    assert [told(app_client, url)[0] for _ in range(2)] == [200, 200]
    tag = app_client.get(short(output)).headers["etag"]

    def read(_: Output) -> None:
        raise AssertionError

    with monkeypatch.context() as unread:
        unread.setattr(integrity, "check", read)
        assert told(app_client, url) == (410, "link_used_up")
    assert app_client.get(url, headers={"range": "bytes=0-3"}).status_code == 206
    assert app_client.get(url, headers={"if-none-match": tag}).status_code == 304


@KINDS
def test_a_flipped_byte_is_an_error_and_no_download(
    app_client: TestClient, output: Output, address: Address
) -> None:
    integrity._sound.clear()
    url = address(output)
    with storage().path(output.storage_key) as path:
        path.write_bytes(CONTENT.replace(b"H", b"h"))
    assert told(app_client, url) == (500, "file_damaged")
    assert app_client.get(url, headers={"range": "bytes=0-3"}).status_code == 500
    with storage().path(output.storage_key) as path:
        path.write_bytes(CONTENT)
    assert told(app_client, url) == (200, "")
