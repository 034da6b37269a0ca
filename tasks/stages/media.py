"""download, preview, fingerprint and comments: one stage each, straight to an engine."""

from __future__ import annotations

import json
import mimetypes
from dataclasses import asdict
from pathlib import Path
from typing import cast

from app.core.settings import get_settings
from app.job_types.comments import CommentsParameters
from app.job_types.download import DownloadParameters
from app.job_types.fingerprint import FingerprintParameters
from app.job_types.preview import PreviewParameters
from app.media.download.comments import fetch_comments
from app.media.download.media import download_media
from app.media.download.ytdlp import SiteLimits
from app.media.fingerprint.compute import fingerprint
from app.media.preview import Preview, make_preview
from app.services.files.outputs import Made
from tasks.stages.captions import file_name
from tasks.stages.inspection import examined
from tasks.steps import StepContext, StepResult


def downloading(context: StepContext) -> StepResult:
    """The media behind an address."""
    asked = cast(DownloadParameters, context.parameters)
    got = download_media(
        asked.source_address() or "",
        context.folder,
        _limits(),
        audio_only=asked.format == "audio",
        progress=context.progress,
        cancelled=context.cancelled,
    )
    facts = {key: value for key, value in asdict(got).items() if key != "path"}
    made = Made(context.store_file(got.path), got.path.name, _type(got.path))
    return StepResult(
        {}, [made], {"result_data": facts, "duration": got.duration, "source_name": got.title[:200]}
    )


def rendering(context: StepContext) -> StepResult:
    """A gif, thumbnail, mosaic, clip or waveform of the source."""
    asked = cast(PreviewParameters, context.parameters)
    fields = ("preview_type", "timestamp", "start", "duration", "width", "columns", "rows", "fps")
    wanted = Preview(**{name: getattr(asked, name) for name in fields})
    wanted.check()
    with context.source() as source:
        info = examined(context, source)
        path = make_preview(
            source,
            info,
            wanted,
            context.folder,
            "preview",
            progress=context.progress,
            cancelled=context.cancelled,
        )
    made = Made(context.store_file(path), file_name(context.job.source_name, path.suffix), _type(path))
    facts = {"preview_type": asked.preview_type, "source_duration": info.duration}
    return StepResult({}, [made], {"result_data": facts, "duration": info.duration})


def fingerprinting(context: StepContext) -> StepResult:
    """Three frame hashes and the Chromaprint of the source, in `result_data`."""
    asked = cast(FingerprintParameters, context.parameters)
    with context.source() as source:
        info = examined(context, source)
        found = fingerprint(
            source,
            info,
            context.folder,
            timestamp=asked.timestamp,
            hash_size=asked.hash_size,
            progress=context.progress,
            cancelled=context.cancelled,
        )
    return StepResult({}, [], {"result_data": found, "duration": info.duration})


def fetching(context: StepContext) -> StepResult:
    """The comment threads at an address, as a JSON file and in `result_data`."""
    asked = cast(CommentsParameters, context.parameters)
    found = fetch_comments(
        asked.source_address() or "",
        context.folder,
        _limits(),
        most=asked.max_comments,
        progress=context.progress,
        cancelled=context.cancelled,
    )
    body = json.dumps(found, ensure_ascii=False, indent=1).encode()
    made = Made(context.store(body), "comments.json", "application/json")
    return StepResult({}, [made], {"result_data": found})


def _limits() -> SiteLimits:
    settings = get_settings()
    return SiteLimits(
        settings.fetch_allow,
        max_bytes=settings.limits.upload_bytes,
        max_seconds=settings.limits.media_seconds,
        extractors=settings.engines.extractors,
    )


def _type(path: Path) -> str:
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"
