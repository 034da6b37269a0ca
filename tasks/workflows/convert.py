"""convert: one caption file into another profile, inside a guarded child."""

from __future__ import annotations

from typing import cast

from app.captions import convert
from app.core import sandbox
from app.services import descriptions, uploads
from app.services.outputs import Made
from models.params import CaptionParameters
from tasks.steps import StepContext, StepResult
from tasks.workflows import captions


def converting(context: StepContext) -> StepResult:
    """Convert the source; the result's report (losses, quality, fixes) becomes `result_data`."""
    with context.source() as path:
        data = path.read_bytes()
    name = context.job.source_name
    request = descriptions.caption_request(cast(CaptionParameters, context.parameters), name)
    done = sandbox.run(
        convert.convert, data, request, bounds=uploads.caption_bounds(), cancelled=context.cancelled
    )
    stored = context.store(done.data)
    made = Made(stored, captions.file_name(name, done.profile.extensions[0]), done.profile.media_type)
    changes = {
        "source_profile": done.source_profile.name,
        "target_profile": done.profile.name,
        "frame_rate": done.frame_rate,
        "duration": done.duration,
        "result_data": captions.report(done),
    }
    return StepResult({"storage_key": stored.key, "sha256": stored.sha256}, [made], changes)
