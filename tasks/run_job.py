"""Run one job: claim it, pass its stages, record each with its result, finish under the lease's fence."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.core import telemetry
from app.core.child_process.killed import ChildKilled
from app.core.db import on_commit, read_scope, session_scope
from app.core.errors import AppError, Invalid, JobError
from app.core.http_fetch.client import disk_full
from app.core.limits import outages
from app.core.log import logger
from app.core.settings import get_settings
from app.core.storage import StorageAway
from app.job_types.stages import DONE_OF
from app.services.dispatch import leases
from app.services.dispatch.leases import Claim
from app.services.dispatch.routing import queue_of
from app.services.engines import capabilities, offers
from app.services.files import outputs
from app.services.jobs import descriptions, editing, feasibility
from app.services.jobs.feasibility import JobRequest
from app.services.jobs.transitions import LeaseLost
from models import JobStep, Stage, Upload
from models.stages import is_final
from tasks import drafts, heartbeat, work_quota
from tasks.checkpoints import checkpoint_key
from tasks.cleanup import cleaned_up
from tasks.stages import STEPS
from tasks.steps import StepContext, StepResult

OTHERS_SECONDS = 1.0
"""How long a job that cannot run here waits for a worker of another machine."""

MOST_MACHINES = 30
"""How often it is left to others, until it fails with what is missing here."""

STORAGE_SECONDS = 5.0
"""How long a job waits before it is tried again when the file store does not answer."""

TRY_AGAIN_SECONDS = 5.0
"""How long a job waits whose child was killed, for each time that it was."""

ROOM_SECONDS = 10.0
"""How long a job waits that found the disk full; twice as long each further time."""


def run(job_id: str) -> None:
    """Run a job to its end. Every outcome is recorded on the job; nothing is raised to Celery."""
    if heartbeat.stopping.is_set():
        return  # whoever comes next is notified by the sweep
    with session_scope(durable=False) as session:  # lost, it is claimed again
        claimed = leases.claim(session, job_id)
        if claimed is None:
            return
        claim, job = claimed
        upload = session.get(Upload, job.upload_id) if job.upload_id else None
        context = StepContext(job, descriptions.parse_stored(job), claim, upload)
        first = _next_step(session, context)  # in the claim's own transaction: a short job has only two
    if _is_for_another(context):
        _leave_to_others(context)
        return
    told: dict[str, str | int] = {"job_id": job.id, "attempt": job.attempts}
    with (
        telemetry.span(f"job {job.job_type}", job.traceparent, "CONSUMER", **told),
        heartbeat.holding(claim, context.lost, context.beat),
        cleaned_up(context),
    ):
        _attempt(context, first)


def _attempt(context: StepContext, step: JobStep | None) -> None:
    """Pass the stages, and record whatever becomes of it."""
    try:
        _pass_stages(context, step)
        logger().info("job_left", stage=context.job.stage)
    except LeaseLost:
        logger().info("lease_lost")
    except ChildKilled as error:
        _try_again(context, error)
    except StorageAway as error:
        _wait_for_storage(context, error)
    except AppError as error:
        if error.code == disk_full().code:
            _wait_for_room(context)
        else:
            _fail(context.claim, work_quota.reason(context.claim) or error)
    except DBAPIError as error:
        _leave(context, error)
    except Exception as error:  # noqa: BLE001 - a fault of ours: plain words on the job, all in the log
        logger().exception("job_crashed")
        if outages.is_disk_full(error):
            _wait_for_room(context)
        else:
            _fail(context.claim, _our_fault())


def _is_for_another(context: StepContext) -> bool:
    """Whether an engine, a model or a language that the job needs is missing here, and others may have it."""
    if get_settings().is_one_machine or context.job.handed_back > MOST_MACHINES:
        return False
    try:
        feasibility.check(JobRequest(context.parameters, context.job.stages))
        lacks = capabilities.missing(context.job.job_type) is not None
    except Invalid:
        lacks = True
    if not lacks:
        return False
    with read_scope() as session:
        return offers.others(session, queue_of(context.job))


def _leave_to_others(context: StepContext) -> None:
    logger().info("job_left_to_others")
    _put_off(context, OTHERS_SECONDS)


def _put_off(context: StepContext, seconds: float) -> None:
    """Give the job back for some seconds, for nothing that it has done: this counts as no attempt."""
    with session_scope() as session:
        leases.excuse(session, [context.claim])
        leases.put_off(session, context.claim, seconds)


def _pass_stages(context: StepContext, step: JobStep | None) -> None:
    while step is not None:
        stage = Stage(step.stage)
        with telemetry.span(f"stage {stage}", job_id=context.job.id):
            context.begin()
            result = STEPS[stage](context)
            _record(context, step, result)
        context.earlier[stage] = result.data
        step = None
        if not context.job.ended:
            with session_scope(durable=False) as session:  # lost, it goes on from the step before
                step = _next_step(session, context)


def _next_step(session: Session, context: StepContext) -> JobStep | None:
    """Enter the first working stage that has no checkpoint yet; None when there is none left."""
    for name in context.job.stages:
        stage = Stage(name)
        if stage not in DONE_OF or stage in context.earlier:
            continue
        key = checkpoint_key(context, stage)
        kept = leases.checkpoint(session, context.job, stage, key)
        if kept is None and stage is Stage.EDITING:
            editing.enter_editing(session, context.claim, context.job, drafts.drafts_of(context), key)
            return None
        if kept is None:
            return leases.start_step(session, context.claim, context.job, stage, key)
        context.earlier[stage] = kept
    return None


def _record(context: StepContext, step: JobStep, result: StepResult) -> None:
    with session_scope() as session:
        on_commit(session, context.unrecorded.clear)
        step.result = result.data
        # Once more: a source that was fetched in this step is known by its content from now on.
        step.checkpoint_key = checkpoint_key(context, Stage(step.stage))
        if is_final(DONE_OF[Stage(step.stage)], context.job.stages):
            outputs.add(session, context.job, result.outputs)
        leases.finish_step(session, context.claim, context.job, step, **result.changes)


def _try_again(context: StepContext, error: ChildKilled) -> None:
    """Somebody, the kernel for lack of memory perhaps, killed what worked for us: the file may be fine."""
    job = context.job
    if job.attempts - job.handed_back >= get_settings().jobs.max_attempts:
        _fail(context.claim, error)
        return
    logger().warning("child_killed", attempt=job.attempts)
    with session_scope() as session:
        leases.put_off(session, context.claim, TRY_AGAIN_SECONDS * job.attempts)


def _wait_for_storage(context: StepContext, error: StorageAway) -> None:
    """The file store is away: the job goes on when it is back, and this is no death of its worker."""
    logger().warning("storage_away", error=str(error.__cause__ or error))
    _put_off(context, STORAGE_SECONDS)


def _wait_for_room(context: StepContext) -> None:
    """The disk is full, which is no fault of the job: it is tried again, and that is not counted.

    If not even this can be recorded, the lease ends, and the job goes on later.
    """
    with suppress(DBAPIError):
        with read_scope() as session:
            pause = ROOM_SECONDS * 2 ** leases.unfinished_before(session, context.job.id)
        if pause - ROOM_SECONDS >= get_settings().jobs.full_disk_minutes * 60:  # so long it has waited
            _fail(context.claim, disk_full())
            return
        _put_off(context, pause)
        logger().warning("disk_full", pause=pause)


def _leave(context: StepContext, error: DBAPIError) -> None:
    """The database is away or full. If nothing can be recorded, the lease ends, and the job goes on later."""
    logger().error("job_left", error=str(error.orig))
    if outages.is_disk_full(error):
        _wait_for_room(context)


def _fail(claim: Claim, error: AppError) -> None:
    logger().info("job_failed", code=error.code)
    with read_scope() as session:
        still_ours = leases.holds(session, claim)
    if still_ours:
        with session_scope() as session:
            leases.fail(session, claim, error)


def _our_fault() -> JobError:
    return JobError(
        "Cuedeck failed while it ran this job: a fault of its own, not of the file.",
        code="internal_error",
        hint="Retry the job. If it fails again, the worker's log has the details under this job's id.",
    )
