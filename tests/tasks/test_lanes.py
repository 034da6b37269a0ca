"""Lanes by weight in the started product: light work passes a dub, and a cancel frees its place."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.core.settings import get_settings
from tests.support.engines import readings
from tests.support.engines.readings import SECONDS
from tests.support.media.clips import talking, video
from tests.support.media.jobs import finished, show, submit, upload
from tests.support.product import wait_for

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(600)]

CUES = "".join(
    f"{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\nThe tide comes in at noon.\n\n" for n in range(1, 9)
)
SPANISH = "1\n00:00:00,500 --> 00:00:02,000\nBuenos días.\n"


def moment(job: dict[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(job[name])


@pytest.mark.usefixtures("whisper", "kokoro")
def test_light_work_passes_a_dub_and_a_cancel_frees_its_place(api: httpx.Client, tmp_path: Path) -> None:
    """What comes first on the heavy lane is under way; a second one waits for its place."""
    speech = readings.spoken(tmp_path / "speech.wav")
    long = talking(tmp_path / "long.mp4", speech, SECONDS, copies=4)
    source = upload(api, long.read_bytes(), "long.mp4")
    into = {"target_language": "es", "engine": "apertium", "voice_engine": "kokoro"}
    places = get_settings().jobs.speech_at_once
    dub, *others = [submit(api, "dub", upload_id=source, **into) for _ in range(places)]
    next_one = submit(api, "transcribe", upload_id=source, language="en", guide="bbc")
    wait_for(lambda: show(api, dub["job_id"])["progress"] > 0, 60, "the dub to be under way")

    film = upload(api, video(tmp_path / "film.mp4", 4.0).read_bytes(), "film.mp4")
    spoken = {"srt_content": SPANISH, "target_language": "es", "voice_engine": "kokoro"}
    written = {"srt_content": CUES, "source_language": "en", "target_language": "es", "engine": "apertium"}
    light = [submit(api, "translate", **written), submit(api, "voiceover", upload_id=film, **spoken)]
    assert [finished(api, job, 120)["status"] for job in light] == ["completed", "completed"]
    assert show(api, dub["job_id"])["status"] == "processing", "the dub goes on beside them"
    assert show(api, next_one["job_id"])["status"] == "pending", "and keeps its lane"

    canceled = api.post(f"/v1/jobs/{dub['job_id']}/cancel").json()
    wait_for(lambda: show(api, next_one["job_id"])["started_at"], 60, "the next job to begin")
    freed = moment(show(api, next_one["job_id"]), "started_at") - moment(canceled, "completed_at")
    for job in (next_one, *others):
        api.post(f"/v1/jobs/{job['job_id']}/cancel").raise_for_status()
    print(f"the place was free after {freed.total_seconds():.2f} s")
