"""download: the media behind an address."""

from __future__ import annotations

from dataclasses import asdict
from typing import cast

from app.job_types.download import DownloadParameters
from app.media.download.media import download_media
from app.services.files.outputs import NewOutput, media_type
from models import Stage
from tasks.site_limits import site_limits
from tasks.steps import StepContext, StepResult, runs


@runs(Stage.DOWNLOADING)
def downloading(context: StepContext) -> StepResult:
    """The media behind an address."""
    asked = cast(DownloadParameters, context.parameters)
    got = download_media(
        asked.source_address() or "",
        context.folder,
        site_limits(),
        audio_only=asked.format == "audio",
        progress=context.progress,
        cancelled=context.cancelled,
    )
    facts = {key: value for key, value in asdict(got).items() if key != "path"}
    made = NewOutput(context.store_file(got.path), got.path.name, media_type(got.path))
    return StepResult(
        {}, [made], {"result_data": facts, "duration": got.duration, "source_name": got.title[:200]}
    )
