"""Request bodies of job submissions in the OpenAPI document, from the parameter classes."""

from __future__ import annotations

import json
from typing import Any

from app.job_types import DEFAULT, JOB_TYPES

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


def components() -> dict[str, Any]:
    """The schemas that request bodies refer to, by name."""
    made: dict[str, Any] = {}
    for kind in JOB_TYPES.values():
        model = kind.parameters
        schema = model.model_json_schema(by_alias=False, ref_template=_REF)
        made |= schema.pop("$defs", {})
        own = schema["properties"].get("start")  # a preview's, in seconds
        schema["properties"]["start"] = {"anyOf": [*own.pop("anyOf"), _START], **own} if own else _START
        schema["properties"]["job_type"]["description"] = "Type of the job."
        made[model.__name__] = schema
    return made


def body(job_type: str | None) -> dict[str, Any]:
    """The request body of POST /v1/{job_type}; of POST /v1/jobs without one."""
    if job_type is None:
        schema: dict[str, Any] = {"anyOf": [_ref(name) for name in JOB_TYPES]}
    else:
        schema = _ref(job_type)
    kind = JOB_TYPES[job_type or DEFAULT]
    described = {"job_type": kind.name, **kind.form_example, **_FORM_EXAMPLE}
    form = {"type": "object", "properties": _FORM}
    content = {
        "application/json": {"schema": schema, "example": kind.example},
        "multipart/form-data": {
            "schema": form,
            "example": {"config": json.dumps(described)},
        },
    }
    return {"requestBody": {"required": True, "content": content}}


def about(job_type: str) -> str:
    """What a job type does, in a sentence."""
    text = (JOB_TYPES[job_type].parameters.__doc__ or "").partition(": ")[2]
    return text[:1].upper() + text[1:]


def _ref(job_type: str) -> dict[str, str]:
    return {"$ref": _REF.format(model=JOB_TYPES[job_type].parameters.__name__)}
