"""What the stages that make captions share: documents between stages, and captions as output files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Any, cast

from app.captions.conversion import convert
from app.captions.conversion.editing import as_project
from app.captions.conversion.request import ZERO
from app.captions.formats import project
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.speech.speaker_names import named
from app.core.child_process import guarded_call
from app.job_types.caption_parameters import DEFAULT_PROFILE, CaptionParameters
from app.services.files import uploads
from app.services.files.outputs import NewOutput
from app.services.jobs import descriptions
from app.services.jobs.feasibility.translation import ASSUMED
from models import Stage
from tasks.steps import StepContext


def encode(document: Document) -> bytes:
    """A document as a Cuedeck Project, the lossless form it has between stages."""
    written: str = project.write(document, {}, Losses())
    return written.encode()


def decode(data: bytes) -> Document:
    """The document of a Cuedeck Project we wrote ourselves."""
    return project.read(data.decode(), {})


def recognised(context: StepContext) -> Document:
    """The captions that were recognised, with the names that the job gives their speakers."""
    kept = context.load(context.earlier[Stage.TRANSCRIBING]["captions"])
    return named(decode(kept), context.parameters.named_speakers())


def given(context: StepContext, data: bytes, file_name: str) -> Document:
    """Captions somebody sent, read in a guarded child as the job says; detected unless it names a format."""
    request = descriptions.caption_request(cast(CaptionParameters, context.parameters), file_name)
    return _read(context, data, request)


def with_language(context: StepContext, document: Document) -> tuple[Document, list[str]]:
    """Captions somebody sent with the language to translate from, and a note when it had to be assumed."""
    asked = getattr(context.parameters, "source_language", None)
    if asked or document.language:
        return replace(document, language=asked or document.language), []
    note = (
        "The captions do not say their language; they were taken as English. Set source_language to be sure."
    )
    return replace(document, language=ASSUMED), [note]


def detected(context: StepContext, data: bytes, file_name: str) -> Document:
    """Captions beside the job's own, read by what they are: nothing in the job describes them."""
    request = convert.ConvertRequest("auto", project.FORMAT.name, file_name=file_name)
    return _read(context, data, request)


def _read(context: StepContext, data: bytes, request: convert.ConvertRequest) -> Document:
    read = guarded_call.run(
        as_project, data, request, bounds=uploads.caption_bounds(), cancelled=context.cancelled
    )
    return project.read(read, {})


def in_picture_time(context: StepContext, document: Document) -> tuple[Document, dict[str, Any]]:
    """Captions somebody sent, edited and with their times on the picture, and what the guide found."""
    return _to_speak(context, document, _request(context))


def in_own_time(context: StepContext, document: Document) -> tuple[Document, dict[str, Any]]:
    """The same of captions made of the picture: their times fit it already."""
    return _to_speak(context, document, _unshifted(_request(context)))


def _to_speak(
    context: StepContext, document: Document, request: convert.ConvertRequest
) -> tuple[Document, dict[str, Any]]:
    request = replace(request, target_profile=project.FORMAT.name, encode_options={})
    done = _converted(context, document, request)
    return decode(done.data), {"quality": done.quality, "fixes": done.fixes}


def render(
    context: StepContext,
    document: Document,
    target: str,
    language: str | None = None,
    part: int | None = None,
) -> tuple[NewOutput, dict[str, Any]]:
    """One output file from a document, shifted as the job says, with its conversion's report."""
    done = _converted(context, document, replace(_request(context), target_profile=target))
    return _kept(context, done, language, part), done.report()


def render_track(
    context: StepContext, data: bytes, name: str, language: str, target: str
) -> tuple[NewOutput, convert.ConvertedTrack]:
    """As `detected`, then `render`, of captions out of a film; `language` counts before what they say."""
    request = replace(_request(context), target_profile=target)
    done = guarded_call.run(
        convert.convert_track, data, name, language, request,
        bounds=uploads.caption_bounds(), cancelled=context.cancelled,
    )  # fmt: skip
    return replace(_kept(context, done.conversion), language=done.language), done


def _kept(
    context: StepContext, done: convert.Conversion, language: str | None = None, part: int | None = None
) -> NewOutput:
    name = file_name(context.job.source_name, done.target_format.extensions[0], language, part)
    return NewOutput(context.store(done.data), name, done.target_format.media_type, language)


def written(context: StepContext, document: Document, format_name: str) -> bytes:
    """A document in the format of this name, in its own time: what goes on the picture it was made of."""
    request = replace(_unshifted(_request(context)), target_profile=format_name, encode_options={})
    return _converted(context, document, request).data


def subrip_to_speak(context: StepContext, document: Document) -> bytes:
    """The captions to be spoken, as SubRip: edits and fixes are applied already."""
    request = replace(_unshifted(_request(context)), edits={}, guide="", auto_fix=False, encode_options={})
    return _converted(context, document, replace(request, target_profile=DEFAULT_PROFILE)).data


def _unshifted(request: convert.ConvertRequest) -> convert.ConvertRequest:
    return replace(request, offset=ZERO, incode=ZERO, source_frame_rate="auto", target_frame_rate="auto")


def _request(context: StepContext) -> convert.ConvertRequest:
    request = descriptions.caption_request(cast(CaptionParameters, context.parameters))
    return replace(request, source_profile=project.FORMAT.name, encoding="auto", decode_options={})


def _converted(
    context: StepContext, document: Document, request: convert.ConvertRequest
) -> convert.Conversion:
    bounds = uploads.caption_bounds()
    return guarded_call.run(
        convert.convert, encode(document), request, bounds=bounds, cancelled=context.cancelled
    )


def file_name(source_name: str, extension: str, language: str | None = None, part: int | None = None) -> str:
    """The source's name with language, part number and the target's extension."""
    stem = PurePath(source_name).stem or "captions"
    words = [stem, *([language] if language else []), *([f"part{part + 1}"] if part is not None else [])]
    return f"{'.'.join(words)}.{extension.lstrip('.')}"
