"""The drawer's state: the job that the address names."""

from __future__ import annotations

import asyncio

import reflex as rx

from app.core.errors import AppError
from app.core.events import Event
from app.services.access import Principal
from app.ui import session
from app.ui.language import message
from app.ui.pages.home.detail import job
from app.ui.pages.home.detail.job import Detail
from app.ui.query import job_number
from app.ui.rows import Row, live_fields


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
        number = job_number(url.path)
        who = await session.person(self)
        self.job_id = named
        if not named and number is None:
            self.reset()
            return
        self._base = session.base_url(self)
        await self._read(who, named if number is None else number)

    async def _read(self, who: Principal, named: str | int) -> None:
        try:
            self.detail = await asyncio.to_thread(job.read, who, named, self._base)
        except AppError as error:
            self.phase, self.message = "missing", message(error.message)
        else:
            self.phase, self.row = "ready", self.detail["row"]
            self.job_id = self.row["id"]
            now = self.row["now"]
            self.version = f"{now['badge']} {now['stage']} {self.detail['gone']}"

    async def _look_again(self, who: Principal) -> None:
        """A worker came or went: an open job may wait for it, or no longer."""
        if self.phase == "ready":
            await self._read(who, self.job_id)

    async def _follow(self, who: Principal, message: Event) -> None:
        """The open job moved: read it again when its stage did, else only move its bar."""
        if self.phase != "ready":
            return
        now = live_fields(message)
        same_stage = (now["badge"], now["stage"]) == (self.row["now"]["badge"], self.row["now"]["stage"])
        if same_stage and not message["ended"]:
            self.row = {**self.row, "now": now}
        else:
            await self._read(who, self.job_id)
