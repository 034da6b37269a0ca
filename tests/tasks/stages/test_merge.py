"""The mix at the end of a voiceover: what becomes of the original sound, and what the result says of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core import queue
from app.engines.config import EngineConfig
from tasks import run_job
from tasks.stages import merge
from tests.support.media.clips import make, video

pytestmark = pytest.mark.slow  # runs media programs
SRT = "1\n00:00:00,500 --> 00:00:02,500\nGood morning.\n"
SURROUND = ("-af", "pan=5.1|FL=c0|FR=c0|FC=c0|LFE=c0|BL=c0|BR=c0")


class Separation:
    """Stands in for a model: what it writes is as loud as what it heard, and it counts."""

    def __init__(self) -> None:
        self.heard: list[Path] = []

    def without_voices(self, audio: Path, target: Path, **_how: Any) -> None:
        self.heard.append(audio)
        make(target, "-i", audio, "-c:a", "pcm_s16le")


@pytest.fixture
def separation(monkeypatch: pytest.MonkeyPatch) -> Separation:
    made = Separation()
    monkeypatch.setattr(queue, "send_task", lambda *_: None)
    monkeypatch.setattr("app.services.jobs.feasibility.voices._separation", lambda *_: [])
    monkeypatch.setattr(merge, "separator", lambda *_: made)
    return made


def spoken(client: TestClient, film: Path, **fields: Any) -> dict[str, Any]:
    asked = {"srt_content": SRT, "target_language": "en", "voice_engine": "espeak-ng", **fields}
    sent = {"source": (film.name, film.read_bytes())}
    made = client.post("/v1/voiceover", files=sent, data={"config": json.dumps(asked)})
    assert made.status_code == 202, made.text
    run_job.run(made.json()["job_id"])
    job: dict[str, Any] = client.get(f"/v1/jobs/{made.json()['job_id']}").json()
    assert (job["stage"], job["error_message"]) == ("merged", None)
    return job


@pytest.mark.parametrize(("wide", "notes"), [((), 1), (SURROUND, 2)])
def test_a_separated_original_is_told(
    live: TestClient, separation: Separation, tmp_path: Path, wide: tuple[str, ...], notes: int
) -> None:
    film = video(tmp_path / "film.mp4", 3.0, *wide)
    told = spoken(live, film, original="separated")["result_data"]["notes"]
    ours = [note for note in told if "separated" in note or "separation model" in note]
    assert (len(separation.heard), len(ours)) == (1, notes), told


def test_who_asks_for_another_mix_separates_nothing(
    live: TestClient, separation: Separation, tmp_path: Path
) -> None:
    film = video(tmp_path / "film.mp4", 3.0)
    for original in ("ducked", "removed"):
        told = spoken(live, film, original=original)["result_data"]["notes"]
        assert not [note for note in told if "separat" in note]
    assert separation.heard == []


def test_without_a_model_it_is_refused_with_the_command(
    live: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = EngineConfig(model_dir=tmp_path / "models")
    monkeypatch.setattr("app.services.jobs.feasibility.voices.config", lambda: bare)
    sent = {"source": ("film.mp4", video(tmp_path / "film.mp4", 3.0).read_bytes())}
    asked = {
        "srt_content": SRT,
        "target_language": "en",
        "voice_engine": "espeak-ng",
        "original": "separated",
    }
    refused = live.post("/v1/voiceover", files=sent, data={"config": json.dumps(asked)}).json()
    assert [(each["field"], each["code"]) for each in refused["errors"]] == [("original", "engine_missing")]
    assert "cuedeck models pull spleeter" in refused["errors"][0]["hint"]
