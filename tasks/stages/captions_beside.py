"""What is sent along with a source: captions to be spoken (voiceover), moved (sync) or timed (align), and a
translation memory (translate, dub)."""

from __future__ import annotations

from typing import Protocol

from app.core.errors import JobError
from app.core.settings import get_settings
from app.job_types.caption_parameters import TranslationMemoryParameters
from app.services.files import uploads
from models import Upload
from tasks.steps import StepContext


class CaptionsBeside(Protocol):
    """The three ways to send captions along."""

    srt_content: str | None
    srt_url: str | None
    captions_upload_id: str | None


def given_captions(context: StepContext, asked: CaptionsBeside) -> tuple[str, bytes]:
    """Name and content of the captions in srt_content, an upload or at an address. Raises JobError."""
    found = _content(context, asked.srt_content, asked.captions_upload_id, asked.srt_url)
    if found is not None:
        name, content = found
        return name or "captions.srt", content
    raise JobError(
        "The job has no captions beside its media.",
        code="no_captions",
        hint="Send them in srt_content, srt_url or captions_upload_id.",
        rejected=True,
    )


def given_memory(context: StepContext, asked: TranslationMemoryParameters) -> bytes | None:
    """The translation memory in translation_memory, an upload or at an address; None where there is none."""
    ways = asked.translation_memory, asked.translation_memory_upload_id, asked.translation_memory_url
    found = _content(context, *ways)
    return None if found is None else found[1]


def _content(
    context: StepContext, text: str | None, upload_id: str | None, address: str | None
) -> tuple[str, bytes] | None:
    """What was sent along as text (which has no name), an upload or an address; None when nothing was."""
    if text:
        return "", text.encode()
    if upload_id:
        upload: Upload = context.find_upload(upload_id)
        with context.stored(upload.storage_key) as path:
            return upload.file_name, uploads.read_captions(path, upload.file_name)
    if address:
        with context.fetched(address, get_settings().limits.caption_bytes) as (name, path):
            return name, path.read_bytes()
    return None
