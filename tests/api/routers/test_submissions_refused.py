"""A submission that is refused is recorded as what it was, however little of it could be read."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.core.db import read_scope, session_scope
from app.services.access import person
from app.services.jobs import lookup
from app.services.webhooks import endpoints, enqueue
from app.ui.pages.home.detail import job as details
from models import Account, Job, WebhookDelivery
from tests.support.services.jobs import add_job


def recorded(client: TestClient, path: str, **request: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answer, and the history entry it names."""
    told = client.post(path, **request).json()
    return told, client.get(f"/v1/jobs/{told['job_id']}").json()


@pytest.mark.parametrize(
    "request_",
    [
        {"content": b"{oops", "headers": {"content-type": "application/json"}},
        {"json": {"nope": 1}},
        {"json": {}},
    ],
)
@pytest.mark.parametrize("kind", ["preview", "dub"])
def test_the_address_says_what_kind_of_job_it_was(
    live: TestClient, kind: str, request_: dict[str, Any]
) -> None:
    _, entry = recorded(live, f"/v1/{kind}", **request_)
    assert (entry["job_type"], entry["stage"], entry["credits_charged"]) == (kind, "rejected", 0)


def test_the_body_says_it_where_the_address_does_not(live: TestClient) -> None:
    _, entry = recorded(live, "/v1/jobs", json={"job_type": "comments", "nope": 1})
    assert entry["job_type"] == "comments"


def test_a_refused_submission_of_the_command_line_is_recorded_as_one(live: TestClient) -> None:
    _, entry = recorded(live, "/v1/jobs", json={"nope": 1}, headers={"x-cuedeck-client": "cli"})
    assert entry["channel"] == "cli"


@pytest.mark.parametrize(
    "options", [{"source_language": "en"}, {"provider_id": "x"}, {"provider_options": {"model_size": "base"}}]
)
def test_a_conversion_does_not_take_what_only_a_transcription_can_honour(
    live: TestClient, options: dict[str, Any]
) -> None:
    wanted = {"media_path": "https://example.com/a.srt", "transcribe_options": options}
    told, _ = recorded(live, "/v1/convert", json=wanted)
    assert told["code"] == "validation_error"
    assert "job_type to transcribe" in told["hint"]


@pytest.mark.parametrize("options", [None, {}, {"provider_options": {}}])
def test_a_conversion_may_carry_options_that_ask_for_nothing(live: TestClient, options: Any) -> None:
    wanted = {"media_path": "https://example.com/a.srt", "transcribe_options": options}
    assert live.post("/v1/convert", json=wanted).status_code == 202


FORM = {"source": ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHi\n")}
HOOK = "https://hooks.example.com/mine"


def kept_of(account: Account, told: dict[str, Any]) -> Job:
    with read_scope() as session:
        return lookup.get(session, person(account), told["job_id"])


@pytest.mark.parametrize(
    ("request_", "description"),
    [
        ({"content": b'{"job_name": "a", oops'}, '{"job_name": "a", oops'),
        ({"content": b'{"job_name": "\xff"}'}, '{"job_name": "\ufffd"}'),
        ({"content": b"[1]"}, "[1]"),
        ({"files": FORM, "data": {"config": '{"a": oops'}}, '{"a": oops'),
        ({"files": FORM, "data": {"config": "{}", "nope": "1"}}, '{"config": {}, "nope": "1"}'),
        ({"files": FORM, "data": {"target_profile": "Nope"}}, '{"target_profile": "Nope"}'),
        ({"json": {"nope": 1}}, '{"nope":1}'),
    ],
)
def test_the_description_stays_readable(
    live: TestClient, account: Account, request_: dict[str, Any], description: str
) -> None:
    told = live.post("/v1/jobs", **request_).json()
    kept = kept_of(account, told).description
    assert kept.replace(": ", ":").replace(", ", ",") == description.replace(": ", ":").replace(", ", ",")


def test_of_a_staged_job_too(live: TestClient, account: Account) -> None:
    number = int(live.post("/job/new?v=4", content=b'{"profile": oops').headers["x-job-id"])
    with read_scope() as session:
        assert session.get_one(Job, number).description == '{"profile": oops'


def test_what_was_asked_for_can_be_read_and_tried_again(live: TestClient) -> None:
    address = "https://example.com/a.srt"
    told = live.post(
        "/v1/jobs", json={"media_path": address, "target_profile": "Nope", "external_id": "e"}
    ).json()
    entry = live.get(f"/v1/jobs/{told['job_id']}").json()
    assert entry["parameters"] == {"media_path": address, "target_profile": "Nope", "external_id": "e"}
    assert entry["external_id"] == "e"
    again = live.post(f"/v1/jobs/{told['job_id']}/retry", json={"target_profile": "WebVTT"})
    assert (again.status_code, again.json()["source_url"]) == (202, address)


def owed() -> list[tuple[str, str]]:
    with read_scope() as session:
        return [(sent.url, sent.event) for sent in session.exec(select(WebhookDelivery))]


def test_a_refused_submission_calls_its_webhooks(live: TestClient) -> None:
    live.post("/v1/webhooks", json={"url": "https://hooks.example.com/all", "events": ["job.failed"]})
    told = live.post("/v1/jobs", json={"target_profile": "Nope", "webhook": HOOK}).json()
    assert sorted(owed()) == [("https://hooks.example.com/all", "job.failed"), (HOOK, "job.failed")]
    assert live.get(f"/v1/jobs/{told['job_id']}").json()["webhook"] == HOOK


@pytest.mark.parametrize(
    "hook", ["https://innocent.example/", "https://u:p@hooks.example.com/", "ftp://x", 7]
)
def test_but_none_that_may_not_be_called(live: TestClient, hook: Any) -> None:
    told = live.post("/v1/jobs", json={"target_profile": "Nope", "webhook": hook}).json()
    assert owed() == []
    assert live.get(f"/v1/jobs/{told['job_id']}").json()["webhook"] is None


def test_a_dry_run_calls_nobody(live: TestClient) -> None:
    live.post("/v1/jobs?dry_run=true", json={"target_profile": "Nope", "webhook": HOOK})
    assert owed() == []


SECRET = "https://user:hunter2@hooks.example.com/a"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "/v1/jobs", {"webhook": SECRET}),
        ("post", "/v1/webhooks", {"url": SECRET}),
        ("post", "/v1/presets", {"name": "P", "webhook": SECRET}),
        ("post", "/v1/presets", {"name": "P", "settings": {"webhook": SECRET}}),
        ("post", "/job/perform_transcription?v=4", {"job_id": 1, "callback_url": SECRET}),
    ],
)
def test_a_webhook_with_a_password_is_refused(live: TestClient, method: str, path: str, body: Any) -> None:
    answer = live.request(method, path, json=body)
    assert answer.status_code in (400, 422)
    assert "user name or password" in answer.text
    assert "hunter2" not in answer.text
    if path.startswith("/v1/"):
        assert answer.json()["code"] == "webhook_credentials"


def test_one_of_before_is_masked_wherever_it_is_shown(live: TestClient, account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account, webhook=SECRET)
        job.parameters, job.description = {"webhook": SECRET}, f'{{"webhook": "{SECRET}"}}'
        endpoints.create(session, person(account), SECRET, ["all"])
        enqueue.enqueue_for_event(session, job, "job.created", job.created_at)
        session.flush()
        number = job.number
    shown = [
        live.get(f"/v1/jobs/{job.id}").text,
        live.get("/v1/jobs").text,
        live.get("/v1/webhooks").text,
        live.get("/v1/webhooks/deliveries").text,
        live.get("/job/info", params={"v": 4, "job_id": number}).text,
        str(details.read(person(account), job.id, "https://x")),
    ]
    for text in shown:
        assert "hunter2" not in text
        assert "hooks.example.com" in text
