"""The `webhooks` of /openapi.json: what is sent to endpoints, and to a job's own webhook."""

from __future__ import annotations

from typing import Any

from app.api.openapi import components
from app.api.openapi.examples import kept
from app.services.jobs.schema import Job
from app.services.webhooks.schema import AccountEvent
from models.webhook import EVENTS

SCHEMAS = (AccountEvent, Job)
_TEXT = {"type": "string"}
_SIGNATURES = {
    "webhook-id": "Identifier of the event: the same for every attempt and every endpoint.",
    "webhook-timestamp": "When this attempt was made, in seconds since 1970.",
    "webhook-signature": "Signatures of the body per Standard Webhooks, one for each secret.",
}
_WHEN = {
    "job.created": "A job was accepted.",
    "job.processing": "A job has moved on: it is being worked on, or waits for its editor.",
    "job.completed": "A job has completed; its outputs can be downloaded for an hour.",
    "job.failed": "A job has failed, was rejected or canceled.",
}
_ANSWERS = {
    "2XX": {"description": "Received. Any other answer, or none in ten seconds, is tried again."},
    "410": {"description": "Nothing more is to be sent: the endpoint is disabled."},
}


def described() -> dict[str, Any]:
    """One entry an event of the account, and `job` for a job's own webhook."""
    events = {
        name: _sent(name, AccountEvent, _WHEN[name], "To every endpoint that asks for it.") for name in EVENTS
    }
    about = "To the `webhook` of the job, or of its preset: the same JSON as GET /v1/jobs/{job_id}."
    return events | {"job": _sent("job", Job, "A job has ended.", about)}


def _sent(name: str, schema: Any, summary: str, about: str) -> dict[str, Any]:
    content = {"schema": components.ref(schema), "example": kept()["webhooks"][name]}
    operation = {
        "operationId": f"receive_{name.replace('.', '_')}",
        "tags": ["Webhooks"],
        "summary": summary,
        "description": about,
        "parameters": [
            {
                "name": header,
                "in": "header",
                "required": True,
                "description": text,
                "schema": {"type": "string"},
            }
            for header, text in _SIGNATURES.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": _ANSWERS,
        "security": [],
    }
    return {"post": operation}
