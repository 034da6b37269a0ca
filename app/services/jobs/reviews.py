"""Approval of a review: the drafts become files before the transaction begins."""

from __future__ import annotations

from functools import partial

from app.core.db import on_rollback, read_scope, session_scope
from app.services.access import Principal
from app.services.files import outputs
from app.services.jobs import editing, lookup
from models import Job


def approve(who: Principal, job_id: str) -> Job:
    """Write the outputs of a job that waits for a person, and let it go on. Takes seconds.

    Raises Conflict when it does not wait, PreconditionFailed when a draft was saved meanwhile, CaptionError.
    """
    with read_scope() as session:
        job = lookup.get(session, who, job_id)
        editing.demand_editing(job)
        drafts = editing.list_for_job(session, job.id)
    made, reports = editing.render(job, drafts)
    with session_scope() as session:
        on_rollback(session, partial(outputs.delete_stored, made))
        return editing.approve(session, lookup.get(session, who, job_id), drafts, made, reports)
