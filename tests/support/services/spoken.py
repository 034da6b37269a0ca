"""A voiceover that is done, as rows: its lines can be asked for without any engine."""

from __future__ import annotations

from sqlmodel import Session

from app.core.storage import store
from app.core.storage.base import new_key
from models import Account, Job, JobStep
from tests.support.services.jobs import add_job, finish

_ADDRESS = "https://example.com/f"
_PROJECT = (
    '{"format": "cuedeck-project", "version": 1, "cues": [{"start": 0, "end": 90000000, "text": "Hola"},'
    '{"start": 180000000, "end": 270000000, "text": "Buenas", "speaker": "Anna"}]}'
)


def add_spoken(session: Session, account: Account) -> Job:
    """A voiceover of two lines, the second of them Anna's."""
    job = add_job(session, account, "voiceover", source_name="film.mp4", source_url=_ADDRESS)
    job.parameters = {"job_type": "voiceover", "media_url": _ADDRESS, "target_language": "es"}
    kept = store(new_key("work"), [_PROJECT.encode()]).key
    cast = {"": "es", "Anna": "es+f2"}
    result = {"captions": kept, "language": "es", "engine": "espeak-ng", "cast": cast}
    session.add(JobStep(job_id=job.id, stage="dubbing", position=0, result=result))
    return finish(session, job)
