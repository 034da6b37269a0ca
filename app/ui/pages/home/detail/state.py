"""The drawer's state: the job that the address names."""

from __future__ import annotations

import asyncio

import reflex as rx

from app.core.errors import AppError
from app.core.events import Event
from app.services.access import Principal
from app.ui import session
from app.ui.pages.home.detail import job
from app.ui.pages.home.detail.job import Detail
from app.ui.rows import Row, live_fields

JOB_PAGES = "/jobs/"


class DetailState(rx.State):
    """One open job; `phase` is closed, ready or missing. `version` changes when what it made may have."""

    phase: str = "closed"
    job_id: str = ""
    detail: Detail = {}  # type: ignore[typeddict-item]
    row: Row = {}  # type: ignore[typeddict-item]
    message: str = ""
    version: str = ""

    _base: str = ""

    @rx.event
    async def load(self) -> None:
        """Open the job that the address names: `?job=ID`, or the page `/jobs/NUMBER`. Or close."""
        url = self.router.url
        named = url.query_parameters.get("job", "")
        number = url.path.removeprefix(JOB_PAGES) if url.path.startswith(JOB_PAGES) else ""
        who = await session.person(self)
        self.job_id = named
        if not named and not number:
            self.reset()
            return
        self._base = session.base_url(self)
        await self._read(who, number.strip("/"))

    async def _read(self, who: Principal, number: str = "") -> None:
        try:
            if number:
                self.job_id = await asyncio.to_thread(job.id_of_number, who, number)
            self.detail = await asyncio.to_thread(job.read, who, self.job_id, self._base)
        except AppError as error:
            self.phase, self.message = "missing", error.message
        else:
            self.phase, self.row = "ready", self.detail["row"]
            now = self.row["now"]
            self.version = f"{now['badge']} {now['stage']} {self.detail['gone']}"

    async def _look_again(self, who: Principal) -> None:
        """A worker came or went: an open job may wait for it, or no longer."""
        if self.phase == "ready":
            await self._read(who)

    async def _follow(self, who: Principal, message: Event) -> None:
        """The open job moved: read it again when its stage did, else only move its bar."""
        if self.phase != "ready":
            return
        now = live_fields(message)
        same_stage = (now["badge"], now["stage"]) == (self.row["now"]["badge"], self.row["now"]["stage"])
        if same_stage and not message["ended"]:
            self.row = {**self.row, "now": now}
        else:
            await self._read(who)
