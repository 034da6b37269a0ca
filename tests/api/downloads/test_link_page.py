"""The page of a shared link: what it shows, that it counts nothing, and who gets the file instead."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from app.core.db import read_scope, session_scope
from app.services.files import links
from models import Account, Link, Output
from tests.support.services.outputs import add_output

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
CONTENT = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<b>Hello</b> & goodbye\n"
SIZE = len(CONTENT)


def output(account: Account, name: str = "<a>.vtt", media_type: str = "text/vtt") -> Output:
    with session_scope() as session:
        return add_output(session, account, CONTENT, name, media_type)


def link_to(made: Output, limit: int | None = None) -> tuple[str, str]:
    with session_scope() as session:
        link = links.create(session, session.merge(made), 3600, max_downloads=limit)
        return links.url(link, ""), link.id


def used(link_id: str) -> int:
    with read_scope() as session:
        return session.get_one(Link, link_id).download_count


def test_a_browser_gets_a_page_that_counts_nothing(app_client: TestClient, account: Account) -> None:
    url, link_id = link_to(output(account))
    for _ in range(3):
        page = app_client.get(url, headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (page.headers["x-robots-tag"], page.headers["cache-control"]) == ("noindex", "no-store")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert not re.search(r"<script|https?://|<a>|<b>", page.text)
    assert "&lt;a&gt;.vtt" in page.text
    assert f"{SIZE} B" in page.text
    assert "&lt;b&gt;Hello&lt;/b&gt; &amp; goodbye" in page.text
    assert app_client.head(url, headers=BROWSER).headers["content-type"] == page.headers["content-type"]
    assert used(link_id) == 0
    address = re.search(r'class="button" href="([^"]+)"', page.text)
    assert address
    assert app_client.get(url + address[1], headers=BROWSER).content == CONTENT
    assert used(link_id) == 1


@pytest.mark.parametrize("accept", ["*/*", "application/octet-stream", ""])
def test_programs_get_the_file_at_once(app_client: TestClient, account: Account, accept: str) -> None:
    url, link_id = link_to(output(account))
    answer = app_client.get(url, headers={"accept": accept})
    assert (answer.content, used(link_id)) == (CONTENT, 1)
    assert "accept" in answer.headers["vary"].lower()


def test_a_link_to_be_used_once_shows_nothing_of_its_file_and_is_used_by_downloading(
    app_client: TestClient, account: Account
) -> None:
    url, link_id = link_to(output(account), limit=1)
    page = app_client.get(url, headers=BROWSER)
    assert (page.status_code, used(link_id)) == (200, 0)
    assert "0 of 1 used" in page.text
    assert "Hello" not in page.text
    assert app_client.get(f"{url}?download=1", headers=BROWSER).content == CONTENT
    ended = app_client.get(url, headers=BROWSER)
    assert (ended.status_code, used(link_id)) == (410, 1)
    assert "Cuedeck" in ended.text
    assert "used as often as it may be" in ended.text


@pytest.mark.parametrize(
    ("media_type", "element"), [("video/mp4", "<video"), ("audio/mpeg", "<audio"), ("image/gif", "<img")]
)
def test_media_play_in_the_page_without_being_counted(
    app_client: TestClient, account: Account, media_type: str, element: str
) -> None:
    made = output(account, "film", media_type)
    url, link_id = link_to(made)
    assert f"{element} " in app_client.get(url, headers=BROWSER).text
    played = app_client.get(f"{url}?preview=1", headers={**BROWSER, "range": "bytes=2-5"})
    assert (played.status_code, played.content, used(link_id)) == (206, CONTENT[2:6], 0)
    limited, limited_id = link_to(made, limit=1)
    assert element not in app_client.get(limited, headers=BROWSER).text
    assert app_client.get(f"{limited}?preview=1").content == CONTENT
    assert used(limited_id) == 1


def test_what_is_no_medium_is_counted_however_it_is_asked_for(
    app_client: TestClient, account: Account
) -> None:
    url, link_id = link_to(output(account))
    assert app_client.get(f"{url}?preview=1", headers=BROWSER).content == CONTENT
    assert used(link_id) == 1


def test_the_short_lived_address_of_an_answer_is_the_file_for_browsers_too(
    app_client: TestClient, account: Account
) -> None:
    made = output(account)
    with session_scope() as session:
        url = links.short_lived(session.merge(made), "").url
    assert app_client.get(url, headers=BROWSER).content == CONTENT


def test_the_page_of_no_link_has_the_look_of_the_product(app_client: TestClient) -> None:
    page = app_client.get("/d/1.abcdef.l-x-1.wrong", headers=BROWSER)
    assert page.status_code == 404
    assert "This link is not valid." in page.text
    assert "<header>" in page.text
