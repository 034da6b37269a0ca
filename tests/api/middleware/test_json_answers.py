"""JSON is compressed for who takes that, and not sent again to who has it."""

from __future__ import annotations

import gzip

import pytest
from starlette.testclient import TestClient

from app.api.middleware import json_answers
from app.api.middleware.json_answers import COMPRESSED_FROM, _takes_gzip
from app.core.db import session_scope
from app.core.settings import get_settings
from app.services.files import links
from models import Account
from tests.support.services.jobs import add_job, finish
from tests.support.services.outputs import add_output


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip, deflate, br", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("", False),
        ("identity", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("*;q=0", False),
        ("x-gzipped", False),
    ],
)
def test_who_takes_gzip(accepted: str, takes: bool) -> None:
    assert _takes_gzip(accepted) is takes


def jobs(account: Account, count: int) -> str:
    with session_scope() as session:
        made = [finish(session, add_job(session, account)) for _ in range(count)]
        return str(made[0].id)


def test_a_long_answer_is_compressed_and_the_same(live: TestClient, account: Account) -> None:
    jobs(account, 5)
    plain = live.get("/v1/jobs", headers={"accept-encoding": "identity"})
    assert len(plain.content) >= COMPRESSED_FROM
    assert plain.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in plain.headers
    with live.stream("GET", "/v1/jobs", headers={"accept-encoding": "gzip"}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(sent) < len(plain.content) / 4
    assert gzip.decompress(sent) == plain.content
    assert answer.headers["etag"] == plain.headers["etag"]


def test_the_same_answer_is_compressed_once(
    live: TestClient, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs(account, 5)
    compressed, compress = list[bytes](), json_answers._compressed

    def noted(content: bytes) -> bytes:
        compressed.append(content)
        return compress(content)

    monkeypatch.setattr(json_answers, "_compressed", noted)
    first, again = live.get("/v1/jobs"), live.get("/v1/jobs")
    assert [first.content, again.content] == [compressed[0]] * 2
    assert len(compressed) == 1
    jobs(account, 1)
    after = live.get("/v1/jobs")
    assert after.content == compressed[1] != first.content
    assert len(json_answers._kept) <= json_answers._KEPT_AT_MOST


def test_a_job_that_has_not_changed_is_not_sent_again(live: TestClient, account: Account) -> None:
    job_id = jobs(account, 1)
    first = live.get(f"/v1/jobs/{job_id}")
    tag = first.headers["etag"]
    for known in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = live.get(f"/v1/jobs/{job_id}", headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b""), known
        assert again.headers["etag"] == tag
        assert "content-type" not in again.headers
        assert again.headers["x-request-id"] != first.headers["x-request-id"]
    head = live.head(f"/v1/jobs/{job_id}", headers={"if-none-match": tag})
    assert (head.status_code, head.headers["etag"]) == (304, tag)
    live.delete(f"/v1/jobs/{job_id}")
    changed = live.get(f"/v1/jobs/{job_id}", headers={"if-none-match": tag})
    assert (changed.status_code, changed.headers["etag"] != tag) == (200, True)


def test_refusals_and_answers_to_a_post_have_no_tag(live: TestClient, account: Account) -> None:
    assert "etag" not in live.get("/v1/jobs/none").headers
    refused = live.get("/v1/jobs/none", headers={"if-none-match": "*"})
    assert refused.status_code == 404
    assert "etag" not in live.post(f"/v1/jobs/{jobs(account, 1)}/cancel").headers


def test_an_answer_that_was_kept_is_given_to_who_takes_no_gzip(
    live: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy of an answer that a repeated request gets is plain, however the first was sent."""
    monkeypatch.setattr(json_answers, "COMPRESSED_FROM", 1)
    upload = live.post("/v1/uploads", content=b"1\n00:00:01,000 --> 00:00:02,000\nHi\n").json()["upload_id"]
    described = {"upload_id": upload, "target_profile": "WebVTT"}
    first, again = (
        live.post("/v1/jobs", headers={"idempotency-key": "o", "accept-encoding": coding}, json=described)
        for coding in ("gzip", "identity")
    )
    assert first.headers["content-encoding"] == "gzip"
    assert again.headers["idempotency-replayed"] == "true"
    assert "content-encoding" not in again.headers
    assert first.json() == again.json()


@pytest.fixture
def shared(account: Account) -> str:
    """The address of a link to a file of JSON."""
    with session_scope() as session:
        output = add_output(session, account, CONTENT, "film.json", "application/json")
        return links.url(links.create(session, output), "")


CONTENT = b'["%s"]' % (b"one more cue " * COMPRESSED_FROM)


def test_a_file_of_json_is_sent_as_it_is(app_client: TestClient, shared: str) -> None:
    """It has a strong tag, and a range is of the bytes that the whole file has."""
    for wanted, status, part in (({}, 200, CONTENT), ({"range": "bytes=5-9999"}, 206, CONTENT[5:10_000])):
        with app_client.stream("GET", shared, headers={"accept-encoding": "gzip", **wanted}) as answer:
            sent = b"".join(answer.iter_raw())
        assert (answer.status_code, sent == part) == (status, True)
        assert "content-encoding" not in answer.headers
        assert answer.headers["etag"].startswith('"')


def test_a_file_of_json_that_a_proxy_sends_gets_no_tag_of_what_is_not_sent(
    app_client: TestClient, shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings(), "send_files", "x-sendfile")
    monkeypatch.setattr("app.api.downloads.file_responses.may_send", lambda _: True)
    answer = app_client.get(shared)
    assert (answer.status_code, answer.content) == (200, b"")
    assert "x-sendfile" in answer.headers
    assert "etag" not in answer.headers
