"""convert: one caption file into another format, inside a guarded child, and onto a video if wanted.

With `verify` the written file is then read back by other readers, each in a guarded child of its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from app.captions.conversion import convert
from app.captions.conversion.editing import merged_files
from app.captions.conversion.inspect import duration_of
from app.captions.formats import project
from app.captions.transform.two_languages import (
    Bilingual,
    document_languages,
    languages_apart,
    style_named,
)
from app.core.child_process import guarded_call
from app.job_types.convert import ConvertParameters
from app.services.files import uploads
from app.services.files.outputs import NewOutput
from app.services.jobs import descriptions
from models import Stage
from tasks.stages import captioned_video, captions
from tasks.stages.captioned_video import Captioned
from tasks.stages.captions_beside import given_captions
from tasks.steps import StepContext, StepResult, runs

_STYLED = ("ass", "ssa")


@runs(Stage.CONVERTING)
def converting(context: StepContext) -> StepResult:
    """Convert the source; the result's report (losses, quality, fixes) becomes `result_data`."""
    with context.source() as path:
        data = uploads.read_captions(path, context.job.source_name)
    asked = cast(ConvertParameters, context.parameters)
    name = context.job.source_name
    if asked.split_languages:
        return _split(context, asked, data)
    request = descriptions.caption_request(asked, name)
    source_format = ""
    if asked.names_second_captions():
        data, source_format = _merged(context, asked, data, request)
        request = replace(request, source_profile=project.FORMAT.name, encoding="auto", decode_options={})
    done = _converted(context, data, request)
    stored, target = context.store(done.data), done.target_format
    made = [NewOutput(stored, captions.file_name(name, target.extensions[0]), target.media_type)]
    source = source_format or done.source_format.name
    report = done.report() | {"source_profile": source}
    if asked.makes_video():
        notes = report["notes"] = list(report["notes"])
        made += _videos(context, asked, data, replace(request, encode_options={}, verify=False), done, notes)
    changes = {
        "source_profile": source,
        "target_profile": done.target_format.name,
        "frame_rate": done.frame_rate,
        "duration": done.duration,
        "result_data": report | _verification(context, done),
    }
    return StepResult({"storage_key": stored.key, "sha256": stored.sha256}, made, changes)


def _merged(
    context: StepContext, asked: ConvertParameters, data: bytes, request: convert.ConvertRequest
) -> tuple[bytes, str]:
    """The source and the captions in another language as one project, and the format of the source."""
    second_name, second = given_captions(context, asked)
    below = asked.second_place == "below"
    how = Bilingual(below, style_named(asked.first_style), style_named(asked.second_style))
    merged = guarded_call.run(
        merged_files, data, request, second, second_name, how,
        bounds=uploads.caption_bounds(), cancelled=context.cancelled,
    )  # fmt: skip
    return merged.project.encode(), merged.source_format


def _split(context: StepContext, asked: ConvertParameters, data: bytes) -> StepResult:
    """A file for each language; those without a name, of upper and lower lines, are numbered."""
    document = captions.given(context, data, context.job.source_name)
    parts = languages_apart(document)
    marked = document_languages(document)
    made, reports = [], []
    for index, (name, part) in enumerate(parts.items()):
        language = name if name in marked else None
        number = None if language else index
        file, report = captions.render(context, part, descriptions.target_profile(asked), language, number)
        made.append(file)
        reports.append(report)
    changes: dict[str, Any] = {
        "target_profile": reports[0]["target_profile"],
        "duration": duration_of(document),
        "result_data": {"languages": list(parts), "outputs": reports},
    }
    return StepResult({}, made, changes)


def _converted(context: StepContext, data: bytes, request: convert.ConvertRequest) -> convert.Conversion:
    bounds = uploads.caption_bounds()
    return guarded_call.run(convert.convert, data, request, bounds=bounds, cancelled=context.cancelled)


def _verification(context: StepContext, done: convert.Conversion) -> dict[str, Any]:
    """What other readers found in the written file, if the job asks; imported only then."""
    if done.expected is None:
        return {}
    from app.captions.verification.read_back import read_back

    found = read_back(
        done.target_format, done.data, done.expected, uploads.caption_bounds(), context.cancelled
    )
    return {"verification": found}


def _videos(
    context: StepContext,
    asked: ConvertParameters,
    data: bytes,
    request: convert.ConvertRequest,
    done: convert.Conversion,
    notes: list[str],
) -> list[NewOutput]:
    def write(format_name: str) -> bytes:
        return _converted(context, data, replace(request, target_profile=format_name)).data

    with captioned_video.video_of(context, asked) as video:
        styled = done.source_format.id in _STYLED
        language = context.upload.inspection.get("language") if context.upload else None
        made = Captioned(write, language or captioned_video.UNKNOWN, 0.05, styled, notes)
        return captioned_video.videos(context, video, made)
