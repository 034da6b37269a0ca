"""A sandbox job answers in the shape of a live one: files, result_data, duration, and the webhook's words."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.core.db import read_scope, session_scope
from app.core.storage import storage
from app.services.files import outputs
from app.services.sandbox import jobs
from models import Account, WebhookDelivery
from tests.support.api.minimal import description

pytestmark = pytest.mark.usefixtures("example_names")


def ended(client: TestClient, job_type: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/v1/jobs", json=description(job_type, finish_in=0, **more))
    assert answer.status_code == 202, answer.text
    with session_scope() as session:
        jobs.finish_due(session)
    done: dict[str, Any] = client.get(f"/v1/jobs/{answer.json()['job_id']}").json()
    return done


def content(job: dict[str, Any], index: int = 0) -> bytes:
    with read_scope() as session:
        output = outputs.list_for_job(session, job["job_id"])[index]
    with storage().open(output.storage_key) as file:
        return file.read()


def tracks(data: bytes, folder: Path) -> set[str]:
    """What ffprobe finds in a file."""
    path = folder / "made"
    path.write_bytes(data)
    command = ["ffprobe", "-v", "error", "-show_streams", "-of", "json", str(path)]
    done = subprocess.run(command, check=True, capture_output=True)
    return {stream["codec_type"] for stream in json.loads(done.stdout)["streams"]}


RESULTS: dict[str, set[str]] = {
    "convert": {"source_profile", "target_profile", "cue_count", "losses", "quality", "notes"},
    "extract": {"track", "tracks", "doubtful", "language", "cue_count", "notes"},
    "transcribe": {
        "language",
        "language_probability",
        "duration",
        "word_count",
        "doubtful",
        "cue_count",
        "notes",
    },
    "translate": {"language", "languages", "notes", "outputs"},
    "align": {"language", "unspoken", "unscripted", "cue_count", "notes"},
    "sync": {"offset", "mistaken_rate", "cuts", "agreement", "cue_count", "notes"},
    "voiceover": {"language", "notes", "voices", "longest_overrun", "duration"},
    "dub": {"language", "notes", "voices", "longest_overrun", "duration"},
    "download": {"title", "page_url", "site", "duration", "uploader"},
    "preview": {"preview_type", "source_duration"},
    "fingerprint": {"duration", "frame", "audio"},
    "comments": {"title", "url", "total", "thread_count", "threads", "truncated"},
}
"""What the workers put into `result_data`, by job type (tasks/stages)."""


@pytest.mark.parametrize("kind", RESULTS)
def test_the_result_is_filled(rehearsal: TestClient, kind: str) -> None:
    done = ended(rehearsal, kind)
    assert done["status"] == "completed"
    assert set(done["result_data"]) >= RESULTS[kind]
    assert (done["duration"] is None) == (kind == "comments")
    assert [step["state"] for step in done["steps"]] == ["done"] * len(done["steps"])
    assert done["steps"]
    assert done["started_at"]
    assert len(done["outputs"]) == (0 if kind == "fingerprint" else 1)


@pytest.mark.parametrize(
    ("kind", "fields", "media_type", "found"),
    [
        ("voiceover", {}, "video/mp4", {"video", "audio"}),
        ("dub", {}, "video/mp4", {"video", "audio"}),
        ("dub", {"output_format": "audio_only"}, "audio/mp4", {"audio"}),
        ("download", {}, "video/mp4", {"video", "audio"}),
        ("download", {"format": "audio"}, "audio/mp4", {"audio"}),
        ("preview", {"preview_type": "gif"}, "image/gif", {"video"}),
        ("preview", {"preview_type": "thumbnail"}, "image/jpeg", {"video"}),
        ("preview", {"preview_type": "mosaic"}, "image/jpeg", {"video"}),
        ("preview", {"preview_type": "clip"}, "video/mp4", {"video", "audio"}),
        ("preview", {"preview_type": "waveform"}, "image/png", {"video"}),
    ],
)
def test_media_can_be_played(
    rehearsal: TestClient,
    kind: str,
    fields: dict[str, Any],
    media_type: str,
    found: set[str],
    tmp_path: Path,
) -> None:
    done = ended(rehearsal, kind, **fields)
    assert done["outputs"][0]["media_type"] == media_type
    assert tracks(content(done), tmp_path) == found


def test_a_translation_has_a_file_for_every_language(rehearsal: TestClient) -> None:
    done = ended(rehearsal, "translate", target_languages=["es"], target_language="xx")
    assert [output["language"] for output in done["outputs"]] == ["es"]
    assert [warning["value"] for warning in done["warnings"]] == ["xx"]
    assert done["result_data"]["languages"] == ["es"]


def test_captions_are_in_the_asked_format(rehearsal: TestClient) -> None:
    assert content(ended(rehearsal, "convert", target_profile="WebVTT")).startswith(b"WEBVTT")
    heard = ended(rehearsal, "transcribe", output_format="json", language="es")
    assert json.loads(content(heard))["language"] == "es"
    assert ended(rehearsal, "convert", offset="10:00:00:00", offset_type="subtract")["status"] == "completed"


def test_captions_on_a_video_give_videos_too(rehearsal: TestClient) -> None:
    done = ended(rehearsal, "transcribe", burn_in=True, embed=True)
    assert [output["file_name"] for output in done["outputs"]] == [
        "video.srt",
        "video.open-captions.mp4",
        "video.soft-captions.mp4",
    ]


def test_the_webhook_has_the_words_of_a_live_one(
    rehearsal: TestClient,
    account: Account,
) -> None:
    rehearsal.post("/v1/webhooks", json={"url": "https://hooks.example.com/", "events": ["job.completed"]})
    ended(rehearsal, "transcribe")
    with read_scope() as session:
        told = session.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.number).desc())).first()
    assert told is not None
    data = told.payload["data"]
    assert (data["duration"], data["wordCount"], data["cost"]) == (2.0, 11, 0)


def test_a_failed_stage_shows_in_its_step(rehearsal: TestClient) -> None:
    done = ended(rehearsal, "dub", fail_at_stage="translating", error_code="e1")
    assert [(step["stage"], step["error_code"]) for step in done["steps"]] == [
        ("transcribing", None),
        ("translating", "e1"),
    ]
