"""Open a caption output of a finished job: its draft is made of the file, once."""

from __future__ import annotations

from sqlmodel import Session

from app.captions.conversion import editing as reading
from app.captions.conversion.editing import Opened
from app.captions.conversion.request import DEFAULT_RATE, ConvertRequest
from app.core import clock
from app.core.child_process import guarded_call
from app.core.db import read_scope, session_scope
from app.core.errors import Conflict, Invalid
from app.core.settings import get_settings
from app.core.storage import read_stored
from app.services.access import Principal
from app.services.editor.work_files import recognised_captions
from app.services.files import outputs, uploads
from app.services.jobs import editing, lookup
from models import CaptionDraft, Job, Output, Stage, Status


def open_draft(who: Principal, job_id: str, index: int) -> CaptionDraft:
    """The draft of a job that waits for its review, or of a caption file that a finished job made.

    Takes seconds. Raises NotFound, Conflict `not_editable`, Invalid `not_captions`, CaptionError.
    """
    with read_scope() as session:
        job = lookup.get(session, who, job_id)
        if job.stage == Stage.EDITING:
            return editing.get(session, job, index)
        output = _output(session, who, job, index)
        kept = _kept(session, output)
        if kept is not None and kept.target_profile:
            return kept
        recognised = recognised_captions(session, job, index)
    opened = _read(job, output, recognised)
    with session_scope() as session:
        return _keep(session, _output(session, who, lookup.get(session, who, job_id), index), opened)


def _output(session: Session, who: Principal, job: Job, index: int) -> Output:
    if job.status != Status.COMPLETED:
        raise Conflict(
            f"This job is {job.badge.lower()}; there is nothing to edit.",
            code="not_editable",
            hint="Captions can be edited while a job waits for its review, and once it is completed.",
            stage=job.stage,
        )
    output = outputs.get(session, who, job.id, index)
    if (
        not outputs.may_hold_captions(output, job.job_type)
        or output.size > get_settings().limits.caption_bytes
    ):
        raise _no_captions(output)
    return output


def _no_captions(output: Output) -> Invalid:
    return Invalid(
        f"{output.file_name} is no caption file.",
        code="not_captions",
        hint="Open one of the job's caption files.",
    )


def _kept(session: Session, output: Output) -> CaptionDraft | None:
    """The draft that was made of this very file, or that this very file was made of."""
    draft = editing.find(session, output.job_id, output.output_index)
    return draft if draft is not None and draft.source_key == output.storage_key else None


def _read(job: Job, output: Output, recognised: str) -> Opened:
    data = read_stored(output.storage_key)
    return guarded_call.run(
        reading.open_file, data, request_of(job, output), recognised, bounds=uploads.caption_bounds()
    )


def request_of(job: Job, output: Output) -> ConvertRequest:
    """How an output of a job is read again: its times count in the rate that the job found."""
    return ConvertRequest(default_frame_rate=job.frame_rate or DEFAULT_RATE, file_name=output.file_name)


def _keep(session: Session, output: Output, opened: Opened) -> CaptionDraft:
    session.refresh(output, with_for_update=True)  # somebody else may open it at this moment
    kept = _kept(session, output)
    if kept is None:
        kept = _new(session, output, opened)
    kept.target_profile = opened.target_profile
    session.add(kept)
    session.flush()
    return kept


def _new(session: Session, output: Output, opened: Opened) -> CaptionDraft:
    other = editing.find(session, output.job_id, output.output_index)
    if other is not None:
        session.delete(other)
        session.flush()
    return CaptionDraft(
        job_id=output.job_id,
        output_index=output.output_index,
        file_stem=output.file_name,
        source_key=output.storage_key,
        language=output.language,
        document=opened.document,
        cue_count=opened.cue_count,
        changed_at=clock.now(),
    )
