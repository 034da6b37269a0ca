"""Webhook payloads: an event, or a job as GET /v1/jobs/{id} answers it.

The facts are those of the moment the event happened. Download links are made anew for every attempt, so that
they are good for an hour however late the attempt.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.core.clock import iso
from app.core.settings import get_settings
from app.services.files import links, outputs
from app.services.jobs import rendering, schema
from models import Job, Output, Stage, WebhookDelivery
from models.stages import ENDED_BADLY

COMPLETED = "job.completed"


def event(job: Job, name: str, at: datetime) -> dict[str, Any]:
    """An account event; duration and word count are left out while nobody knows them."""
    words = (job.result_data or {}).get("word_count")
    data: dict[str, Any] = {"jobId": job.id, "status": job.stage, "apiProduct": job.job_type}
    data |= {"duration": job.duration} if job.duration is not None else {}
    data |= {"wordCount": words} if words is not None else {}
    data |= {"cost": job.credits_charged, "outputs": []}
    if Stage(job.stage) in ENDED_BADLY:
        data["error"] = {"code": job.error_code, "message": job.error_message, "hint": job.error_hint or ""}
    if job.sandbox:
        data["sandbox"] = True
    return {"event": name, "timestamp": iso(at.replace(microsecond=0)), "data": data}


def job_payload(session: Session, job: Job) -> schema.Job:
    """A job's JSON as GET /v1/jobs/{id} gives it."""
    session.flush()
    return rendering.job_json(session, job, get_settings().base_url)


def without_tokens(job: schema.Job) -> dict[str, Any]:
    """A job's JSON to be kept: its links are made anew for every attempt, and nobody needs the old ones."""
    files = [file | {"url": links.masked(file["url"])} for file in job["outputs"]]
    first = job["download_url"]
    return dict(job) | {"outputs": files, "download_url": first and links.masked(first)}


def sample(name: str, at: datetime) -> dict[str, Any]:
    """A test event: an example, marked as a test."""
    data = {"jobId": "job_test", "status": "transcribed", "apiProduct": "transcribe", "duration": 84.0}
    data |= {"cost": 3, "outputs": [], "test": True}
    return {"event": name, "timestamp": iso(at.replace(microsecond=0)), "data": data}


def with_links(session: Session, delivery: WebhookDelivery) -> dict[str, Any]:
    """A delivery's body with links that are good for an hour from now."""
    if delivery.job_id is None:
        return delivery.payload
    base, made = get_settings().base_url, outputs.list_for_job(session, delivery.job_id)
    if "data" in delivery.payload:
        completed = delivery.payload["event"] == COMPLETED
        data = delivery.payload["data"] | {"outputs": _files(made, base) if completed else []}
        return delivery.payload | {"data": data}
    fresh = {output.id: links.short_lived(output, base) for output in made}
    files = [
        file | {"url": fresh[file["output_id"]].url, "expires_at": iso(fresh[file["output_id"]].expires_at)}
        for file in delivery.payload["outputs"]
        if file["output_id"] in fresh
    ]
    first = files[0] if files else {"url": None, "expires_at": None}
    changed = {"outputs": files, "download_url": first["url"], "expires_at": first["expires_at"]}
    return delivery.payload | changed


def _files(made: list[Output], base: str) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = []
    for output in made:
        presigned = links.short_lived(output, base)
        facts = {"url": presigned.url, "expiresAt": iso(presigned.expires_at), "sizeBytes": output.size}
        files.append({"outputIndex": output.output_index, **facts} if len(made) > 1 else facts)
    return files
