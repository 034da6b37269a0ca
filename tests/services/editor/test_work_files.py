"""What the stages of a job kept of its captions, for whoever edits them."""

from __future__ import annotations

import json

import pytest

from app.core.db import session_scope
from app.core.errors import NotFound
from app.core.storage import storage
from app.core.storage.base import new_key
from app.services.access import Principal
from app.services.editor.work_files import recognised_captions, source_captions
from models import Account, Job, JobStep
from tests.support.services.jobs import add_job, finish

SRT = "1\n00:00:01,000 --> 00:00:02,000\nHello\n"


def stored(text: str) -> str:
    writer = storage().writer(new_key("work"))
    writer.write(text.encode())
    return writer.commit().key


def job_of(account: Account, kind: str, key: str = "", **parameters: str) -> Job:
    with session_scope() as session:
        job = add_job(session, account, kind, source_name="film.mp4", parameters=parameters)
        if key:
            session.add(JobStep(job_id=job.id, stage="transcribing", position=0, result={"captions": key}))
        return finish(session, job)


def test_a_transcript_knows_what_was_recognised(account: Account) -> None:
    job, other = job_of(account, "transcribe", stored("{}")), job_of(account, "convert")
    with session_scope() as session:
        assert recognised_captions(session, job, 0) == "{}"
        assert recognised_captions(session, job, 1) == ""
        assert recognised_captions(session, other, 0) == ""


def test_a_translation_knows_what_it_was_made_of(account: Account, who: Principal) -> None:
    given = job_of(account, "translate", srt_content=SRT, target_language="es")
    document = json.loads(source_captions(who, given.id))
    assert [cue["text"] for cue in document["cues"]] == ["Hello"]
    with session_scope() as session:
        spoken = add_job(session, account, "translate", parameters={"target_language": "es"})
        spoken.stages = ["transcribing", "transcribed", *spoken.stages]
        key = stored("recognised")
        session.add(JobStep(job_id=spoken.id, stage="transcribing", position=0, result={"captions": key}))
    assert source_captions(who, spoken.id) == "recognised"


def test_other_jobs_have_no_source_captions(account: Account, who: Principal) -> None:
    for job in (job_of(account, "convert"), job_of(account, "translate", target_language="es")):
        with pytest.raises(NotFound) as refused:
            source_captions(who, job.id)
        assert refused.value.code == "no_source_captions"
