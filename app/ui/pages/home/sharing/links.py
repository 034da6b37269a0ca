"""The links of a job as the page lists them."""

from __future__ import annotations

from typing import TypedDict

from sqlmodel import Session

from app.core.clock import iso
from app.services.access import Principal
from app.services.files import links
from app.ui.labels import downloads_text, link_state_text


class LinkRow(TypedDict):
    """A link. `state` is active, expired, revoked, used up or file removed; times are ISO 8601.

    `undo` says that its revocation can be undone.
    """

    id: str
    url: str
    file: str
    state: str
    expires: str
    undo: bool
    used: str
    last_used: str
    last_address: str


def link_rows(session: Session, who: Principal, job_id: str, base_url: str) -> list[LinkRow]:
    """Every link to a job's outputs, newest first."""
    return [
        {
            "id": link.id,
            "url": links.url(link, base_url),
            "file": output.file_name,
            "state": link_state_text(link, output),
            "undo": links.can_be_restored(link),
            "expires": iso(link.expires_at) or "",
            "used": downloads_text(link.download_count, link.max_downloads),
            "last_used": iso(link.last_used_at) or "",
            "last_address": link.last_address,
        }
        for link, output in links.list_for_job(session, who, job_id)
    ]
