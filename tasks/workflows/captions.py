"""What the stages that make captions share: documents between stages, and captions as output files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any, cast

from app.captions import convert
from app.captions.document import Document
from app.captions.formats import project
from app.captions.losses import Losses
from app.captions.reading import read_source
from app.core import sandbox
from app.services import descriptions, uploads
from app.services.outputs import Made
from models.params import CaptionParameters
from tasks.steps import StepContext

_SHORT = {"srt": "SubRip Video Subtitle Script", "vtt": "WebVTT"}


@dataclass(slots=True)
class Rendered:
    """Caption files made from documents, and the report of the conversions."""

    made: list[Made] = field(default_factory=list)
    report: dict[str, Any] = field(default_factory=dict)


def encode(document: Document) -> bytes:
    """A document as a Cuedeck Project, the lossless form it has between stages."""
    written: str = project.write(document, {}, Losses())
    return written.encode()


def decode(data: bytes) -> Document:
    """The document of a Cuedeck Project we wrote ourselves."""
    return project.read(data.decode(), {})


def read_captions(data: bytes, request: convert.ConvertRequest) -> bytes:
    """Captions in any profile as a Cuedeck Project; called inside a guarded child."""
    return encode(read_source(data, request).document)


def given(context: StepContext, data: bytes, file_name: str) -> Document:
    """Captions somebody sent, read in a guarded child."""
    request = convert.ConvertRequest(source_profile="auto", file_name=file_name)
    read = sandbox.run(
        read_captions, data, request, bounds=uploads.caption_bounds(), cancelled=context.cancelled
    )
    return decode(read)


def render(
    context: StepContext,
    document: Document,
    target: str,
    language: str | None = None,
    part: int | None = None,
) -> tuple[Made, dict[str, Any]]:
    """One output file from a document, with its conversion's report."""
    parameters = cast(CaptionParameters, context.parameters)
    request = replace(
        descriptions.caption_request(parameters),
        source_profile=project.PROFILE.name,
        target_profile=_SHORT.get(target, target),
        offset="00:00:00:00",
        decode_options={},
    )
    done = sandbox.run(
        convert.convert,
        encode(document),
        request,
        bounds=uploads.caption_bounds(),
        cancelled=context.cancelled,
    )
    made = Made(
        context.store(done.data),
        file_name(context.job.source_name, done.profile.extensions[0], language, part),
        done.profile.media_type,
        language,
    )
    return made, report(done)


def report(done: convert.Conversion) -> dict[str, Any]:
    """What a conversion found, lost and mended, as a job's `result_data` shows it."""
    return {
        "source_profile": done.source_profile.name,
        "target_profile": done.profile.name,
        "encoding": done.encoding,
        "frame_rate": done.frame_rate,
        "cue_count": done.cue_count,
        "losses": done.losses,
        "quality": done.quality,
        "fixes": done.fixes,
        "notes": done.notes,
    }


def target_of(context: StepContext) -> str:
    """The profile of the output: `output_format` where a job type has it, else `target_profile`."""
    asked = getattr(context.parameters, "output_format", None)
    return asked or cast(CaptionParameters, context.parameters).target_profile


def file_name(source_name: str, extension: str, language: str | None = None, part: int | None = None) -> str:
    """The source's name with language, part number and the target's extension."""
    stem = PurePath(source_name).stem or "captions"
    words = [stem, *([language] if language else []), *([f"part{part + 1}"] if part is not None else [])]
    return f"{'.'.join(words)}.{extension.lstrip('.')}"
