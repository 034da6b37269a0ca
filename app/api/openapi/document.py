"""The OpenAPI document: title, summary, tags, security schemes and common errors."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api.job_v4 import openapi as job_v4
from app.api.openapi import components, examples, headers, job_descriptions, webhooks
from app.api.schemas.problems import Problem
from app.core.settings import get_settings

VERSION = "0.1.0"
SUMMARY = "Caption and media jobs: submit, watch, download, share."
DESCRIPTION = """\
Send a file and a Job Description, get a job; poll it, stream its events, or let a webhook tell you; download
its outputs by links that expire.

```sh
curl -H "Authorization: Bearer $KEY" -F source=@film.srt \\
     -F 'config={"target_profile": "WebVTT"}' "$URL/v1/jobs?wait=30"
```

Every error is problem JSON (RFC 9457) with `detail`, a stable `code`, and a `hint` that says what to do next.
"""
TAGS = [
    {"name": "Jobs", "description": "Submit, watch, list, cancel, retry."},
    {"name": "Editing", "description": "Drafts that wait for a person: read, save, approve, send back."},
    {"name": "Playback", "description": "What a job can show and play: media, captions, waveforms."},
    {"name": "Presets", "description": "Stored job settings: steps, required metadata and defaults."},
    {
        "name": "Job API",
        "description": "/job, version 4: make, add media, start, ask, get captions.",
    },
    {"name": "Results", "description": "Download URLs for outputs."},
    {"name": "Events", "description": "Server-Sent Events of a job or of everything."},
    {"name": "Uploads", "description": "Source files, streamed."},
    {"name": "Links", "description": "Presigned links that can be revoked."},
    {"name": "Keys", "description": "API keys."},
    {"name": "Webhooks", "description": "Endpoints, deliveries, test and resend."},
    {"name": "Credits", "description": "Balance, ledger, prices, usage."},
    {"name": "Capabilities", "description": "What works on this installation."},
]

SECURITY = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "Authorization: Bearer KEY (or ApiToken KEY)",
    },
    "header": {"type": "apiKey", "in": "header", "name": "x-api-key"},
}


def problem(text: str) -> dict[str, Any]:
    """An answer that is a problem."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "content": {"application/problem+json": {"schema": schema}}}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: problem("The request cannot be understood."),
    401: problem("No valid key."),
    402: problem("The balance does not cover the job."),
    403: problem("This key may not do this."),
    404: problem("No such thing, or not yours."),
    409: problem("The thing is in a state that does not allow this."),
    410: problem("It has been removed."),
    412: problem("Somebody saved a newer version."),
    413: problem("The body or file is too large."),
    422: problem("A wrong value."),
    429: problem("Too many requests; see Retry-After."),
}


def install(api: FastAPI) -> None:
    """Serve the document with `servers` relative, so that it is right wherever the instance runs."""

    def document() -> dict[str, Any]:
        if api.openapi_schema is None:
            made = get_openapi(
                title=api.title,
                version=api.version,
                summary=api.summary,
                description=api.description,
                routes=api.routes,
                tags=api.openapi_tags,
                license_info=api.license_info,
            )
            schemas = made["components"]["schemas"]
            schemas |= (
                components.of(Problem, *job_v4.SCHEMAS, *webhooks.SCHEMAS) | job_descriptions.components()
            )
            made["webhooks"] = webhooks.described()
            made["servers"] = [{"url": get_settings().base_path or "/"}]
            made["components"]["securitySchemes"] = SECURITY
            made["security"] = [{name: []} for name in SECURITY]
            _drop_unused(made)
            headers.add(made)
            examples.add(made)
            api.openapi_schema = made
        return api.openapi_schema

    api.openapi = document  # type: ignore[method-assign]


def _drop_unused(document: dict[str, Any]) -> None:
    """FastAPI's own answer to wrong values, which nothing here gives."""
    for operations in document["paths"].values():
        for operation in operations.values():
            if "HTTPValidationError" in str(operation["responses"].get("422")):
                del operation["responses"]["422"]
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
