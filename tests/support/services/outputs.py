"""Outputs for tests that need a stored file, not a job that has made it."""

from sqlmodel import Session

from app.core.storage import storage
from app.core.storage.base import new_key
from app.services.access import person
from app.services.files import outputs
from app.services.files.outputs import NewOutput
from models import Account, Output
from tests.support.services.jobs import add_job


def add_output(
    session: Session, account: Account, data: bytes, name: str = "a.vtt", media_type: str = "text/vtt"
) -> Output:
    """The only output of a job of its own."""
    writer = storage().writer(new_key("output"))
    writer.write(data)
    job = add_job(session, account)
    outputs.add(session, job, [NewOutput(writer.commit(), name, media_type)])
    session.flush()
    return outputs.get(session, person(account), job.id)
