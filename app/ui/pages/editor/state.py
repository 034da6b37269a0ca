"""The editor's state: which job is edited."""

from __future__ import annotations

import reflex as rx

from app.core.errors import AppError
from app.core.limits import thread_pools
from app.ui import session
from app.ui.language import message
from app.ui.pages.editor import job
from app.ui.pages.editor.job import EditorJob, GuideRow
from app.ui.query import job_number


class EditorState(rx.State):
    """The job that the address names; `phase` is loading, open or missing."""

    phase: str = "loading"
    message: str = ""
    job: EditorJob = {}  # type: ignore[typeddict-item]
    guides: list[GuideRow] = []

    @rx.event
    async def load(self) -> None:
        """Read the job that the address names."""
        who = await session.person(self)
        number = job_number(self.router.url.path) or 0
        try:
            self.job = await thread_pools.run(0, job.read, who, number)
        except AppError as error:
            self.phase, self.message = "missing", message(error.message)
        else:
            self.phase, self.guides = "open", job.guides()
