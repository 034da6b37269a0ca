"""Two languages in one file, through the API: put together, and taken apart again."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core import queue
from app.core.db import read_scope
from app.core.storage import read_stored
from app.services.files import outputs
from tasks import run_job

ENGLISH = "1\n00:00:01,000 --> 00:00:02,000\nGood morning\n\n2\n00:00:03,000 --> 00:00:04,000\nBye\n"
SPANISH = "1\n00:00:01,100 --> 00:00:02,000\nBuenos días\n\n2\n00:00:03,000 --> 00:00:04,000\nAdiós\n"


@pytest.fixture(autouse=True)
def _silent_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "send_task", lambda *_: None)


def done(client: TestClient, source: bytes, name: str, **fields: str) -> dict[str, Any]:
    sent = client.post("/v1/convert", files={"source": (name, source)}, data=fields)
    assert sent.status_code == 202, sent.text
    run_job.run(str(sent.json()["job_id"]))
    job: dict[str, Any] = client.get(f"/v1/jobs/{sent.json()['job_id']}").json()
    assert (job["status"], job["error_message"]) == ("completed", None)
    return job


def files(job: dict[str, Any]) -> dict[str, bytes]:
    with read_scope() as session:
        made = outputs.list_for_job(session, job["job_id"])
        return {each.file_name: read_stored(each.storage_key) for each in made}


def test_two_files_are_put_together_and_taken_apart(live: TestClient) -> None:
    merged = done(
        live, ENGLISH.encode(), "film.en.srt",
        srt_content=SPANISH, second_style="italic", target_profile="WebVTT",
    )  # fmt: skip
    assert merged["source_profile"] == "SubRip Video Subtitle Script"
    ((name, data),) = files(merged).items()
    assert name == "film.en.vtt"
    assert "<lang en>Good morning\n</lang><lang x-second><i>Buenos días</i></lang>" in data.decode()
    apart = done(live, data, name, split_languages="true")
    parts = files(apart)
    assert list(parts) == ["film.en.en.srt", "film.en.x-second.srt"]
    assert [text.decode().count("\n\n") + 1 for text in parts.values()] == [2, 2]
    assert b"Buenos" not in parts["film.en.en.srt"]
    assert "Buenos días" in parts["film.en.x-second.srt"].decode()
    assert apart["result_data"]["languages"] == ["en", "x-second"]


def test_lines_without_a_language_are_numbered(live: TestClient) -> None:
    both = ENGLISH.replace("Good morning", "Good morning\nBuenos días").replace("Bye", "Bye\nAdiós").encode()
    parts = files(done(live, both, "film.srt", split_languages="true"))
    assert list(parts) == ["film.part1.srt", "film.part2.srt"]
    assert "Adiós" in parts["film.part2.srt"].decode()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"split_languages": True, "srt_content": SPANISH}, "captions_upload_id"),
        ({"split_languages": True, "verify": True}, "verify"),
        ({"second_style": "fancy", "srt_content": SPANISH}, "second_style"),
    ],
)
def test_what_cannot_be_is_refused(live: TestClient, fields: dict[str, Any], wrong: str) -> None:
    answer = live.post("/v1/convert", json={"media_path": "https://example.com/a.srt", **fields})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [wrong]


def test_one_language_alone_is_told(live: TestClient) -> None:
    sent = live.post(
        "/v1/convert", files={"source": ("film.srt", ENGLISH.encode())}, data={"split_languages": "true"}
    )
    run_job.run(str(sent.json()["job_id"]))
    job = live.get(f"/v1/jobs/{sent.json()['job_id']}").json()
    assert (job["stage"], job["error_code"]) == ("rejected", "one_language")
