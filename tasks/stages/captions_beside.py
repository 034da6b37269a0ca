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
    if asked.srt_content:
        return "captions.srt", asked.srt_content.encode()
    if asked.captions_upload_id:
        upload: Upload = context.find_upload(asked.captions_upload_id)
        with context.stored(upload.storage_key) as path:
            return upload.file_name, uploads.read_captions(path, upload.file_name)
    if asked.srt_url:
        with context.fetched(asked.srt_url, get_settings().limits.caption_bytes) as (name, path):
            return name, path.read_bytes()
    raise JobError(
        "The job has no captions beside its media.",
        code="no_captions",
        hint="Send them in srt_content, srt_url or captions_upload_id.",
        rejected=True,
    )


def given_memory(context: StepContext, asked: TranslationMemoryParameters) -> bytes | None:
    """The translation memory in translation_memory, an upload or at an address; None where there is none."""
    if asked.translation_memory:
        return asked.translation_memory.encode()
    if asked.translation_memory_upload_id:
        upload: Upload = context.find_upload(asked.translation_memory_upload_id)
        with context.stored(upload.storage_key) as path:
            return uploads.read_captions(path, upload.file_name)
    if asked.translation_memory_url:
        limit = get_settings().limits.caption_bytes
        with context.fetched(asked.translation_memory_url, limit) as (_, path):
            return path.read_bytes()
    return None
