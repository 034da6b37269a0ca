"""preview: a gif, thumbnail, mosaic, clip or waveform of the source."""

from __future__ import annotations

import dataclasses
from typing import cast

from app.core.settings import get_settings
from app.job_types.preview import PreviewParameters
from app.media.preview import Preview, make_preview
from app.services.files.outputs import NewOutput, media_type
from models import Stage
from tasks.stages.captions import file_name
from tasks.stages.inspection import examined
from tasks.steps import StepContext, StepResult, runs


@runs(Stage.RENDERING)
def rendering(context: StepContext) -> StepResult:
    """A gif, thumbnail, mosaic, clip or waveform of the source."""
    asked = cast(PreviewParameters, context.parameters)
    wanted = Preview(**{field.name: getattr(asked, field.name) for field in dataclasses.fields(Preview)})
    wanted.check()
    with context.source() as source:
        info = examined(context, source)
        path = make_preview(
            source,
            info,
            wanted,
            context.folder,
            "preview",
            hardware=get_settings().engines.video_encoder,
            progress=context.progress,
            cancelled=context.cancelled,
        )
    made = NewOutput(
        context.store_file(path), file_name(context.job.source_name, path.suffix), media_type(path)
    )
    facts = {"preview_type": asked.preview_type, "source_duration": info.duration}
    return StepResult({}, [made], {"result_data": facts, "duration": info.duration})
