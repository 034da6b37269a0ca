"""The examples in /openapi.json: `python scripts/api_examples.py` asks the API everything once.

The answers are kept in app/api/openapi/examples.json. The application runs in this process on a database of
its own, with nobody to fetch from and no engine. What differs from run to run (identifiers, times, signed
addresses) is written evenly.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import secrets
import tempfile
import uuid
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import orjson
from sqlmodel import SQLModel, select
from starlette.testclient import TestClient

FILE = Path(__file__).resolve().parents[1] / "app/api/openapi/examples.json"
SITE = "https://cuedeck.example.com"
BUCKET = "https://bucket.example.com"
BEGIN = datetime(2026, 3, 1, 9, tzinfo=UTC)
SRT = "1\n00:00:01,000 --> 00:00:02,500\nThe tide comes in.\n\n2\n00:00:03,000 --> 00:00:05,000\nAt dawn.\n"
_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_TIME = re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_LONGEST_LIST = 2
_MOST_PASSWORDS = 21
"""As many as may be wrong in an hour, and one more."""

_EVEN = {
    r"/d/[\w.~-]+": "/d/l.Zk3v9Q",
    r"cd_(live|test)_\w+": r"cd_\1_...",
    r"whsec_[\w+/=]+": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    r"http://127\.0\.0\.1:8000": SITE,
    r"Try again in \d+ seconds": "Try again in 16 seconds",
    r"(?<=\"next_cursor\": \")[\w.~-]{40,}": "1.46118c.WzI0LCJmYWZhMDMxNiBsaXZlIl0.oKVmUGqfOMDAzO0yaVPI",
    r"(?<=\"webhook-timestamp\": \")\d+": f"{BEGIN.timestamp():.0f}",
    r"(?<=\"webhook-signature\": \"v1,)[\w+/=]+": "c0xzi5U6SN4ZBL9t/cwFH+wfM3Gu+xHGQ5j7BTmzcDA=",
}
"""Signed addresses and secrets, and what stands for them."""
_EVEN_MINUTES = timedelta(minutes=30)
"""How far apart two times have to be, to be different ones: it depends on the machine what takes a second."""
_WORKED_SECONDS = 0.01

Answer = Any


class Recorder:
    """Asks the API, and keeps each answer under the operation that gave it."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.requests: dict[str, Any] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.problems: dict[str, Any] = {}

    def ask(self, operation: str, method: str, path: str, **sent: Any) -> Answer:
        """One call that succeeds; returns what it answered."""
        answer = self.client.request(method, path, **sent)
        if not answer.is_success:
            raise SystemExit(f"{method} {path} answered {answer.status_code}: {answer.text}")
        if "json" in sent:
            self.requests.setdefault(operation, sent["json"])
        if not answer.content:
            return None
        media_type = answer.headers["content-type"].partition(";")[0]
        value = answer.json() if media_type == "application/json" else answer.content.decode(errors="replace")
        self.answers.setdefault(operation, {}).setdefault(f"{answer.status_code} {media_type}", value)
        return value

    def refuse(self, status: int, method: str, path: str, **sent: Any) -> None:
        """One call that is refused with this status."""
        answer = self.client.request(method, path, **sent)
        if answer.status_code != status:
            raise SystemExit(f"{method} {path} answered {answer.status_code}: {answer.text}")
        self.problems[str(status)] = answer.json()


def record(account: Any) -> dict[str, Any]:
    """Requests, answers, problems and webhooks by name, asked as the owner of `account`."""
    from app.core import events, queue
    from app.core.http_fetch import address_rules
    from app.services.engines import capabilities

    with ExitStack() as patches:
        for even in _even_patches():
            patches.enter_context(even)
        patches.enter_context(mock.patch.object(queue, "send_task"))
        patches.enter_context(mock.patch.object(events, "publish"))
        patches.enter_context(mock.patch.object(address_rules, "lookup", return_value=["93.184.215.14"]))
        missing = patches.enter_context(mock.patch.object(capabilities, "missing"))
        missing.return_value = None
        live, sandbox = _recorder(account, sandbox=False), _recorder(account, sandbox=True)
        for recorder in (live, sandbox):  # one event loop each, so that limits are counted
            patches.enter_context(recorder.client)
        for walk in (_jobs, _submissions, _editing, _presets, _links, _keys, _job_v4, _accounting):
            walk(live)
        _webhooks(live)
        _resumable(live)
        _direct(live)
        _fingerprints(sandbox)
        _playback(sandbox)
        _lines(sandbox)
        _refusals(live, account)
        found = {
            "requests": {name: sent for name, sent in (sandbox.requests | live.requests).items() if name},
            "answers": live.answers | sandbox.answers,
            "problems": dict(sorted(live.problems.items())),
            "webhooks": _sent(),
        }
    return _tidy(found)


def _even_patches() -> list[Any]:
    """The same identifiers in every run, and the same seconds of work."""
    from app.services.jobs import lifecycle

    even = random.Random(1)
    return [
        mock.patch.object(secrets, "randbelow", even.randrange),
        mock.patch.object(secrets, "token_hex", lambda size: even.randbytes(size).hex()),
        mock.patch.object(lifecycle, "working_seconds", return_value=_WORKED_SECONDS),
    ]


def _recorder(account: Any, *, sandbox: bool) -> Recorder:
    from app.api import create_api
    from app.core.db import session_scope
    from app.services.access import person
    from app.services.accounts import api_keys

    with session_scope() as session:
        name = "Rehearsal" if sandbox else "Station"
        key = api_keys.create(session, person(account), name, sandbox=sandbox)[1]
    headers = {"authorization": f"Bearer {key}"}
    return Recorder(TestClient(create_api(), SITE, headers=headers, raise_server_exceptions=False))


def _run(job_id: str) -> None:
    from tasks import run_job

    run_job.run(job_id)


def _convert(api: Recorder, **more: Any) -> str:
    upload = api.ask(
        "upload_file", "POST", "/v1/uploads", content=SRT, headers={"x-file-name": "harbour.srt"}
    )
    description = {
        "job_type": "convert",
        "upload_id": upload["upload_id"],
        "target_profile": "WebVTT",
        **more,
    }
    job: str = api.ask("submit_job", "POST", "/v1/jobs", json=description)["job_id"]
    return job


def _jobs(api: Recorder) -> None:
    from app.api.routers.events import message

    api.ask("create_webhook", "POST", "/v1/webhooks", json={
        "url": "https://station.example.com/hooks/cuedeck", "events": ["all"], "description": "Newsroom",
    })  # fmt: skip
    done = _convert(api, job_name="Harbour", external_id="ep-12", labels=["news"],
                    webhook="https://station.example.com/captions-are-ready")  # fmt: skip
    _run(done)
    api.ask("get_job", "GET", f"/v1/jobs/{done}")
    api.ask("list_jobs", "GET", "/v1/jobs", params={"limit": 1})
    api.ask("stream_job_events", "GET", f"/v1/jobs/{done}/events")
    items = api.ask("list_events", "GET", "/v1/events", params={"limit": 2})["items"]
    stream = b"".join(b"id: %d\n" % item["id"] + message(item["event"], item) for item in items)
    api.answers["list_events"]["200 text/event-stream"] = stream.decode()
    api.ask("get_webvtt", "GET", f"/v1/jobs/{done}/captions.vtt", params={"item": "output-0"})
    api.ask("download_output", "GET", f"/v1/jobs/{done}/outputs/0")
    _versions(api, done)
    api.ask("download_result", "POST", f"/v1/jobs/{done}/download-result", json={"expirationSeconds": 3600})
    api.ask("count_jobs", "GET", "/v1/jobs/counts")
    api.ask("export_jobs", "GET", "/v1/jobs/export", params={"status": "completed"})
    api.ask("act_on_jobs", "POST", "/v1/jobs/bulk", json={"action": "share", "job_ids": [done]})
    waiting = _convert(api)
    api.ask("cancel_job", "POST", f"/v1/jobs/{waiting}/cancel")
    api.ask("retry_job", "POST", f"/v1/jobs/{waiting}/retry", json={"target_profile": "SubRip"})
    api.ask("delete_job", "DELETE", f"/v1/jobs/{waiting}")
    draft = _convert(api, start=False)
    api.ask("start_job", "POST", f"/v1/jobs/{draft}/start", json={"labels": ["news"]})


def _versions(api: Recorder, job: str) -> None:
    opened = api.ask("open_draft", "POST", f"/v1/jobs/{job}/draft")
    document = opened["document"]
    document["cues"][0]["text"] = "The tide comes in at noon."
    save = {"document": document, "version": opened["version"]}
    version = api.ask("save_draft", "PUT", f"/v1/jobs/{job}/draft", json=save)["version"]
    versions = f"/v1/jobs/{job}/outputs/0/versions"
    saved = {"version": version, "note": "The time of the tide"}
    api.ask("save_output_version", "POST", versions, json=saved)
    api.ask("list_output_versions", "GET", versions)
    api.ask("download_output_version", "GET", f"{versions}/1")
    api.ask("compare_output_versions", "GET", f"{versions}/2/changes", params={"with": 1})


def _submissions(api: Recorder) -> None:
    from app.job_types import JOB_TYPES

    for job_type, kind in JOB_TYPES.items():
        description = dict(kind.example)
        api.ask(f"submit_{job_type}", "POST", f"/v1/{job_type}", json=description)
        checked = api.ask(
            f"submit_{job_type}", "POST", f"/v1/{job_type}", json=description, params={"dry_run": "true"}
        )
        if job_type == "convert":
            api.answers["submit_job"]["200 application/json"] = checked


def _editing(api: Recorder) -> None:
    preset = api.ask("create_preset", "POST", "/v1/presets", json={
        "name": "Edited by hand", "job_type": "transcribe", "asr": False, "editing": True, "language": "en",
        "required_metadata": ["title"], "target_profile": "WebVTT",
    })  # fmt: skip
    job = api.ask("submit_transcribe", "POST", "/v1/transcribe", json={
        "media_url": "https://example.com/video.mp4", "preset_id": preset["profile_id"],
        "job_metadata": {"title": "Harbour"},
    })["job_id"]  # fmt: skip
    _run(job)
    draft = api.ask("get_draft", "GET", f"/v1/jobs/{job}/draft")
    cue = {"start": 90_000_000, "end": 180_000_000, "text": "The tide comes in."}
    document = {"format": "cuedeck-project", "version": 1, "cues": [cue]}
    save = {"document": document, "version": draft["version"]}
    api.ask("save_draft", "PUT", f"/v1/jobs/{job}/draft", json=save)
    api.refuse(412, "PUT", f"/v1/jobs/{job}/draft", json=save)
    range_of_cues = {"cues": [cue | {"text": "The tide comes in. " * 4}], "guide": "netflix"}
    api.ask("check_draft", "POST", f"/v1/jobs/{job}/draft/checks", json=range_of_cues)
    api.ask("fix_draft", "POST", f"/v1/jobs/{job}/draft/fixes", json=range_of_cues)
    back = {"note": "The second speaker is missing.", "labels": ["again"]}
    api.ask("send_job_back", "POST", f"/v1/jobs/{job}/send-back", json=back)
    _run(job)
    version = api.ask("get_draft", "GET", f"/v1/jobs/{job}/draft")["version"]
    api.ask("save_draft", "PUT", f"/v1/jobs/{job}/draft", json=save | {"version": version})
    api.ask("approve_job", "POST", f"/v1/jobs/{job}/approve")


def _presets(api: Recorder) -> None:
    made = api.ask("list_presets", "GET", "/v1/presets")[0]["profile_id"]
    api.ask("get_preset", "GET", f"/v1/presets/{made}")
    api.ask("change_preset", "PATCH", f"/v1/presets/{made}", json={"language": "nl"})
    api.ask("staged_profiles", "GET", "/job/profiles", params={"v": 4})


def _links(api: Recorder) -> None:
    job = api.answers["get_job"]["200 application/json"]["job_id"]
    link = api.ask("create_link", "POST", "/v1/links", json={
        "job_id": job, "output_index": 0, "expires_in": 86_400, "max_downloads": 5,
    })  # fmt: skip
    address = link["url"].removeprefix(SITE)
    api.ask("open_link", "GET", address)
    api.ask("open_link", "GET", address, headers={"range": "bytes=0-5"})
    api.ask("list_links", "GET", "/v1/links", params={"job_id": job})
    api.ask("extend_link", "PATCH", f"/v1/links/{link['link_id']}", json={"expires_in": 86400})
    api.ask("revoke_link", "DELETE", f"/v1/links/{link['link_id']}")
    api.refuse(410, "GET", address, headers={"accept": "application/json"})
    api.ask("revoke_links", "DELETE", "/v1/links", params={"job_id": job})


def _keys(api: Recorder) -> None:
    key = api.ask("create_key", "POST", "/v1/keys", json={"name": "Newsroom"})
    api.ask("list_keys", "GET", "/v1/keys")
    api.ask("revoke_key", "DELETE", f"/v1/keys/{key['key_id']}")


def _job_v4(api: Recorder) -> None:
    def call(name: str, method: str, **sent: Any) -> Any:
        return api.ask(f"staged_{name}", method, f"/job/{name}?v=4", **sent)

    preset = api.ask("list_presets", "GET", "/v1/presets")[0]["profile_id"]
    number = call("new", "POST", json={
        "profile": preset, "job_name": "Harbour", "external_id": "ep-12", "language": "en",
        "job_metadata": {"title": "Harbour"},
    })["job_id"]  # fmt: skip
    call("add_media", "POST", json={"job_id": number, "media_url": "https://example.com/video.mp4"})
    callback = "https://station.example.com/captions-are-ready"
    call("perform_transcription", "POST", json={"job_id": number, "callback_url": callback})
    call("info", "GET", params={"v": 4, "job_id": number})
    call("list", "GET", params={"v": 4, "limit": 1})
    call("cancel", "POST", json={"job_id": number})
    api.ask("delete_preset", "DELETE", f"/v1/presets/{preset}")
    done = api.answers["get_job"]["200 application/json"]["number"]
    call("get_caption", "GET", params={"v": 4, "job_id": done, "caption_format": "srt"})


def _accounting(api: Recorder) -> None:
    api.ask("get_credits", "GET", "/v1/credits", params={"limit": 2})
    api.ask("get_prices", "GET", "/v1/credits/prices")
    api.ask("get_usage", "GET", "/v1/usage")
    api.ask("get_usage", "GET", "/v1/usage", params={"format": "csv"})
    api.ask("get_capabilities", "GET", "/v1/capabilities")


def _webhooks(api: Recorder) -> None:
    endpoint = api.answers["create_webhook"]["201 application/json"]["endpoint_id"]
    at = f"/v1/webhooks/{endpoint}"
    _deliver()
    api.ask("list_webhooks", "GET", "/v1/webhooks")
    api.ask("get_webhook", "GET", at)
    api.ask("change_webhook", "PATCH", at, json={"events": ["job.completed", "job.failed"]})
    api.ask("test_webhook", "POST", f"{at}/test", json={"event": "job.completed"})
    api.ask("list_deliveries", "GET", "/v1/webhooks/deliveries", params={"limit": 1, "state": "delivered"})
    listed = api.ask(
        "list_webhook_deliveries", "GET", f"{at}/deliveries", params={"limit": 1, "state": "delivered"}
    )
    delivery = listed["items"][0]["delivery_id"]
    api.ask("get_delivery", "GET", f"/v1/webhooks/deliveries/{delivery}")
    api.ask("resend_delivery", "POST", f"/v1/webhooks/deliveries/{delivery}/resend")
    api.ask("resend_webhooks", "POST", f"{at}/resend-since", json={"since": "2026-03-01T09:00:00Z"})
    api.ask("rotate_webhook_secret", "POST", f"{at}/rotate-secret")
    api.ask("delete_webhook", "DELETE", at)


def _deliver() -> None:
    """Say of everything due that its receiver answered 200."""
    from app.core.db import session_scope
    from app.core.http_fetch.client import Answer as Received
    from app.services.webhooks import outcomes, sending

    with session_scope() as session:
        lanes = [lane for lane, _ in sending.due_receivers(session)]
    for lane in lanes:
        while True:
            with session_scope() as session:
                message = sending.claim(session, lane)
            if message is None:
                break
            with session_scope() as session:
                outcomes.record(session, message, Received(200, "ok", 42, ""))


def _fingerprints(api: Recorder) -> None:
    from app.core.db import session_scope
    from app.services.sandbox import jobs

    description = {"url": "https://example.com/video.mp4", "finish_in": 0}
    a, b = (api.ask("", "POST", "/v1/fingerprint", json=description)["job_id"] for _ in range(2))
    with session_scope() as session:
        jobs.finish_due(session)
    api.answers.pop("")
    api.ask("compare_fingerprints", "GET", "/v1/fingerprints/compare", params={"a": a, "b": b})


def _lines(api: Recorder) -> None:
    """A voiceover as it is once a worker has spoken it."""
    from app.core.db import session_scope
    from app.core.storage import store
    from app.core.storage.base import new_key
    from app.services.sandbox import jobs
    from models import JobStep

    spoken = {"media_url": "https://example.com/harbour.mp4", "srt_content": SRT, "target_language": "en"}
    job = api.client.post("/v1/voiceover", json={**spoken, "finish_in": 0}).json()["job_id"]
    words = [{"start": 90_000_000, "end": 225_000_000, "text": "The tide comes in.", "speaker": "Anna"},
             {"start": 270_000_000, "end": 450_000_000, "text": "At dawn.", "speaker": "Anna"}]  # fmt: skip
    project = json.dumps({"format": "cuedeck-project", "version": 1, "cues": words})
    kept = store(new_key("work"), [project.encode()]).key
    result = {"captions": kept, "language": "en", "engine": "kokoro", "cast": {"Anna": "af_heart"}}
    with session_scope() as session:
        jobs.finish_due(session)
        session.add(JobStep(job_id=job, stage="dubbing", position=0, result=result))
    api.ask("list_spoken_lines", "GET", f"/v1/jobs/{job}/lines")
    changed = {"lines": [{"cue": 2, "text": "At first light.", "speed": 0.9}]}
    api.ask("speak_lines_anew", "POST", f"/v1/jobs/{job}/lines", json=changed)


def _playback(api: Recorder) -> None:
    """A sandbox dub, with what a worker makes of its film."""
    from app.core.db import read_scope, session_scope
    from app.services.files import outputs, renditions
    from app.services.sandbox import jobs

    description = {"media_url": "https://example.com/harbour.mp4", "target_language": "es", "finish_in": 0}
    job = api.client.post("/v1/dub", json=description).json()["job_id"]
    with session_scope() as session:
        jobs.finish_due(session)
    with read_scope() as session:
        key = outputs.list_for_job(session, job)[0].storage_key
    renditions.write(key, renditions.FACTS, _FILM)
    renditions.write(
        key, renditions.PEAKS, {"duration": 0.1, "per_second": 50, "values": [0, 4, 63, 127, 51]}
    )
    renditions.write(key, renditions.SHOTS, [0.52, 1.36])
    api.ask("get_playback", "GET", f"/v1/jobs/{job}/playback")
    api.ask("get_peaks", "GET", f"/v1/jobs/{job}/peaks", params={"item": "output-0"})
    api.ask("get_shots", "GET", f"/v1/jobs/{job}/shots", params={"item": "output-0"})


_FILM = {
    "state": "ready", "at": 4e9, "progress": 1.0, "problem": "", "hint": "", "kind": "video", "duration": 2.0,
    "width": 320, "height": 180, "frame_rate": "25", "proxy": "", "peaks": True, "shots": True,
    "first": 0, "sounds": [{"number": 0, "language": "spa", "title": "Dubbed"}],
}  # fmt: skip


def _refusals(api: Recorder, account: Any) -> None:
    from app.api.authentication import COOKIE
    from app.core.db import session_scope
    from models import Account

    done = api.answers["get_job"]["200 application/json"]["job_id"]
    api.refuse(400, "POST", "/v1/jobs", files={"source": ("a.srt", SRT)}, data={"config": "{"})
    api.refuse(401, "GET", "/v1/jobs", headers={"authorization": "Bearer wrong"})
    elsewhere = {"authorization": "", "cookie": f"{COOKIE}=x", "origin": "https://elsewhere.example"}
    api.refuse(403, "POST", f"/v1/jobs/{done}/cancel", headers=elsewhere)
    api.refuse(404, "GET", "/v1/jobs/unknown")
    api.refuse(409, "POST", f"/v1/jobs/{done}/cancel")
    api.refuse(413, "POST", "/v1/uploads", content=b"", headers={"content-length": "9" * 15})
    api.refuse(
        422, "POST", "/v1/jobs", json={"target_profile": "WebVT", "media_path": "https://example.com/a.srt"}
    )
    with session_scope() as session:
        session.get_one(Account, account.id).credit_limited = True
    api.refuse(
        402, "POST", "/v1/dub", json={"media_url": "https://example.com/a.mp4", "target_language": "es"}
    )
    wrong_passwords(api)


def wrong_passwords(api: Recorder) -> None:
    """Wrong passwords until there are too many: their number begins anew with each minute of the clock."""
    wrong = {"email": "owner@example.com", "password": "wrong"}
    json_wanted = {"accept": "application/json"}
    for _ in range(_MOST_PASSWORDS):
        answer = api.client.post("/auth/sign-in", data=wrong, headers=json_wanted, follow_redirects=False)
        if answer.status_code == 429:
            api.problems["429"] = answer.json()
            return
    raise SystemExit(f"{_MOST_PASSWORDS} wrong passwords were not too many.")


def _resumable(api: Recorder) -> None:
    from app.core.db import session_scope
    from app.services.access import Principal
    from app.services.accounts import sessions
    from app.services.files import resumable_uploads

    spoken = {"tus-resumable": "1.0.0"}
    begun = api.client.post("/v1/uploads/tus", headers={**spoken, "upload-length": "9"})
    address = begun.headers["location"].removeprefix(SITE)
    api.refuse(415, "PATCH", address, headers={**spoken, "content-type": "text/plain"})
    kind = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
    with session_scope() as session:
        owner = sessions.ensure_owner(session)[0]
    part = resumable_uploads.get(Principal(owner.id, None, "owner"), address.rpartition("/")[2])
    with resumable_uploads.appending(part, 0):
        api.refuse(423, "PATCH", address, headers={**spoken, **kind}, content=b"film")


def _direct(api: Recorder) -> None:
    from app.core.storage import storage, store

    content = SRT.encode()
    bucket = _Bucket(len(content))
    with mock.patch.object(type(storage()), "multipart", return_value=bucket):
        wanted = {"file_name": "harbour.srt", "size": len(content)}
        begun, other = (
            api.ask("begin_direct_upload", "POST", "/v1/uploads/direct", json=wanted)["upload_id"]
            for _ in range(2)
        )
        at = f"/v1/uploads/direct/{begun}"
        api.ask("sign_upload_parts", "POST", f"{at}/parts", json={"numbers": [1]})
        store(bucket.keys[0], [content])
        api.ask("get_direct_upload", "GET", at)
        digest = hashlib.sha256(content).hexdigest()
        api.ask("complete_direct_upload", "POST", f"{at}/complete", json={"sha256": digest})
        api.ask("abort_direct_upload", "DELETE", f"/v1/uploads/direct/{other}")


class _Bucket:
    """A bucket in which one part of `size` bytes has arrived of everything."""

    def __init__(self, size: int) -> None:
        self._size = size
        self.keys: list[str] = []

    def begin(self, key: str) -> str:
        self.keys.append(key)
        return "begun"

    def part_url(self, key: str, upload: str, number: int, size: int, seconds: int) -> str:
        return f"{BUCKET}/upload/part?partNumber={number}&uploadId={upload}&X-Amz-Expires={seconds}"

    def parts(self, key: str, upload: str) -> dict[int, Any]:
        from app.core.storage.base import Part

        return {1: Part(self._size, "etag")}

    def abort(self, key: str, upload: str) -> None:
        pass


def _sent() -> dict[str, Any]:
    """What was sent to an endpoint by event, and to a job's own webhook as `job`."""
    from app.core.db import read_scope
    from app.services.webhooks import payloads
    from models import WebhookDelivery

    found: dict[str, Any] = {}
    with read_scope() as session:
        for delivery in session.exec(select(WebhookDelivery).order_by(WebhookDelivery.number)):
            told = orjson.loads(orjson.dumps(payloads.with_links(session, delivery)))
            found.setdefault(told.get("event", "job"), told)
    return dict(sorted(found.items()))


def _tidy(found: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(_short(found), ensure_ascii=False)
    identifiers: dict[str, str] = {}
    first = min(
        datetime.fromisoformat(each[0]) for each in re.finditer(_TIME, text) if "2026-03" not in each[0]
    )

    def identifier(match: re.Match[str]) -> str:
        return identifiers.setdefault(
            match[0], str(uuid.uuid5(uuid.NAMESPACE_URL, f"{SITE}/{len(identifiers)}"))
        )

    def moment(match: re.Match[str]) -> str:
        at = datetime.fromisoformat(match[0]).astimezone(UTC)
        shifted = at if at < first else BEGIN + round((at - first) / _EVEN_MINUTES) * _EVEN_MINUTES
        return shifted.isoformat(timespec="seconds").replace("+00:00", "Z")

    text = _UUID.sub(identifier, _TIME.sub(moment, text))
    for pattern, shown in _EVEN.items():
        text = re.sub(pattern, shown, text)
    tidy: dict[str, Any] = json.loads(text)
    return tidy


def _short(value: Any, name: str = "") -> Any:
    """Lists to their first members: an example shows what there is, not all of it."""
    if isinstance(value, dict):
        return {key: _short(each, key) for key, each in value.items()}
    if isinstance(value, list):
        shown = value if name in ("job_types", "stages", "events", "steps") else value[:_LONGEST_LIST]
        return [_short(each) for each in shown]
    return value


def main() -> None:
    """Write the examples."""
    os.environ["CUEDECK_DATA_DIR"] = tempfile.mkdtemp(prefix="cuedeck-examples-")
    from app.core.db import engine, session_scope
    from app.services.accounts import sessions
    from app.services.dispatch import workers
    from models import queues

    SQLModel.metadata.create_all(engine())
    with session_scope() as session:
        workers.announce(session, "examples", queues.ALL)
        account = sessions.ensure_owner(session)[0]
    FILE.write_text(json.dumps(record(account), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
