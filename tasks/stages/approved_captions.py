"""The end of a transcription that a person has approved: its files, and the videos made of them."""

from __future__ import annotations

from app.core.db import read_scope
from app.services.files.outputs import NewOutput
from app.services.jobs import editing
from models import CaptionDraft
from tasks.stages import captioned_video, captions
from tasks.steps import StepContext, StepResult


def captioning(context: StepContext) -> StepResult:
    """Write the approved drafts, and put the captions on the video.

    Raises CaptionError as app.captions.conversion.convert does, and what captioned.videos raises.
    """
    with read_scope() as session:
        drafts = editing.list_for_job(session, context.job.id)
    made, reports = editing.render(context.job, drafts)
    context.unrecorded += [file.stored.key for file in made]
    made += _videos(context, drafts[0])  # a transcription has one draft
    return StepResult({}, made, {"result_data": editing.result_data(context.job, reports)})


def _videos(context: StepContext, draft: CaptionDraft) -> list[NewOutput]:
    document = captions.decode(draft.document.encode())

    def write(format_name: str) -> bytes:
        return captions.written(context, document, format_name)

    with context.source() as source:
        return captioned_video.videos(context, source, write, draft.language or captioned_video.UNKNOWN, 0.05)
