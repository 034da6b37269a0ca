"""Human editing: the job waits for a person, who saves drafts and approves them or sends the job back."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, update
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.captions.conversion import convert
from app.captions.conversion.drafts import Save
from app.captions.formats import project
from app.core import clock, queue
from app.core.child_process import guarded_call
from app.core.db import on_commit
from app.core.errors import Conflict, NotFound, PreconditionFailed
from app.core.storage import store
from app.core.storage.base import new_key
from app.job_types.caption_parameters import CaptionParameters
from app.job_types.stages import replan
from app.job_types.transcribe import TranscribeParameters
from app.services.access import Principal
from app.services.dispatch import leases
from app.services.dispatch.leases import Claim
from app.services.dispatch.routing import queue_of
from app.services.files import outputs, uploads
from app.services.files.outputs import NewOutput
from app.services.jobs import acceptance, descriptions
from app.services.jobs.transitions import announce, transition
from models import CaptionDraft, Job, JobStep, Stage, Status

_SHORT = {"srt": "SubRip Video Subtitle Script", "vtt": "WebVTT", "json": project.FORMAT.name}


@dataclass(frozen=True, slots=True)
class NewDraft:
    """Captions to edit: a Cuedeck Project, and the storage key of the work it came from."""

    document: str
    cue_count: int
    stem: str
    language: str | None
    source_key: str


def enter_editing(session: Session, claim: Claim, job: Job, made: list[NewDraft], key: str = "") -> None:
    """Let the job wait for a person, and give the worker's lease back.

    A draft made from the same work as before keeps what the person saved. Under the checkpoint `key` the
    approval is found again, so that a retry of what follows it asks nobody twice.
    """
    leases.start_step(session, claim, job, Stage.EDITING, key)
    kept = {draft.output_index: draft for draft in list_for_job(session, job.id)}
    for index, new in enumerate(made):
        old = kept.pop(index, None)
        if old is not None and old.source_key == new.source_key:
            continue
        if old is not None:
            session.delete(old)
            session.flush()
        session.add(_row(job, index, new))
    for draft in kept.values():
        session.delete(draft)
    job.lease_until = job.lease_token = job.eta_seconds = None
    session.add(job)
    announce(session, job)


def _row(job: Job, index: int, new: NewDraft) -> CaptionDraft:
    return CaptionDraft(
        job_id=job.id,
        output_index=index,
        file_stem=new.stem,
        source_key=new.source_key,
        language=new.language,
        document=new.document,
        cue_count=new.cue_count,
        changed_at=clock.now(),
    )


def list_for_job(session: Session, job_id: str) -> list[CaptionDraft]:
    """The drafts of a job, in the order of its outputs."""
    mine = select(CaptionDraft).where(col(CaptionDraft.job_id) == job_id)
    return list(session.exec(mine.order_by(col(CaptionDraft.output_index))))


def heads(session: Session, job_id: str) -> list[CaptionDraft]:
    """The drafts of a job as `list_for_job`, without their documents, which are large."""
    mine = select(CaptionDraft).where(col(CaptionDraft.job_id) == job_id)
    heads_only = mine.options(defer(CaptionDraft.document))  # type: ignore[arg-type]
    return list(session.exec(heads_only.order_by(col(CaptionDraft.output_index))))


def count(session: Session, job_id: str) -> int:
    """How many drafts a job has."""
    mine = select(func.count()).select_from(CaptionDraft).where(col(CaptionDraft.job_id) == job_id)
    return session.exec(mine).one()


def find(session: Session, job_id: str, index: int) -> CaptionDraft | None:
    """One draft of a job, and only the one: documents are large."""
    mine = (col(CaptionDraft.job_id) == job_id, col(CaptionDraft.output_index) == index)
    return session.exec(select(CaptionDraft).where(*mine)).first()


def get(session: Session, job: Job, index: int) -> CaptionDraft:
    """One draft; NotFound when the job has none with this index."""
    draft = find(session, job.id, index)
    if draft is not None:
        return draft
    raise NotFound(
        "This job has no such draft.", hint="A job has drafts from its editing stage on, counted from 0."
    )


def save(session: Session, who: Principal, job: Job, index: int, saved: Save, version: int) -> CaptionDraft:
    """Write a draft that is based on `version`.

    Raises Conflict when the job does not wait for a person and its output was not opened, PreconditionFailed
    when somebody saved meanwhile.
    """
    draft = editable(session, job, index)
    mine = (col(CaptionDraft.id) == draft.id, col(CaptionDraft.version) == version)
    values = {
        "document": saved.document,
        "cue_count": saved.cue_count,
        "version": version + 1,
        "changed_at": clock.now(),
        "changed_by": who.label,
    }
    done = session.execute(update(CaptionDraft).where(*mine).values(**values))
    if cast("CursorResult[Any]", done).rowcount == 0:
        raise stale(draft)
    session.refresh(draft)
    if job.stage == Stage.EDITING:
        announce(session, job)
    return draft


def editable(session: Session, job: Job, index: int) -> CaptionDraft:
    """A draft that may be changed: of a job in review, or of an opened output. Conflict, NotFound."""
    if job.status == Status.COMPLETED:
        draft = find(session, job.id, index)
        if draft is not None and draft.target_profile:
            return draft
    demand_editing(job)
    return get(session, job, index)


def render(job: Job, drafts: list[CaptionDraft]) -> tuple[list[NewOutput], list[dict[str, Any]]]:
    """The drafts as files in the job's target format, with the report of each conversion.

    Converts in guarded children; raises CaptionError as app.captions.conversion.convert does.
    """
    parameters = cast(CaptionParameters, descriptions.parse_stored(job))
    named = parameters.output_format if isinstance(parameters, TranscribeParameters) else None
    asked = named or parameters.target_profile
    request = replace(
        descriptions.caption_request(parameters),
        source_profile=project.FORMAT.name,
        target_profile=_SHORT.get(asked.lower(), asked),
        encoding="auto",
        decode_options={},
    )
    bounds = uploads.caption_bounds()
    converted = [
        guarded_call.run(convert.convert, draft.document.encode(), request, bounds=bounds) for draft in drafts
    ]
    reports = [
        {"target_profile": done.target_format.name, "cue_count": done.cue_count, "losses": done.losses}
        for done in converted
    ]
    return [_stored(draft, done) for draft, done in zip(drafts, converted, strict=True)], reports


def _stored(draft: CaptionDraft, done: convert.Conversion) -> NewOutput:
    stored = store(new_key("output"), [done.data])
    name = f"{draft.file_stem}.{done.target_format.extensions[0].lstrip('.')}"
    return NewOutput(stored, name, done.target_format.media_type, draft.language)


def approve(
    session: Session,
    job: Job,
    drafts: list[CaptionDraft],
    made: list[NewOutput],
    reports: list[dict[str, Any]],
) -> Job:
    """End the job with the files made of `drafts`, or let a worker go on with them.

    Raises PreconditionFailed when a draft was saved since.
    """
    demand_editing(job)
    for draft in drafts:
        same = (col(CaptionDraft.id) == draft.id, col(CaptionDraft.version) == draft.version)
        held = session.execute(update(CaptionDraft).where(*same).values(version=draft.version))
        if cast("CursorResult[Any]", held).rowcount == 0:
            raise stale(get(session, job, draft.output_index))
    _end_step(session, job, {"approved": [draft.version for draft in drafts]})
    if job.stages[-1] != Stage.EDITED:
        _go_on(session, job, made)
        return job
    outputs.add(session, job, made)
    for draft, file in zip(drafts, made, strict=True):
        mine = update(CaptionDraft).where(col(CaptionDraft.id) == draft.id)
        session.execute(mine.values(source_key=file.stored.key))  # so that it can be opened again as it is
    transition(session, job, Stage.EDITED, result_data=result_data(job, reports))
    return job


def _go_on(session: Session, job: Job, made: list[NewOutput]) -> None:
    """Queue what follows the editing. `made` proved that the drafts can be written; the end writes anew."""
    on_commit(session, partial(outputs.delete_stored, made))
    job.attempts = job.handed_back = 0
    session.add(job)
    transition(session, job, Stage.EDITED)
    queue.remove_outbox_row(session, job.id)
    queue.enqueue(session, job.id, queue_of(job))


def result_data(job: Job, reports: list[dict[str, Any]]) -> dict[str, Any]:
    """The job's result with the report of each file that was made of a draft."""
    return {**(job.result_data or {}), "outputs": reports}


def send_back(session: Session, who: Principal, job: Job, changes: dict[str, Any], note: str = "") -> Job:
    """Run the work before the editing again, with changed parameters if given; the drafts are dropped.

    The `note` says why; it stays with the step that ends here.
    """
    demand_editing(job)
    submission = acceptance.resubmission(session, who, job, changes)
    submission, parameters = acceptance.check(session, submission)
    stages = replan(job.stages, videos=parameters.makes_video())
    acceptance.describe(job, submission, parameters)
    job.stages, job.attempts, job.handed_back = stages, 0, 0
    session.add(job)
    _end_step(session, job, {"sent_back": json.dumps([who.label, note])})
    steps = update(JobStep).where(col(JobStep.job_id) == job.id)
    session.execute(steps.values(checkpoint_key=""))  # or the old result would simply come back
    session.execute(delete(CaptionDraft).where(col(CaptionDraft.job_id) == job.id))
    transition(session, job, Stage.CREATED)
    if not job.sandbox:
        queue.remove_outbox_row(session, job.id)
        queue.enqueue(session, job.id, queue_of(job))
    return job


def sent_back(step: JobStep) -> tuple[str, str] | None:
    """Who sent a job back from this step, and why; None when nobody did."""
    told = (step.result or {}).get("sent_back")
    if not told:
        return None
    by, note = json.loads(told)  # JSON, because a text that a result begins with may name a stored file
    return str(by), str(note)


def _end_step(session: Session, job: Job, result: dict[str, Any] | None = None) -> None:
    is_open = (col(JobStep.job_id) == job.id, col(JobStep.ended_at).is_(None))
    session.execute(update(JobStep).where(*is_open).values(ended_at=clock.now(), result=result))


def demand_editing(job: Job) -> None:
    """Conflict unless the job waits for a person."""
    if job.stage != Stage.EDITING:
        raise Conflict(
            f"This job is {job.badge.lower()}; it does not wait for an editor.",
            code="not_in_editing",
            hint="Drafts can be changed, approved or sent back while the job's stage is editing.",
            stage=job.stage,
        )


def stale(current: CaptionDraft) -> PreconditionFailed:
    """The error of who saves over what they have not seen."""
    return PreconditionFailed(
        f"{current.changed_by or 'Somebody'} saved version {current.version} of this draft in the meantime.",
        hint="Read the draft again, bring your changes into it, and save with its version.",
        version=current.version,
        changed_by=current.changed_by,
        changed_at=clock.iso(current.changed_at),
    )
