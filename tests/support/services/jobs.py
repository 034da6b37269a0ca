"""Jobs for tests that need a row, not a submission."""

from sqlmodel import Session, col, select

from app.core.db import read_scope
from app.job_types import plan
from app.services.accounts import credits
from models import Account, Job, Stage


def add_job(session: Session, account: Account, kind: str = "convert", **fields: object) -> Job:
    job = Job(account_id=account.id, job_type=kind, stages=[str(s) for s in plan(kind)], **fields)
    session.add(job)
    session.flush()
    credits.hold(session, job)
    return job


def finish(session: Session, job: Job) -> Job:
    from app.services.jobs.transitions import transition

    for stage in job.stages:
        transition(session, job, Stage(stage))
    return job


def reread(job: Job) -> Job:
    with read_scope() as session:
        return session.exec(select(Job).where(col(Job.id) == job.id)).one()
