"""What the editor is told of a job, read from the database as plain values."""

from __future__ import annotations

from typing import TypedDict

from sqlmodel import Session

from app.captions.quality.style_guides import GUIDES
from app.core.db import read_scope
from app.services.access import Principal
from app.services.files import outputs
from app.services.jobs import editing, lookup, rendering
from app.ui.labels import sent_back_text
from app.ui.language import tr
from models import Job, Stage, Status


class EditedFile(TypedDict):
    """A draft or a caption file, by its index."""

    index: int
    label: str


class EditorJob(TypedDict):
    """One job in the editor. `ready` when there is something to edit; `message` says what it waits for."""

    job_id: str
    number: int
    name: str
    href: str
    ready: bool
    message: str
    review: bool
    translated: bool
    guide: str
    sent_back: str
    files: list[EditedFile]


class GuideRow(TypedDict):
    """A style guide with the limits that are shown beside a cue; 0 where it has none."""

    id: str
    name: str
    line_length: int
    characters_per_second: float


def read(who: Principal, number: int) -> EditorJob:
    """The job with this number. Raises NotFound."""
    with read_scope() as session:
        job = lookup.by_number(session, who, number)
        review = job.stage == Stage.EDITING
        guide = job.parameters.get("guide")
        return {
            "job_id": job.id,
            "number": number,
            "name": job.job_name or job.source_name or tr("Job {number}", number=number),
            "href": f"/jobs/{number}",
            "ready": review or job.ended,
            "message": ""
            if review or job.ended
            else tr("{state}. It opens by itself when it is ready.", state=tr(job.badge)),
            "review": review,
            "translated": Stage.TRANSLATING in job.stages,
            "guide": guide if isinstance(guide, str) and guide in GUIDES else "",
            "sent_back": _sent_back(session, job),
            "files": _drafts(session, job) if review else _captions(session, job),
        }


def _drafts(session: Session, job: Job) -> list[EditedFile]:
    drafts = editing.heads(session, job.id)
    return [
        {
            "index": each.output_index,
            "label": each.language or tr("File {number}", number=each.output_index + 1),
        }
        for each in drafts
    ]


def _captions(session: Session, job: Job) -> list[EditedFile]:
    if job.status != Status.COMPLETED:
        return []
    made = outputs.list_for_job(session, job.id)
    captions = [each for each in made if outputs.may_hold_captions(each, job.job_type)]
    return [{"index": each.output_index, "label": each.file_name} for each in captions]


def _sent_back(session: Session, job: Job) -> str:
    """The last note with which the job was sent back, while it waits for its review again."""
    if job.stage != Stage.EDITING:
        return ""
    told = sent_back_text(rendering.steps_of(session, job.id), end=".")
    return told[:1].upper() + told[1:]


def guides() -> list[GuideRow]:
    """The published style guides."""
    return [
        {
            "id": guide.id,
            "name": tr(guide.name),
            "line_length": guide.line_length or 0,
            "characters_per_second": float(guide.characters_per_second or 0),
        }
        for guide in GUIDES.values()
    ]
