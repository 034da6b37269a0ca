"""What cannot succeed is refused at submission and in a dry run, in every way of sending it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from app.core.db import session_scope
from app.services.access import person
from app.services.engines import capabilities
from app.services.jobs import lookup
from models import Account, Job
from tasks import run_job as worker
from tests.support.media.clips import make

pytestmark = pytest.mark.slow

SRT = "1\n00:00:01,000 --> 00:00:02,000\nGood morning.\n"
PICTURE = ("-f", "lavfi", "-t", "1", "-i", "testsrc2=s=64x64:r=10")
SOUND = ("-f", "lavfi", "-t", "1", "-i", "sine=f=440")
CODECS = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")


@pytest.fixture(autouse=True)
def everything_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capabilities, "missing", lambda _: None)


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A film without sound."""
    return make(tmp_path_factory.mktemp("film") / "silent.mp4", *PICTURE, *CODECS).read_bytes()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Sound without a picture."""
    return make(tmp_path_factory.mktemp("film") / "sound.m4a", *SOUND, "-c:a", "aac").read_bytes()


def told(answer: httpx.Response) -> list[tuple[str, str]]:
    """(field, code) of a refusal; its own code is the first one's."""
    body = answer.json()
    assert answer.status_code == 422, body
    assert body["code"] == body["errors"][0]["code"]
    return [(problem["field"], problem["code"]) for problem in body["errors"]]


def sent(client: TestClient, source: tuple[str, bytes], address: str = "/v1/jobs", **config: Any) -> Any:
    return client.post(address, files={"source": source}, data={"config": json.dumps(config)})


@pytest.mark.parametrize("address", ["/v1/jobs", "/v1/jobs?dry_run=true"])
def test_a_film_without_sound_is_not_dubbed(live: TestClient, silent: bytes, address: str) -> None:
    refused = sent(live, ("film.mp4", silent), address, job_type="dub", target_language="es")
    assert ("source", "no_audio_track") in told(refused)
    upload = live.post("/v1/uploads", content=silent, headers={"x-file-name": "film.mp4"}).json()
    assert upload["inspection"] == {
        "kind": "media", "duration": 1.0, "audio": False, "video": True, "width": 64, "height": 64,
        "frame_rate": "10", "audio_tracks": [], "caption_tracks": [],
    }  # fmt: skip
    config = {"job_type": "dub", "upload_id": upload["upload_id"], "target_language": "es"}
    assert ("source", "no_audio_track") in told(live.post(address, json=config))


@pytest.mark.parametrize("address", ["/v1/jobs", "/v1/jobs?dry_run=true"])
def test_files_of_the_wrong_kind(live: TestClient, sound: bytes, address: str) -> None:
    assert told(sent(live, ("a.m4a", sound), address)) == [("source", "not_captions")]
    assert told(sent(live, ("a.m4a", sound), address, job_type="preview")) == [("source", "no_video_track")]
    broken = told(sent(live, ("a.mp4", b"\x00\x01" * 500), address, job_type="preview"))
    assert broken[0][0] == "source"
    captions = told(sent(live, ("a.srt", SRT.encode()), address, job_type="fingerprint"))
    assert captions == [("source", "not_media")]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"target_language": "xx"}, ("target_language", "unknown_language")),
        ({"target_language": "en"}, ("target_language", "same_language")),
        ({"target_language": "es", "engine": "bogus"}, ("engine", "unknown_engine")),
        ({"source_language": "zz", "target_language": "es"}, ("source_language", "unknown_language")),
    ],
)
@pytest.mark.parametrize("mode", ["live", "rehearsal"])
def test_translations(
    mode: str, fields: dict[str, Any], problem: tuple[str, str], request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(mode)
    for address in ("/v1/translate", "/v1/translate?dry_run=true"):
        assert told(client.post(address, json={"srt_content": SRT, **fields})) == [problem]


def test_captions_in_the_description_are_read_first(live: TestClient) -> None:
    config = {"srt_content": "no captions at all", "target_language": "es"}
    assert told(live.post("/v1/translate", json=config)) == [("srt_content", "not_captions")]


@pytest.mark.parametrize("kind", ["voiceover", "convert"])
def test_an_upload_that_is_not_there(live: TestClient, kind: str) -> None:
    film = "https://example.com/a.mp4"
    fields = {
        "voiceover": {"media_url": film, "captions_upload_id": "none"},
        "convert": {"media_path": film, "embed": True, "video_upload_id": "none"},
    }[kind]
    ((field, code),) = told(live.post(f"/v1/{kind}", json=fields))
    assert (field, code) == (list(fields)[-1], "unknown_upload")


def test_one_impossible_language_of_several(live: TestClient, account: Account, apertium: None) -> None:
    config = {"srt_content": SRT, "target_languages": ["es", "xx", "en"]}
    checked = live.post("/v1/translate?dry_run=true", json=config).json()
    expected = [
        ("target_languages.1", "unknown_language", "xx"),
        ("target_languages.2", "same_language", "en"),
    ]
    assert [(w["field"], w["code"], w["value"]) for w in checked["warnings"]] == expected
    job = live.post("/v1/translate", json=config).json()
    assert [(w["field"], w["code"], w["value"]) for w in job["warnings"]] == expected
    worker.run(job["job_id"])
    done = live.get(f"/v1/jobs/{job['job_id']}").json()
    assert (done["stage"], [output["language"] for output in done["outputs"]]) == ("translated", ["es"])
    assert done["warnings"] == job["warnings"]


def test_a_language_that_turns_out_to_be_the_sources_own(
    live: TestClient, account: Account, apertium: None
) -> None:
    """What was not known at submission: the job delivers the rest and says so."""
    config = {"srt_content": SRT, "source_language": "en", "target_languages": ["es"]}
    job_id = live.post("/v1/translate", json=config).json()["job_id"]
    with session_scope() as session:
        job: Job = lookup.get(session, person(account), job_id)
        job.parameters = {**job.parameters, "target_languages": ["en", "es"]}
        session.add(job)
    worker.run(job_id)
    done = live.get(f"/v1/jobs/{job_id}").json()
    assert (done["stage"], [output["language"] for output in done["outputs"]]) == ("translated", ["es"])
    assert [(w["field"], w["code"]) for w in done["warnings"]] == [("target_languages.0", "same_language")]


@pytest.fixture
def apertium() -> None:
    """Rules for English and Spanish, which make test needs."""
    assert Path("/usr/share/apertium/modes/eng-spa.mode").exists(), "apt-get install apertium-eng-spa"
