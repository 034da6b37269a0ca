"""What a transcription keeps of the words that were recognised: their times, and how sure they are."""

from __future__ import annotations

from typing import Any

import pytest

from app.captions import save
from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.engines.protocols import Transcript
from app.job_types import JOB_TYPES
from app.services.dispatch.leases import Claim
from models import Job
from tasks.stages import transcribe
from tasks.steps import StepContext

WORDS = (SpokenWord("Good", 1.0, 1.4, 0.98), SpokenWord("morning", 1.5, 2.0, 0.311))
HEARD = Transcript("en", 0.9, (SpokenSegment("Good morning", 1.0, 2.0, WORDS),), 3.0)


def written(monkeypatch: pytest.MonkeyPatch, format_name: str, **fields: Any) -> str:
    monkeypatch.setattr(transcribe, "recognised", lambda _: HEARD)
    job = Job(account_id="a", job_type="transcribe", source_name="film.mp4")
    asked = JOB_TYPES["transcribe"].parameters.model_validate(fields)
    made = transcribe._heard(StepContext(job, asked, Claim(job.id, "token"), None))
    return save(made.document, format_name).decode()


@pytest.mark.parametrize("formatting", [True, False])
def test_the_time_of_each_word_is_kept_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, formatting: bool
) -> None:
    asked = {"word_timestamps": True, "caption_formatting": formatting}
    assert "Good <00:00:01.500>morning" in written(monkeypatch, "WebVTT", **asked)
    assert "{\\k" in written(monkeypatch, "Advanced SubStation Alpha", **asked)
    assert "<" not in written(monkeypatch, "WebVTT", caption_formatting=formatting)


def test_doubtful_words_are_listed_with_their_time() -> None:
    assert transcribe._facts(HEARD)["doubtful"] == [{"start": 1.5, "word": "morning", "confidence": 31.1}]
