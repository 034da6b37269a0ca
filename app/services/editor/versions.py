"""Versions of an output: an edited draft becomes the file, and the files before it stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col

from app.captions.conversion import convert
from app.captions.conversion import editing as reading
from app.captions.conversion.request import ConvertRequest, writable
from app.captions.formats import project
from app.core import clock
from app.core.child_process import guarded_call
from app.core.db import on_rollback, read_scope, session_scope
from app.core.errors import Conflict, NotFound
from app.core.storage import Stored, read_stored, storage, store
from app.core.storage.base import new_key
from app.job_types.caption_parameters import CaptionParameters
from app.services import access
from app.services.access import Principal
from app.services.editor.opening import request_of
from app.services.files import outputs, quota, uploads
from app.services.jobs import descriptions, editing, lookup
from app.services.jobs.transitions import announce
from models import CaptionDraft, Job, Output, OutputVersion, Status

MOST = 200
"""Versions that an output may have."""


def list_for_output(session: Session, who: Principal, job_id: str, index: int) -> list[OutputVersion]:
    """Every version of an output, the newest first; of one that nobody changed, what the job made."""
    job = lookup.get(session, who, job_id)
    return _all(session, who, job, outputs.get(session, who, job.id, index))


def get(session: Session, who: Principal, job_id: str, index: int, version: int) -> OutputVersion:
    """One version of an output. Raises NotFound."""
    return _numbered(list_for_output(session, who, job_id, index), version)


def _numbered(versions: Sequence[OutputVersion], version: int) -> OutputVersion:
    for each in versions:
        if each.version == version:
            return each
    raise NotFound("This file has no such version.", hint="List its versions; they count from 1.")


def _all(session: Session, who: Principal, job: Job, output: Output) -> list[OutputVersion]:
    return _versions(session, who, output) or [_first(job, output)]


def _versions(session: Session, who: Principal, output: Output) -> list[OutputVersion]:
    mine = access.visible(who, OutputVersion).where(col(OutputVersion.output_id) == output.id)
    return list(session.exec(mine.order_by(col(OutputVersion.version).desc())))


def _first(job: Job, output: Output) -> OutputVersion:
    """What the job made, as version 1; not stored yet."""
    return _version(output, 1, job.submitted_by, "", created_at=output.created_at)


def _version(output: Output, version: int, by: str, note: str, **more: Any) -> OutputVersion:
    return OutputVersion(
        output_id=output.id,
        account_id=output.account_id,
        sandbox=output.sandbox,
        version=version,
        storage_key=output.storage_key,
        file_name=output.file_name,
        media_type=output.media_type,
        size=output.size,
        sha256=output.sha256,
        created_by=by,
        note=note,
        **more,
    )


def save(who: Principal, job_id: str, index: int, draft_version: int, note: str = "") -> OutputVersion:
    """Write a draft as the output's newest version. Takes seconds.

    Raises NotFound, Conflict `not_opened` or `no_changes`, PreconditionFailed when the draft was saved
    meanwhile, TooLarge `storage_quota`, Conflict `too_many_versions`, CaptionError as
    app.captions.conversion.convert does.
    """
    with read_scope() as session:
        job = lookup.get(session, who, job_id)
        draft = _opened(session, job, index)
        if draft.version != draft_version:
            raise editing.stale(draft)
    stored = _written(job, draft)
    with session_scope() as session:
        on_rollback(session, lambda: storage().delete(stored.key))
        return _add(session, who, lookup.get(session, who, job_id), draft, stored, note)


def _opened(session: Session, job: Job, index: int) -> CaptionDraft:
    draft = editing.find(session, job.id, index) if job.status == Status.COMPLETED else None
    if draft is not None and draft.target_profile:
        return draft
    raise Conflict(
        "This file is not opened for editing.",
        code="not_opened",
        hint="Open it with POST /v1/jobs/{job_id}/draft, change the draft, then save it as a version.",
    )


def _written(job: Job, draft: CaptionDraft) -> Stored:
    made = guarded_call.run(
        convert.convert, draft.document.encode(), _request(job, draft), bounds=uploads.caption_bounds()
    )
    return store(new_key("output"), [made.data])


def _request(job: Job, draft: CaptionDraft) -> ConvertRequest:
    """The draft in the format of its file, with the job's options of writing it; times stay as they are."""
    request = ConvertRequest(source_profile=project.FORMAT.name, target_profile=draft.target_profile)
    if job.frame_rate:
        request = replace(request, default_frame_rate=job.frame_rate)
    parameters = descriptions.parse_stored(job)
    if not isinstance(parameters, CaptionParameters):
        return request
    asked = descriptions.caption_request(parameters)
    same = writable(asked.target_profile).name == draft.target_profile
    return replace(request, encode_options=asked.encode_options) if same else request


def _add(
    session: Session, who: Principal, job: Job, draft: CaptionDraft, stored: Stored, note: str
) -> OutputVersion:
    output = outputs.get(session, who, job.id, draft.output_index)
    session.refresh(output, with_for_update=True)
    current = editing.editable(session, job, draft.output_index)
    if current.version != draft.version or current.source_key != draft.source_key:
        raise editing.stale(current)
    if stored.sha256 == output.sha256:
        raise Conflict(
            "Nothing was changed since the last version.",
            code="no_changes",
            hint="The file is already what the draft says.",
        )
    quota.check(session, output.account_id, stored.size, sandbox=output.sandbox)
    earlier = _versions(session, who, output)
    if len(earlier) >= MOST:
        raise Conflict(
            f"This file has {MOST} versions, and may have no more.",
            code="too_many_versions",
            hint="Download it and submit it as a new job to go on editing.",
        )
    if not earlier:
        earlier = [_first(job, output)]
        session.add(earlier[0])
    output.storage_key, output.size, output.sha256 = stored.key, stored.size, stored.sha256
    made = _version(output, earlier[0].version + 1, who.label, note, created_at=clock.now())
    current.source_key = stored.key
    job.changed_at = clock.now()  # what answers with a job's outputs goes by it
    session.add_all([output, current, made, job])
    announce(session, job)
    return made


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions of an output, and how they are read."""

    old: OutputVersion
    new: OutputVersion
    request: ConvertRequest

    @property
    def size(self) -> int:
        """How many bytes are read to compare them."""
        return self.old.size + self.new.size


def pair(session: Session, who: Principal, job_id: str, index: int, old: int, new: int) -> Pair:
    """Two versions of an output, to be compared. Raises NotFound."""
    job = lookup.get(session, who, job_id)
    output = outputs.get(session, who, job.id, index)
    versions = _all(session, who, job, output)
    return Pair(_numbered(versions, old), _numbered(versions, new), request_of(job, output))


def compare(both: Pair) -> dict[str, Any]:
    """How two versions of an output differ. Takes seconds."""
    before, after = _content(both.old), _content(both.new)
    return guarded_call.run(reading.differences, before, after, both.request, bounds=uploads.caption_bounds())


def _content(version: OutputVersion) -> bytes:
    return read_stored(version.storage_key)
