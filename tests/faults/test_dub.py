"""The worker is killed between the stages of a dub: each stage is done once, and so is the job."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path

import pytest

from app.engines.model_store import ModelStore
from tests.support import product as products
from tests.support.engines.readings import SECONDS, spoken
from tests.support.media.clips import talking
from tests.support.media.jobs import cost, finished, output, rows, stages, submit, upload
from tests.support.media.studio import MODELS
from tests.support.product import wait_for
from tests.support.services.faults import processes
from tests.support.services.faults.instance import QUICK

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1200)]
SPEECH = "--queues\0speech"
SETTINGS = {
    **QUICK,
    "CUEDECK_JOBS__QUEUES": '["speech"]',
    "CUEDECK_JOBS__MAX_ATTEMPTS": "5",
    "CUEDECK_MODEL_DIR": str(MODELS),
}


def test_a_dub_whose_worker_is_killed_after_each_stage(tmp_path: Path) -> None:
    for model in ("whisper-base", "kokoro"):
        ModelStore(MODELS).pull(model)
    film = talking(tmp_path / "reading.mp4", spoken(tmp_path / "speech.wav"), SECONDS).read_bytes()
    running = products.start(tmp_path / "data", **SETTINGS)
    try:
        with running.client() as api:
            source = upload(api, film, "reading.mp4")
            asked = {"target_language": "es", "voice_engine": "kokoro", "engine": "apertium"}
            job = submit(api, "dub", upload_id=source, **asked)
            for stage in ("transcribed", "translated", "dubbed"):
                wait_for(lambda stage=stage: stage in stages(running, job), 600, stage)
                before = processes.send(running, SPEECH, signal.SIGKILL)
                processes.replaced(running, SPEECH, before)
            ended = finished(api, job)
            assert (ended["status"], ended["error_message"]) == ("completed", None)
            assert output(api, ended)
        done = rows(running, "SELECT stage FROM jobstep WHERE job_id = ? AND result != 'null'", job["job_id"])
        assert set(Counter(done).values()) == {1}
        assert len(done) == 4
        assert cost(running, job) == 8
    finally:
        products.stop(running)
