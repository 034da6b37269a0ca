"""What the fields of Job Descriptions mean, where their class says nothing.

A description in the class is also the help text of the page's form, where most of these fields need none.
"""

from __future__ import annotations

from typing import Any

TEXTS = {
    "model_size": "Size of the recognition model: tiny, base, small, medium, large, or the id of a model.",
    "task": "translate: into English.",
    "prompt": "Names and terms to expect.",
    "source_language": "Language of the source; detected when not given.",
    "provider_id": "Id of the recognition engine.",
    "provider_options": "Options of the recognition engine.",
    "job_name": "A name to recognise the job by.",
    "labels": "Words to filter lists by.",
    "target_profile": "Caption format of the outputs: a name, an id or a file extension.",
    "default_drop_frame": "Whether timecodes drop frames where neither the file nor its format says so.",
    "source_frame_rate": 'Frame rate of the source; "auto" takes it from the file.',
    "target_frame_rate": 'Frame rate of the outputs; "auto" keeps that of the source.',
    "offset": "Timecode by which the captions are moved.",
    "offset_type": "Whether the offset is added to the times or subtracted.",
    "decode_options": "Options of reading the source format, as /v1/capabilities lists them.",
    "encode_options": "Options of writing the target format, as /v1/capabilities lists them.",
    "url": "Where to fetch the source.",
    "media_url": "Where to fetch the media.",
    "word_timestamps": "Keep the time of each word.",
    "transcribe_options": "The recognition options as one object.",
    "srt_url": "Where to fetch the captions.",
    "srt_content": "The captions themselves, as text.",
    "target_language": "Language to translate into (BCP 47).",
    "target_languages": "Several languages to translate into (BCP 47), one output each.",
    "glossary": "Fixed translations of terms.",
    "voice_engine": "Id of the voice engine; the first that is ready when not given.",
    "voice": "Id of the voice; one of the language when not given.",
    "output_format": "same: a file like the source; audio_only: the sound alone.",
    "captions_upload_id": "The captions to speak, sent to POST /v1/uploads.",
    "engine": "Id of the translation engine.",
    "preview_type": "What to make.",
    "timestamp": "Where the frame is taken, in seconds; at a quarter of the length when not given.",
    "start": "Where the clip or gif begins, in seconds.",
    "duration": "Length of the clip or gif in seconds.",
    "columns": "Pictures side by side in a mosaic.",
    "rows": "Rows of pictures in a mosaic.",
    "width": "Width of the picture in pixels.",
    "fps": "Frames per second of a gif.",
    "hash_size": "Side of the picture hashes: their bits are its square.",
    "max_comments": "How many comments at most.",
    "job_type": "Type of the job.",
}


def add(schema: dict[str, Any]) -> None:
    """Describe the properties of a schema that are not described yet."""
    for name, field in schema.get("properties", {}).items():
        if name in TEXTS:
            field.setdefault("description", TEXTS[name])
