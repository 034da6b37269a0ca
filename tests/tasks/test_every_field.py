"""Every documented field of every job type, submitted and run: a field without a row fails here.

A row's job and the same job without the field run through the worker, and must come out differently.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.core.db import read_scope, session_scope
from app.core.settings import get_settings
from app.core.storage import storage
from app.engines.protocols import SpeechRequest, Transcript
from app.engines.speech.faster_whisper import FasterWhisper
from app.job_types import JOB_TYPES
from app.media import ffmpeg
from app.services.engines import capabilities, configuration
from app.services.files import outputs
from app.services.sandbox import jobs
from models import WebhookDelivery
from tasks import run_job as worker
from tests.support.api.client import application
from tests.support.api.job_fields import (
    ADDRESSES,
    BASE,
    ECHOED,
    FILES,
    MEMORY,
    ONE_OF_A_KIND,
    ROWS,
    SANDBOX,
    SPANISH,
    WITHOUT_EFFECT,
)
from tests.support.api.minimal import description
from tests.support.http_server import LocalServer, local_server, reply
from tests.support.media.clips import make

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
WORDS = ["Good", "morning.", "How", "are", "you", "today?"]
COMMENTS = [{"id": name, "parent": "root", "text": name, "author": "Ann"} for name in "abc"]
HOOK = "http://127.0.0.1:9/hook"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two and a half seconds of moving picture with a sentence spoken over it.

    Further tracks are a tone, and captions in Spanish, English, and a language that is not told.
    """
    folder = tmp_path_factory.mktemp("film")
    speech = folder / "speech.wav"
    subprocess.run(["espeak-ng", "-w", speech, " ".join(WORDS)], check=True)
    cut = "negate=enable='gte(t,0.2)'"  # a new shot, near the first word
    picture = ("-f", "lavfi", "-t", "2.5", "-i", f"testsrc2=size=160x120:rate=25,{cut}")
    tone = ("-f", "lavfi", "-t", "2.5", "-i", "sine=frequency=300:sample_rate=22050")
    tracks = ["-map", "0:v", "-map", "1:a", "-map", "2:a"]
    for number, (text, language) in enumerate(
        ((FILES["film.srt"], "spa"), (SPANISH, "eng"), (SPANISH, "und"))
    ):
        (folder / f"{number}.srt").write_text(text)
        tracks += ["-map", f"{number + 3}:s", f"-metadata:s:s:{number}", f"language={language}"]
    captions = [part for number in range(3) for part in ("-i", folder / f"{number}.srt")]
    codecs = (
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        "-c:s",
        "mov_text",
    )
    inputs = (*picture, "-i", speech, *tone, *captions)
    return make(folder / "film.mp4", *inputs, *tracks, "-t", "2.5", *codecs).read_bytes()


@pytest.fixture(scope="module")
def site(film: bytes) -> Iterator[LocalServer]:
    """Files, a page with comments, and the remote engines that jobs ask."""
    with local_server() as server:
        facts = {"title": "Ours", "media": server.url("/film.mp4"), "comments": COMMENTS, "count": 3}
        server.routes |= {
            "/film.mp4": reply(200, film, content_type="video/mp4"),
            "/film.srt": reply(200, FILES["film.srt"].encode(), content_type="text/plain"),
            "/memory.tmx": reply(200, MEMORY.encode(), content_type="application/x-tmx+xml"),
            "/reference.srt": reply(200, FILES["reference.srt"].encode(), content_type="text/plain"),
            "/es.srt": reply(200, SPANISH.replace("días", "noches").encode(), content_type="text/plain"),
            "/api/v1": reply(200, json.dumps(facts).encode(), content_type="application/json"),
            "/v1/audio/transcriptions": _asked(server, _heard),
            "/v1/audio/translations": _asked(server, _in_english),
            "/v1/chat/completions": _asked(server, _chatted),
            "/translate": _asked(server, _translated),
        }
        yield server


def _asked(server: LocalServer, made: Callable[[str], Any]) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = server.bodies[-1].decode(errors="replace")
        reply(200, json.dumps(made(body)).encode(), content_type="application/json")(handler)

    return answer


def _heard(body: str) -> dict[str, Any]:
    words = [{"word": word, "start": n * 0.4, "end": n * 0.4 + 0.3} for n, word in enumerate(WORDS)]
    spoken = dict(re.findall(r'name="(\w+)"\r\n\r\n([^\r]*)', body)).get("language", "en")
    text = " ".join(WORDS)
    return {"language": spoken, "segments": [{"text": text, "start": 0.0, "end": 2.4}], "words": words}


def _in_english(body: str) -> dict[str, Any]:
    words = [{"word": "Translated.", "start": 0.2, "end": 1.2}]
    return {"language": "en", "segments": [{"text": "Translated.", "start": 0.2, "end": 1.2}], "words": words}


def _chatted(body: str) -> dict[str, Any]:
    asked = json.loads(body)["messages"]
    sentences = json.loads(asked[1]["content"])
    mark = "Muy buenas" if "Muy buenas" in asked[0]["content"] else "Hola"
    answer = json.dumps([f"{mark} {number}" for number, _ in enumerate(sentences)])
    return {"choices": [{"message": {"content": answer}}]}


def _translated(body: str) -> dict[str, Any]:
    return {"translatedText": ["Traducido aparte"] * len(json.loads(body)["q"])}


@pytest.fixture
def client(site: LocalServer, live: TestClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A live key on an installation with remote engines, which may fetch from this machine."""
    settings = get_settings()
    monkeypatch.setattr(settings, "fetch_allow", ["127.0.0.1"])
    monkeypatch.setattr(settings.engines, "extractors", ["tests.support.media.ytdlp_site:LocalSiteIE"])
    remotes = {
        "openai-speech": {"url": site.url("/v1")},
        "openai-chat": {"url": site.url("/v1"), "model": "any"},
        "libretranslate": {"url": site.url("")},
    }
    monkeypatch.setattr(settings.engines, "remotes", remotes)
    configuration.forget_config()
    monkeypatch.setattr(capabilities, "_known", {})
    _listen_to_whisper(site, monkeypatch)
    _take_the_packaged_ffmpeg(monkeypatch)
    yield live
    configuration.forget_config()


def _take_the_packaged_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job starts it ten times, and the system's loads two hundred libraries each time."""
    others = SimpleNamespace(which=lambda name: None if name in ("ffmpeg", "ffprobe") else shutil.which(name))
    monkeypatch.setattr(ffmpeg, "shutil", others)


_recognized: dict[str, Transcript] = {}
"""What whisper has heard in this process, by the sound and what was asked: most job types ask the same."""


def _listen_to_whisper(site: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Note what the recogniser on this machine is told, among what remote ones are asked."""
    recognize = FasterWhisper.recognize

    def noted(engine: FasterWhisper, audio: Path, request: SpeechRequest, **rest: Any) -> Transcript:
        fields = asdict(request).items()
        site.bodies.append("".join(f'name="{name}"\r\n\r\n{value}\r\n' for name, value in fields).encode())
        asked = f"{hashlib.sha256(audio.read_bytes()).hexdigest()} {request} {rest.get('span')}"
        if asked not in _recognized:
            _recognized[asked] = recognize(engine, audio, request, **rest)
        return _recognized[asked]

    monkeypatch.setattr(FasterWhisper, "recognize", noted)


class World:
    """Submissions of one test, with its files and its site."""

    def __init__(self, client: TestClient, site: LocalServer, film: bytes) -> None:
        self.client, self.site = client, site
        self.contents = {name: text.encode() for name, text in FILES.items()} | {"film.mp4": film}
        self._uploads: dict[str, str] = {}

    def described(self, fields: dict[str, Any]) -> dict[str, Any]:
        return {name: self._resolved(value) for name, value in fields.items() if value is not None}

    def _resolved(self, value: Any) -> Any:
        if not isinstance(value, str) or value[:1] not in ("@", "~"):
            return value
        if value[0] == "~":
            return self.site.url(value[1:])
        return self._uploads.get(value[1:]) or self._upload(value[1:])

    def _upload(self, name: str) -> str:
        """Send a file; every job of the test takes the same upload."""
        answer = self.client.post("/v1/uploads", content=self.contents[name], headers={"x-file-name": name})
        self._uploads[name] = answer.json()["upload_id"]
        return self._uploads[name]

    def run(self, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
        """The job once it has ended, or as it was refused."""
        answer = self.client.post(f"/v1/{kind}", json=self.described(fields)).json()
        worker.run(answer["job_id"])
        done: dict[str, Any] = self.client.get(f"/v1/jobs/{answer['job_id']}").json()
        return done

    def seen(self, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
        """All that a job came to: its end, its result, its files' content, and what engines were asked."""
        self.site.bodies.clear()
        done = self.run(kind, fields)
        result = done["result_data"] or {}
        again = "This file was recognised before"
        notes = [note for note in result.get("notes", []) if not note.startswith(again)]
        speech = [body for body in self.site.bodies if b'name="model"' in body]
        return {
            "end": (done["stage"], done["error_code"], [w["value"] for w in done["warnings"]]),
            "result": result | ({"notes": notes} if "notes" in result else {}),
            "files": [(o["file_name"], o["language"], self.content(done, o)) for o in done["outputs"]],
            "asked": [dict(re.findall(rb'name="(\w+)"\r\n\r\n([^\r]*)', body)) for body in speech],
        }

    def content(self, job: dict[str, Any], output: dict[str, Any]) -> str:
        """A text file's text; of a film the hash of every track."""
        with read_scope() as session:
            kept = outputs.list_for_job(session, job["job_id"])[output["output_index"]]
        with storage().path(kept.storage_key) as path:
            if output["media_type"].partition("/")[0] not in ("video", "audio", "image"):
                return path.read_bytes().decode(errors="replace")
            command = [ffmpeg.ffmpeg_path(), "-v", "error", "-i", str(path), "-map", "0", "-c", "copy"]
            done = subprocess.run([*command, "-f", "streamhash", "-"], check=True, capture_output=True)
            return done.stdout.decode()


@pytest.fixture
def world(client: TestClient, site: LocalServer, film: bytes) -> World:
    return World(client, site, film)


def every_field() -> list[tuple[str, str]]:
    """All fields of all parameter classes."""
    return [(kind, name) for kind, each in JOB_TYPES.items() for name in each.parameters.model_fields]


def test_no_field_is_without_a_row_and_no_row_without_a_field() -> None:
    fields = set(every_field())
    tried = {(kind, name) for kind, rows in ROWS.items() for name in rows}
    known = tried | {(kind, name) for kind, names in WITHOUT_EFFECT.items() for name in names}
    known |= {(kind, name) for kind, name in fields if name in ONE_OF_A_KIND}
    assert fields - known == set(), "a field that no test submits"
    assert known - fields == set(), "a row for a field that is gone"
    assert not tried & {(kind, name) for kind, names in WITHOUT_EFFECT.items() for name in names}


def test_a_field_without_effect_is_documented_as_ignored() -> None:
    schemas = application().openapi()["components"]["schemas"]
    ignored = {
        (kind, name)
        for kind, each in JOB_TYPES.items()
        for name, field in schemas[each.parameters.__name__]["properties"].items()
        if field.get("description", "").startswith("Ignored: ")
    }
    assert ignored == {(kind, name) for kind, names in WITHOUT_EFFECT.items() for name in names}


def test_the_document_has_the_same_fields() -> None:
    schemas = application().openapi()["components"]["schemas"]
    described = {
        (kind, name)
        for kind, each in JOB_TYPES.items()
        for name in schemas[each.parameters.__name__]["properties"]
    }
    assert described - {(kind, "start") for kind in JOB_TYPES} <= set(every_field())
    assert set(every_field()) <= described


@pytest.mark.parametrize("kind", ROWS)
def test_every_field_changes_what_comes_out(world: World, kind: str) -> None:
    """The base comes out the same twice, or a difference would prove nothing."""
    usual = world.seen(kind, BASE[kind])
    assert usual["end"][1] is None, usual
    known = {json.dumps(BASE[kind]): world.seen(kind, BASE[kind])}
    assert known[json.dumps(BASE[kind])] == {**usual, "asked": []}
    without_effect = []
    for name, row in ROWS[kind].items():
        without = {**BASE[kind], **row.beside}
        mark = json.dumps(without)
        before = known[mark] = known.get(mark) or world.seen(kind, without)
        after = world.seen(kind, {**without, **dict.fromkeys(row.drop), name: row.value})
        assert "internal_error" not in (before["end"][1], after["end"][1]), (name, before, after)
        if {
            **after,
            "asked": after["asked"] or before["asked"],
        } == before:  # the same recognition is never asked for twice
            without_effect.append(f"{name}: {after['end']}")
    assert not without_effect, "; ".join(without_effect)


@pytest.mark.usefixtures("bucket")
def test_every_job_type_with_its_files_in_a_bucket(world: World) -> None:
    """Sources, what stages keep for later ones, outputs and their removal, on a real S3 server."""
    jobs = []
    for kind in JOB_TYPES:
        done = world.run(kind, BASE[kind])
        assert done["status"] == "completed", (kind, done["error_message"])
        for made in done["outputs"]:
            sent = world.client.get(f"/v1/jobs/{done['job_id']}/outputs/{made['output_index']}")
            assert hashlib.sha256(sent.content).hexdigest() == made["sha256"]
        jobs.append(done["job_id"])
    for job_id in jobs:  # jobs share their sources
        world.client.delete(f"/v1/jobs/{job_id}").raise_for_status()
    assert list(storage().stored_since(0)) == []


@pytest.mark.parametrize("kind", ROWS)
def test_every_address_is_where_the_source_comes_from(world: World, kind: str) -> None:
    usual = next(value for value in BASE[kind].values() if isinstance(value, str) and value[:1] in "@~")
    rest = {field: value for field, value in BASE[kind].items() if value != usual}
    film = "~/film.mp4" if usual.endswith("mp4") or kind == "translate" else "~/film.srt"
    for name in sorted(ADDRESSES & set(JOB_TYPES[kind].parameters.model_fields)):
        value = usual if usual[0] == "~" else "~/film.mp4" if name in ("media_url", "url") else film
        if kind == "sync":  # it needs more than a film of two seconds has
            value = "~/reference.srt"
        done = world.run(kind, {**rest, name: value})
        assert (name, done["status"], done["error_message"]) == (name, "completed", None)
        assert done["source_url"] == world.site.url(value[1:])
    if usual[0] == "@":
        done = world.run(kind, BASE[kind])
        assert (done["status"], done["source_url"][:7]) == ("completed", "upload:")
    else:  # they start from an address only
        answer = world.client.post(f"/v1/{kind}", json=world.described({"upload_id": "@film.mp4"}))
        assert answer.json()["missing"] == ["url"]


@pytest.mark.parametrize("kind", JOB_TYPES)
def test_what_is_told_of_a_job_is_kept_with_it(world: World, kind: str) -> None:
    preset = world.client.post("/v1/presets", json={"name": "P", "job_type": kind}).json()["profile_id"]
    more = {"job_type": kind, "webhook": HOOK, "preset_id": preset, "inline": True}
    done = world.run(kind, {**BASE[kind], **ECHOED, **more})
    assert (done["status"], done["error_message"]) == ("completed", None)
    assert {name: done[name] for name in ECHOED} == ECHOED
    assert (done["job_type"], done["profile_id"]) == (kind, preset)
    with read_scope() as session:
        owed = [sent.url for sent in session.exec(select(WebhookDelivery))]
    assert owed == [HOOK]
    if done["outputs"]:
        assert len(base64.b64decode(done["output"])) == done["outputs"][0]["size_bytes"]


@pytest.mark.parametrize("kind", JOB_TYPES)
def test_every_field_in_the_sandbox(world: World, rehearsal: TestClient, kind: str) -> None:
    """The same fields with the same values, and the words that only a sandbox knows."""
    sandbox = World(rehearsal, world.site, world.contents["film.mp4"])
    for name, row in ROWS[kind].items():
        kept = {**BASE[kind], **row.beside, **dict.fromkeys(row.drop)}
        wanted = {**kept, name: row.value, "finish_in": 0}
        live_answer = world.client.post(
            f"/v1/{kind}?dry_run=true", json=world.described({**kept, name: row.value})
        )
        answer = rehearsal.post(f"/v1/{kind}", json=sandbox.described(wanted))
        installed = live_answer.json().get("code") in ("engine_missing", "model_missing")
        same = (answer.status_code == 202) == (live_answer.status_code == 200)
        assert same or installed, (name, answer.text, live_answer.text)
        if answer.status_code == 202:
            with session_scope() as session:
                jobs.finish_due(session)
            assert rehearsal.get(f"/v1/jobs/{answer.json()['job_id']}").json()["status"] == "completed", name
    stage = rehearsal.post(f"/v1/{kind}?dry_run=true", json=description(kind)).json()["stages"][0]
    failing = {"finish_in": 0, "finish_with_error": True, "fail_at_stage": stage, "error_code": "e1"}
    assert set(failing) == SANDBOX
    made = rehearsal.post(f"/v1/{kind}", json=description(kind, **failing)).json()
    with session_scope() as session:
        jobs.finish_due(session)
    ended = rehearsal.get(f"/v1/jobs/{made['job_id']}").json()
    assert (ended["stage"], ended["error_code"], ended["steps"][-1]["stage"]) == ("failed", "e1", stage)
