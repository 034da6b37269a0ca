"""What the drawer tells of a job's runs: changes, attempts, log, webhooks, commands."""

from __future__ import annotations

import json
import shlex
from datetime import timedelta
from typing import Any

from app.cli.local import fields_from
from app.core import clock
from app.core.db import session_scope
from app.services.access import person
from app.services.files import uploads
from app.services.jobs import lifecycle, transitions
from app.services.webhooks import endpoints
from app.ui import language
from app.ui.pages.home.detail import job as detail
from app.ui.pages.home.detail.snippets import snippets
from models import Account, Job, JobStep, Stage
from tests.support.services.jobs import add_job

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"


def failed(account: Account, **fields: Any) -> Job:
    with session_scope() as session:
        stored = uploads.receive(SRT, "a.srt")
        upload = uploads.add(session, person(account), "a.srt", stored, {"kind": "captions"})
        given = {"upload_id": upload.id, "target_profile": "WebVTT"}
        job = add_job(session, account, upload_id=upload.id, source_name="a.srt", parameters=given, **fields)
        transitions.record(session, job)
        start = clock.now()
        times = {"started_at": start, "ended_at": start + timedelta(seconds=2)}
        for attempt in (1, 2):
            known = {"job_id": job.id, "stage": "converting", "position": 0, "attempt": attempt}
            session.add(JobStep(**known, **times, error_code="engine_error"))
        transitions.transition(session, job, Stage.FAILED, error_code="engine_error", error_message="Broke.")
    return job


def test_every_attempt_is_in_the_timeline_and_the_log_is_in_words(account: Account) -> None:
    job = failed(account, channel="cli", submitted_by="Newsroom")
    found = detail.read(person(account), job.id, "https://x.example")
    attempts = [line for line in found["timeline"] if line["label"] == "Converting"]
    assert [(line["state"], line["note"], line["took"]) for line in attempts] == [
        ("failed", "attempt 1 of 2", "2.0 s"),
        ("failed", "attempt 2 of 2", "2.0 s"),
    ]
    told = [line["text"] for line in found["log"]]
    assert told[0] == "Submitted: from the command line by Newsroom."
    assert "Converting stopped after 2.0 s (engine_error)." in told
    assert "Converting began, attempt 2." in told
    assert "The job was ended by a failure (engine_error)." in told
    assert [line["bad"] for line in found["log"]].count(True) == 3
    assert "Queued again." not in told


def test_the_key_that_a_job_came_by_is_called_so_in_german(account: Account) -> None:
    job = failed(account, channel="api", submitted_by="key Newsroom (…TeC7)")
    before = language._current.set("de")
    try:
        found = detail.read(person(account), job.id, "https://x.example")
    finally:
        language._current.reset(before)
    assert "von Schlüssel Newsroom (…TeC7)" in found["log"][0]["text"]
    assert [fact for fact in found["facts"] if "von Schlüssel Newsroom (…TeC7)" in str(fact)]


def test_a_retry_tells_what_it_changed(account: Account) -> None:
    job = failed(account)
    who = person(account)
    assert detail.read(who, job.id, "")["changes"]["fields"] == []
    with session_scope() as session:
        lifecycle.retry(session, who, job.id, {"target_profile": "SAMI", "labels": ["x"]})
    found = detail.read(who, job.id, "")
    [change] = found["changes"]["fields"]
    assert (change["field"], change["before"], change["after"][:4]) == ("Target format", "WebVTT", "SAMI")
    assert found["changes"]["number"] == ""
    assert "Queued again with other settings: Target format." in [line["text"] for line in found["log"]]


def test_a_job_of_the_same_file_is_compared_with_the_one_before(
    account: Account, other_account: Account
) -> None:
    first = failed(account)
    given = {"upload_id": first.upload_id, "target_profile": "SAMI", "offset": "00:00:01:00"}
    with session_scope() as session:
        second = add_job(session, account, upload_id=first.upload_id, parameters=given)
        foreign = add_job(session, other_account, upload_id=first.upload_id, parameters=given)
    found = detail.read(person(account), second.id, "")["changes"]
    assert (found["number"], found["href"]) == (f"#{first.number}", f"/?job={first.id}")
    assert [(each["field"], each["before"], each["after"]) for each in found["fields"]] == [
        ("Offset", "not given", "00:00:01:00"),
        ("Target format", "WebVTT", "SAMI"),
    ]
    assert detail.read(person(other_account), foreign.id, "")["changes"]["number"] == ""


def test_a_file_that_changed_is_told_by_its_name(account: Account) -> None:
    first = failed(account)
    with session_scope() as session:
        for name in ("film.mp4", "cut.mp4"):
            stored = uploads.receive(b"film", name)
            film = uploads.add(session, person(account), name, stored, {"kind": "media"})
            given = {"video_upload_id": film.id}
            job = add_job(session, account, upload_id=first.upload_id, parameters=given)
    [change] = [
        each
        for each in detail.read(person(account), job.id, "")["changes"]["fields"]
        if each["field"] == "Video"
    ]
    assert (change["before"], change["after"]) == ("film.mp4", "cut.mp4")


def test_webhooks_of_the_job_with_their_attempts(account: Account) -> None:
    who = person(account)
    with session_scope() as session:
        endpoints.create(session, who, "https://hooks.example.com/a?token=secret", ["all"], "")
    job = failed(account)
    found = detail.read(who, job.id, "")["webhooks"]
    assert {(each["host"], each["state"]) for each in found} == {("hooks.example.com", "pending")}
    assert {each["event"] for each in found} == {"job.created", "job.failed"}
    assert "secret" not in json.dumps(found)


def test_the_job_as_a_command() -> None:
    given = {"target_profile": "WebVTT", "labels": ["a b"], "offset": "1", "verify": True}
    known = {"job_type": "convert", "upload_id": "u", "source_name": "it's a film.srt"}
    made = snippets(Job(account_id="a", **known, parameters={**given, "upload_id": "u"}), "https://x.example")
    curl = shlex.split(made["curl"].replace("\\\n", " "))
    assert curl[:2] == ["curl", "https://x.example/v1/jobs"]
    assert 'source=@"it\'s a film.srt"' in curl
    config = next(word for word in curl if word.startswith("config="))
    assert json.loads(config.removeprefix("config=")) == {"job_type": "convert", **given}
    compile(made["python"], "snippet", "exec")
    assert "Client('https://x.example', os.environ['CUEDECK_API_KEY'])" in made["python"]
    cli = shlex.split(made["cli"])
    assert cli[:5] == ["cuedeck", "submit", "it's a film.srt", "--type", "convert"]
    assert fields_from(cli[6::2]) == given


def test_an_address_needs_no_file() -> None:
    given = {"media_url": "https://tube.example/a?b=1&c=2", "language": "en"}
    made = snippets(Job(account_id="a", job_type="transcribe", parameters=given), "https://x.example")
    assert "--data-raw" in made["curl"]
    assert shlex.split(made["cli"])[2] == "https://tube.example/a?b=1&c=2"
    assert "Path(" not in made["python"]
