"""Fields of a Job Description and their values, as a person reads them in a job's list of changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypedDict

from app.services.jobs.history.runs import Difference
from app.ui.language import message, number_text
from app.ui.pages.home.submission.type_fields import every_field

NOTHING, YES, NO = "not given", "Yes", "No"
NAMES = {
    "audio_track": "Sound track",
    "auto_fix": "What the guide finds",
    "caption_formatting": "Format as captions",
    "captions_upload_id": "Caption file",
    "conform": "Change of frame rate",
    "default_drop_frame": "Timecode at 29.97",
    "default_frame_rate": "Frame rate where none is known",
    "edits": "Edits",
    "encoding": "Source encoding",
    "error_code": "Error code (sandbox)",
    "fail_at_stage": "Stage to fail in (sandbox)",
    "finish_in": "Seconds until the end (sandbox)",
    "finish_with_error": "End as failed (sandbox)",
    "first_style": "Style of the first language",
    "glossary": "Glossary",
    "guide": "Quality guide",
    "lines": "Lines with a voice or speed of their own",
    "incode": "Incode",
    "job_metadata": "Metadata",
    "media_path": "Address of the source",
    "media_url": "Address of the media",
    "offset": "Offset",
    "offset_type": "Shift",
    "output_format": "Output format",
    "preset_id": "Preset",
    "prompt": "Prompt",
    "retention_days": "Days the files are kept",
    "second_place": "Place of the second language",
    "second_style": "Style of the second language",
    "source_frame_rate": "Source frame rate",
    "source_profile": "Source format",
    "source_url": "Address of the source",
    "split_languages": "A file for each language",
    "srt_content": "Captions",
    "srt_url": "Address of the captions",
    "target_frame_rate": "Target frame rate",
    "target_language": "Target language",
    "target_profile": "Target format",
    "task": "Task",
    "translation_memory": "Translation memory",
    "translation_memory_upload_id": "Translation memory",
    "translation_memory_url": "Translation memory",
    "url": "Address of the source",
    "verify": "Read the result back",
    "video_upload_id": "Video",
    "video_url": "Address of the video",
    "voices": "Voices",
}
"""Those that are not among the form's fields of a job type."""

OPTIONS = ("decode_options", "encode_options", "transcribe_options")
"""Fields that hold fields, each of which is told by itself."""


class Change(TypedDict):
    """A field that differs from the run before."""

    field: str
    before: str
    after: str


def changes(kind: str, differ: list[Difference]) -> list[Change]:
    """Every difference in words."""
    form = {field["name"]: field for field in every_field(kind)}
    made = []
    for each in _single(differ):
        field = form.get(each["field"])
        words = {choice["value"]: choice["label"] for choice in field["choices"]} if field else {}
        label = field["label"] if field else field_name(each["field"])
        made.append(
            Change(field=label, before=_value(each["before"], words), after=_value(each["after"], words))
        )
    return made


def field_name(name: str) -> str:
    """What people call a field that is not in the form of its job type."""
    return message(NAMES.get(name) or name.replace("_", " ").capitalize())


def _single(differ: list[Difference]) -> Iterator[Difference]:
    """Differences of single fields."""
    for each in differ:
        if each["field"] not in OPTIONS:
            yield each
            continue
        before, after = each["before"] or {}, each["after"] or {}
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                yield {"field": name, "before": before.get(name), "after": after.get(name)}


def _value(value: Any, words: dict[str, str]) -> str:
    if value is None:
        return message(NOTHING)
    if isinstance(value, bool):
        return message(YES if value else NO)
    if str(value) in words:
        return words[str(value)]
    if isinstance(value, float | int):
        return number_text(value, len(f"{value:.15g}".partition(".")[2]))
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
