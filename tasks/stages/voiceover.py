"""voiceover: the captions to speak, as they were sent. They are spoken like a dub's."""

from __future__ import annotations

from app.core.errors import JobError
from app.job_types.voiceover import VoiceoverParameters
from models import Upload
from tasks.steps import StepContext


def given_captions(context: StepContext, asked: VoiceoverParameters) -> tuple[str, bytes]:
    """Name and content of the captions in srt_content, an upload or at an address. Raises JobError."""
    if asked.srt_content:
        return "captions.srt", asked.srt_content.encode()
    if asked.captions_upload_id:
        upload: Upload = context.find_upload(asked.captions_upload_id)
        return upload.file_name, context.load(upload.storage_key)
    if asked.srt_url:
        with context.fetched(asked.srt_url) as (name, path):
            return name, path.read_bytes()
    raise JobError(
        "A voiceover needs captions to speak.",
        code="no_captions",
        hint="Send them in srt_content, srt_url or captions_upload_id.",
        rejected=True,
    )
