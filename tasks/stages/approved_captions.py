"""The end of a transcription that a person has approved: its files, and the videos made of them."""

from __future__ import annotations

from app.core.db import read_scope
from app.services.files.outputs import NewOutput
from app.services.jobs import editing
from models import CaptionDraft
from tasks.stages import captioned_video, captions
from tasks.stages.captioned_video import Captioned
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
    made += _videos(context, drafts[0], notes)  # a transcription has one draft
    return StepResult({}, made, {"result_data": result | {"notes": notes}})


def _videos(context: StepContext, draft: CaptionDraft, notes: list[str]) -> list[NewOutput]:
    document = captions.decode(draft.document.encode())

    def write(format_name: str) -> bytes:
        return captions.written(context, document, format_name)

    with context.source() as source:
        video = Captioned(write, draft.language or captioned_video.UNKNOWN, 0.05, notes=notes)
        return captioned_video.videos(context, source, video)
