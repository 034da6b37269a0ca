"""Job Descriptions in /openapi.json: the very parameter classes that check them, as request bodies."""

from __future__ import annotations

import json
from typing import Any

from app.job_types.caption_parameters import PARAMETERS
from models import JobType

_REF = "#/components/schemas/{model}"
_FORM = {
    "source": {"type": "string", "format": "binary", "description": "A file, or a URL as text"},
    "config": {
        "type": "string",
        "contentMediaType": "application/json",
        "description": "The Job Description as JSON",
    },
    "preset_id": {"type": "string", "description": "A preset's id or name"},
}
_START = {
    "type": "boolean",
    "default": True,
    "description": "false keeps the job as a draft until POST /v1/jobs/{job_id}/start",
}
_FORM_EXAMPLE = {"job_name": "Episode 12", "external_id": "ep-12"}
_BESIDE_A_FILE: dict[JobType, dict[str, Any]] = {
    JobType.TRANSLATE: {"target_language": "es"},
    JobType.VOICEOVER: {"srt_url": "https://example.com/captions.es.srt", "target_language": "es"},
    JobType.DUB: {"target_language": "es"},
    JobType.DOWNLOAD: {"url": "https://youtube.com/watch?v=dQw4w9WgXcQ"},
    JobType.COMMENTS: {"url": "https://youtube.com/watch?v=dQw4w9WgXcQ"},
}
"""What a form's description needs besides its file, by job type."""
_DESCRIPTION = {
    "job_type": "convert",
    "source_profile": "SubRip Video Subtitle Script",
    "target_profile": "WebVTT",
    "webhook": "https://station.example.com/captions-are-ready",
}
_EXAMPLES: dict[JobType, dict[str, Any]] = {
    JobType.CONVERT: {**_DESCRIPTION, "media_path": "https://example.com/captions.srt"},
    JobType.TRANSCRIBE: {"media_url": "https://example.com/video.mp4", "language": "en"},
    JobType.TRANSLATE: {"media_url": "https://example.com/video.mp4", "target_language": "es"},
    JobType.VOICEOVER: {
        "media_url": "https://example.com/video.mp4",
        "srt_url": "https://example.com/captions.es.srt",
        "target_language": "es",
    },
    JobType.DUB: {"media_url": "https://example.com/video.mp4", "target_language": "es"},
    JobType.DOWNLOAD: {"url": "https://video.example.com/watch/harbour"},
    JobType.PREVIEW: {"url": "https://example.com/video.mp4", "preview_type": "mosaic"},
    JobType.FINGERPRINT: {"url": "https://example.com/video.mp4", "hash_size": 16},
    JobType.COMMENTS: {"url": "https://video.example.com/watch/harbour", "max_comments": 100},
}


def components() -> dict[str, Any]:
    """The schemas that request bodies refer to, by name."""
    made: dict[str, Any] = {}
    for model in PARAMETERS.values():
        schema = model.model_json_schema(by_alias=False, ref_template=_REF)
        made |= schema.pop("$defs", {})
        own = schema["properties"].get("start")  # a preview's, in seconds
        schema["properties"]["start"] = {"anyOf": [*own.pop("anyOf"), _START], **own} if own else _START
        made[model.__name__] = schema
    return made


def body(job_type: JobType | None) -> dict[str, Any]:
    """The request body of POST /v1/{job_type}; of POST /v1/jobs without one."""
    if job_type is None:
        schema: dict[str, Any] = {"anyOf": [_ref(kind) for kind in JobType]}
    else:
        schema = _ref(job_type)
    example = _EXAMPLES[job_type or JobType.CONVERT]
    kind = job_type or JobType.CONVERT
    described = {"job_type": kind, **_BESIDE_A_FILE.get(kind, {}), **_FORM_EXAMPLE}
    form = {"type": "object", "properties": _FORM}
    content = {
        "application/json": {"schema": schema, "example": example},
        "multipart/form-data": {
            "schema": form,
            "example": {"config": json.dumps(described)},
        },
    }
    return {"requestBody": {"required": True, "content": content}}


def _ref(job_type: JobType) -> dict[str, str]:
    return {"$ref": _REF.format(model=PARAMETERS[job_type].__name__)}
