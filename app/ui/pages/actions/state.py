"""Acting on a job. The rows follow by themselves: every change is announced to all open tabs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.event import EventSpec
from sqlmodel import Session

from app.core.db import session_scope
from app.core.errors import AppError
from app.services import job_drafts, jobs
from app.services.keys import Principal
from app.ui import session
from models import Job

Act = Callable[[Session, Principal], Job]


class ActionState(rx.State):
    """A question that is open (removing files asks once), and the last thing to tell."""

    doomed: str = ""
    doomed_name: str = ""
    notice: str = ""
    notice_hint: str = ""

    async def _do(self, act: Act, done: str) -> EventSpec | None:
        who = session.who(self)
        if who is None:
            return session.sign_in_first(self)
        try:
            job = await asyncio.to_thread(_in_transaction, act, who)
        except AppError as error:
            self.notice, self.notice_hint = error.message, error.hint
        else:
            self.notice, self.notice_hint = done.format(name=job.source_name, number=job.number), ""
        return None

    @rx.event
    async def start(self, job_id: str) -> EventSpec | None:
        """Queue a draft, if it has all it needs."""
        return await self._do(
            lambda db, who: job_drafts.start(db, who, jobs.get_for(db, who, job_id)), "Queued #{number}."
        )

    @rx.event
    async def cancel(self, job_id: str) -> EventSpec | None:
        """Stop a job."""
        return await self._do(lambda db, who: jobs.cancel(db, who.account_id, job_id), "Canceled #{number}.")

    @rx.event
    async def retry(self, job_id: str, changes: dict[str, Any] | None = None) -> EventSpec | None:
        """Queue a job again that ended badly, with changed parameters if given."""
        return await self._do(lambda db, who: jobs.retry(db, who, job_id, changes), "Queued #{number} again.")

    @rx.event
    def ask_to_delete(self, job_id: str, name: str) -> None:
        """Ask before the files of a job are removed."""
        self.doomed, self.doomed_name = job_id, name

    @rx.event
    def keep(self) -> None:
        """The answer was no."""
        self.doomed = ""

    @rx.event
    async def delete(self) -> EventSpec | None:
        """The answer was yes: remove the files; the history entry stays."""
        job_id, self.doomed = self.doomed, ""
        return await self._do(
            lambda db, who: jobs.delete_files(db, who.account_id, job_id), "Removed the files of #{number}."
        )

    @rx.event
    def dismiss(self) -> None:
        """The notice has been read."""
        self.notice, self.notice_hint = "", ""


def _in_transaction(act: Act, who: Principal) -> Job:
    with session_scope() as db:
        return act(db, who)
