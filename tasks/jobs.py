"""Run one job: claim it, pass its stages, record each with its result, finish under the lease's fence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.core import clock
from app.core.db import read_scope, session_scope
from app.core.errors import AppError, JobError
from app.core.log import logger
from app.core.settings import get_settings
from app.services import descriptions, leases, outputs
from app.services.leases import Claim
from app.services.transitions import LeaseLost
from models import Job, JobStep, Stage, Upload
from models.stages import DONE_OF
from tasks import heartbeat
from tasks.steps import StepContext, StepFunction, StepResult, checkpoint_key
from tasks.workflows import VERSION, WORKFLOWS


@dataclass(slots=True)
class _Begun:
    """A claimed job with its first step already entered, all in one transaction."""

    claim: Claim
    job: Job
    upload: Upload | None


def run(job_id: str) -> None:
    """Run a job to its end. Every outcome is recorded on the job; nothing is raised to Celery."""
    with session_scope() as session:
        claimed = leases.claim(session, job_id)
        if claimed is None:
            return
        claim, job = claimed
        upload = session.get(Upload, job.upload_id) if job.upload_id else None
    with heartbeat.holding(claim) as lost:
        try:
            context = StepContext(job, descriptions.parse_stored(job), claim, upload, lost)
            _pass_stages(context)
        except LeaseLost:
            logger().info("lease_lost", job_id=job_id)
        except AppError as error:
            _fail(claim, error)
        except Exception as error:  # noqa: BLE001 - a fault of ours: plain words on the job, all in the log
            logger().exception("job_crashed", job_id=job_id)
            _fail(claim, _our_fault(error))


def _pass_stages(context: StepContext) -> None:
    stages = [Stage(name) for name in context.job.stages if Stage(name) in DONE_OF]
    for stage in stages:
        function = WORKFLOWS[context.parameters.job_type][stage]
        _pass(context, stage, function, last=stage is stages[-1])


def _pass(context: StepContext, stage: Stage, function: StepFunction, *, last: bool) -> None:
    key = checkpoint_key(context, stage, VERSION)
    with session_scope() as session:
        kept = leases.checkpoint(session, context.job, stage, key)
        if kept is not None:
            context.earlier[stage] = kept
            return
        step = leases.start_step(session, context.claim, context.job, stage, key)
    result = function(context)
    context.earlier[stage] = result.data
    _record(context, step, result, last=last)


def _record(context: StepContext, step: JobStep, result: StepResult, *, last: bool) -> None:
    with session_scope() as session:
        step.result = result.data
        changes = dict(result.changes)
        if last:
            outputs.add(session, context.job, result.outputs)
            changes["expires_at"] = clock.now() + timedelta(days=get_settings().jobs.retention_days)
        leases.finish_step(session, context.claim, context.job, step, **changes)


def _fail(claim: Claim, error: AppError) -> None:
    with read_scope() as session:
        still_ours = leases.holds(session, claim)
    if still_ours:
        with session_scope() as session:
            leases.fail(session, claim, error)


def _our_fault(error: Exception) -> JobError:
    return JobError(
        f"Cuedeck failed while it ran this job ({type(error).__name__}).",
        code="internal_error",
        hint="Retry the job. If it fails again, the worker's log has the details under this job's id.",
    )
