"""OpenAPI descriptions of the /job API: each parameter as query, form field and JSON."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from app.api.job_v4.errors import JobError
from app.api.openapi import components
from app.services.jobs.schema import JobApiJob, JobApiJobPage, JobApiProfiles, NewJobApiJob

_WHOLE, _TEXT, _FLAG, _OBJECT = (
    {"type": "integer", "minimum": 1, "maximum": 2**53},
    {"type": ["string", "integer"], "maxLength": 300},
    {"type": "boolean"},
    {"type": "object", "additionalProperties": True},
)
_ADDRESS = {"type": "string", "format": "uri", "pattern": "^https?://", "maxLength": 4096}
_VERSION = {
    "name": "v",
    "in": "query",
    "required": True,
    "description": "API version. Current version is 4. Older versions are supported but deprecated.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 4},
    "example": 4,
}
_JOB_ID = {"job_id": (_WHOLE, "Job ID (as received after calling POST /job/new)")}
_STATUSES = ["Pending", "In Progress", "Completed", "Error", "Canceled"]
_ERRORS: dict[int | str, dict[str, Any]] = {
    code: {"description": text, "content": {"application/json": {"schema": components.ref(JobError)}}}
    for code, text in {
        400: "MISSING_PARAMETER, INVALID_OPTION or INVALID_URL",
        401: "BAD_API_TOKEN",
        402: "INSUFFICIENT_CREDITS",
        403: "FORBIDDEN",
        404: "ITEM_NOT_FOUND",
        409: "INVALID_STATE",
        413: "INVALID_OPTION: the body or file is too large",
        429: "RATE_LIMITED",
    }.items()
}
_CALLS: dict[str, dict[str, tuple[dict[str, Any], str]]] = {
    "new": {
        "profile": (_TEXT, "A preset's id or name; it decides the processing steps"),
        "job_name": ({"type": ["string", "integer"], "maxLength": 200}, "A name to recognise the job by"),
        "external_id": ({"type": ["string", "integer"], "maxLength": 200}, "Your own id for the job"),
        "language": (
            {"type": ["string", "integer"], "maxLength": 20},
            "Spoken language; the preset's if not given",
        ),
        "job_metadata": (_OBJECT, "What the preset requires, by name"),
    },
    "add_media": {
        **_JOB_ID,
        "media_url": (_ADDRESS, "Where to fetch the media; or send a file in a form"),
        "replace": (_FLAG, "Put it in the place of media added before, which is refused otherwise"),
    },
    "perform_transcription": {
        **_JOB_ID,
        "callback_url": (_ADDRESS, "Gets the job's JSON when it ends"),
        "options": (_OBJECT, "Additional options for the transcription job: Job Description fields"),
        "finish_in": (
            {"type": "integer", "minimum": 0, "maximum": 900},
            "Sandbox mode only: the job ends after so many seconds; without it, it stays In Progress",
        ),
        "finish_with_error": (_FLAG, "Sandbox mode only: with finish_in, the job ends as Error"),
        "fail_at_stage": (_TEXT, "Sandbox mode only: the stage to fail in"),
        "error_code": (
            {"type": ["string", "integer"], "maxLength": 60},
            "Sandbox mode only: the error to fail with",
        ),
    },
    "info": _JOB_ID,
    "get_caption": {
        **_JOB_ID,
        "caption_format": (_TEXT, "A caption format's name or id, such as srt; the job's own if not given"),
        "output_index": ({"type": "integer", "minimum": 0, "maximum": 1000}, "Which output, from 0"),
    },
    "list": {
        "limit": ({"type": "integer", "minimum": 1, "maximum": 100}, "How many jobs, 20 if not given"),
        "before": (_WHOLE, "The next_before of the page before"),
        "job_status": ({"enum": _STATUSES}, "Pending, In Progress, Completed, Error or Canceled"),
        "external_id": (_TEXT, "Your own id"),
    },
    "cancel": _JOB_ID,
    "profiles": {},
}
_ANSWERS = {"new": NewJobApiJob, "list": JobApiJobPage, "profiles": JobApiProfiles}
SCHEMAS = (JobError, JobApiJob, *_ANSWERS.values())
"""What the answers of /job refer to."""
_READS = ("info", "get_caption", "list", "profiles")


def describe(call: str) -> dict[str, Any]:
    """The keyword arguments that document one call of /job on its route."""
    fields = _CALLS[call]
    reads = call in _READS
    extra: dict[str, Any] = {
        "parameters": [_VERSION, *(_query(name, *told) for name, told in fields.items() if reads)]
    }
    if not reads:
        extra["requestBody"] = _body(call, fields)
    return {
        "operation_id": f"staged_{call}",
        "responses": {200: _answer(call), **_ERRORS},
        "openapi_extra": extra,
        "response_class": Response,
    }


def _query(name: str, schema: dict[str, Any], text: str) -> dict[str, Any]:
    required = name == "job_id"
    return {"name": name, "in": "query", "required": required, "description": text, "schema": schema}


def _body(call: str, fields: dict[str, tuple[dict[str, Any], str]]) -> dict[str, Any]:
    required = ["job_id"] if "job_id" in fields else []
    named = {
        name: {**_optional(name, schema), "description": text} for name, (schema, text) in fields.items()
    }
    schema = {"type": "object", "properties": named, "required": required, "additionalProperties": False}
    kinds: dict[str, Any] = {"application/json": {"schema": schema}}
    if call == "add_media":
        kinds["application/json"]["schema"] = {**schema, "required": ["job_id", "media_url"]}
        kinds["multipart/form-data"] = {"schema": _with_file(schema)}
    else:
        kinds["application/x-www-form-urlencoded"] = _as_form(schema)
    return {"required": bool(required), "content": kinds}


def _optional(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """What is null in JSON, or empty in a form, was not sent."""
    return schema if name in ("job_id", "media_url") else {"anyOf": [schema, {"type": "null"}]}


def _with_file(schema: dict[str, Any]) -> dict[str, Any]:
    file = {"type": "string", "format": "binary", "description": "The media file"}
    named = {name: each for name, each in schema["properties"].items() if name != "media_url"}
    return {**schema, "properties": {**named, "file": file}, "required": ["job_id", "file"]}


def _as_form(schema: dict[str, Any]) -> dict[str, Any]:
    """In a form an object is JSON text."""
    objects = [name for name in schema["properties"] if name in ("job_metadata", "options")]
    text = {"type": "string", "contentMediaType": "application/json", "description": "An object as JSON"}
    return {"schema": {**schema, "properties": {**schema["properties"], **dict.fromkeys(objects, text)}}}


def _answer(call: str) -> dict[str, Any]:
    if call == "get_caption":
        return {
            "description": "The caption file",
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        }
    schema = components.ref(_ANSWERS.get(call, JobApiJob))
    return {"description": "Done", "content": {"application/json": {"schema": schema}}}
