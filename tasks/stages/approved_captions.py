"""The end of captions that a person has approved: its files, and the videos made of them."""

from __future__ import annotations

from functools import partial

from app.core.db import read_scope
from app.services.files.outputs import NewOutput
from app.services.jobs import editing
from models import CaptionDraft
from tasks.stages import captioned_video, captions
from tasks.stages.captioned_video import Captioned, Write
from tasks.steps import StepContext, StepResult


def captioning(context: StepContext) -> StepResult:
    """Write the approved drafts, and put the captions on the video.

    Raises CaptionError as app.captions.conversion.convert does, and what captioned.videos raises.
    """
    with read_scope() as session:
        drafts = editing.list_for_job(session, context.job.id)
    made, reports = editing.render(context.job, drafts)
    context.unrecorded += [file.stored.key for file in made]
    result = editing.result_data(context.job, reports)
    notes = list(result.get("notes", []))
    made += _videos(context, drafts, notes)
    return StepResult({}, made, {"result_data": result | {"notes": notes}})


def _videos(context: StepContext, drafts: list[CaptionDraft], notes: list[str]) -> list[NewOutput]:
    def written(draft: CaptionDraft) -> tuple[str, Write]:
        document = captions.decode(draft.document.encode())
        return draft.language or captioned_video.UNKNOWN, partial(captions.written, context, document)

    (language, write), *others = map(written, drafts)
    with context.source() as source:
        video = Captioned(write, language, 0.05, notes=notes, others=others)
        return captioned_video.videos(context, source, video)
