"""A file that has just landed becomes a conversion into its own format, whose result is edited."""

from __future__ import annotations

import json
from typing import Any

import reflex as rx
from sqlmodel import Session

from app.captions.formats import registry
from app.core.db import in_transaction
from app.core.errors import AppError, Invalid
from app.core.settings import get_settings
from app.services.access import Principal
from app.services.files import uploads
from app.services.jobs import lifecycle
from app.services.jobs.acceptance import Submission
from app.ui import session
from app.ui.language import message_with_hint, tr
from models import Job

_WHERE_NOT_WRITTEN = "WebVTT"


class OpenCaptionsState(rx.State):
    """What went wrong with the file, if something did."""

    problem: str = ""
    max_bytes: int = 0

    @rx.event
    async def load(self) -> None:
        """Show how large a file may be."""
        await session.person(self)
        self.problem, self.max_bytes = "", get_settings().limits.caption_bytes

    @rx.event
    async def open(self, sent: dict[str, Any]) -> Any:
        """Make the job of a file that has landed, and go to its editor."""
        who = await session.person(self)
        try:
            job = await in_transaction(lambda db: _submit(db, who, str(sent.get("upload_id", ""))))
        except AppError as error:
            self.problem = message_with_hint(error)
            return None
        return rx.redirect(f"/jobs/{job.number}/edit")


def _submit(db: Session, who: Principal, upload_id: str) -> Job:
    upload = uploads.get(db, who, upload_id)
    found = upload.inspection
    if found.get("kind") != "captions":
        raise Invalid(
            tr("{name} is no caption file.", name=upload.file_name), hint=tr("Choose a file with captions.")
        )
    own = registry.get(str(found.get("profile") or _WHERE_NOT_WRITTEN))
    target = own.name if own.write is not None else _WHERE_NOT_WRITTEN
    wanted = {"job_type": "convert", "upload_id": upload.id, "target_profile": target}
    return lifecycle.submit(db, Submission(who.on_side(upload.sandbox), "web", json.dumps(wanted), wanted))
