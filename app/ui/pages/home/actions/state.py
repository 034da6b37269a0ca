"""Acting on a job. The rows follow by themselves: every change is announced to all open tabs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import reflex as rx
from sqlmodel import Session

from app.core.db import session_scope
from app.core.errors import AppError
from app.core.limits import thread_pools
from app.services.access import Principal
from app.services.files import uploads
from app.services.jobs import drafts, editing, lifecycle, lookup, reviews
from app.ui import session
from app.ui.language import message, tr
from app.ui.pages.home.detail.state import DetailState
from models import Job

Act = Callable[[Session, Principal], Job]


class ActionState(rx.State):
    """The last thing to tell. `undo_id` is the job whose files have just been removed."""

    notice: str = ""
    notice_hint: str = ""
    undo_id: str = ""

    async def _do(self, act: Act, done: str) -> bool:
        return await self._call(partial(_in_transaction, act), done)

    async def _call(self, act: Callable[[Principal], Job], done: str, size: int = 0) -> bool:
        """Do it and tell so; whether it was done."""
        self.undo_id = ""
        who = await session.person(self)
        try:
            job = await thread_pools.run(size, act, who)
        except AppError as error:
            self.notice, self.notice_hint = message(error.message), message(error.hint)
            return False
        self.notice, self.notice_hint = tr(done, name=job.source_name, number=job.number), ""
        return True

    @rx.event
    async def start(self, job_id: str) -> None:
        """Queue a draft, if it has all it needs."""
        await self._do(
            lambda db, who: drafts.start(db, who, lookup.get(db, who, job_id)), "Queued #{number}."
        )

    @rx.event
    async def start_draft(self, job_id: str, form: dict[str, Any]) -> Any:
        """Queue a draft with the metadata that was filled in."""
        told = {name: str(value).strip() for name, value in form.items() if str(value).strip()}

        def act(db: Session, who: Principal) -> Job:
            return drafts.start_with_metadata(db, who, lookup.get(db, who, job_id), told)

        await self._do(act, "Queued #{number}.")
        return DetailState.load

    @rx.event
    async def add_address(self, job_id: str, form: dict[str, Any]) -> Any:
        """Let a draft fetch its media from an address."""
        address = str(form.get("address", "")).strip()
        await self._do(
            lambda db, who: drafts.set_source_url(db, who, lookup.get(db, who, job_id), address),
            "#{number} fetches its media from there.",
        )
        return DetailState.load

    @rx.event
    async def add_upload(self, job_id: str, sent: dict[str, Any]) -> Any:
        """Give a draft the file that has just landed."""

        def act(db: Session, who: Principal) -> Job:
            upload = uploads.get(db, who, str(sent.get("upload_id", "")))
            return drafts.set_upload(db, lookup.get(db, who, job_id), upload)

        await self._do(act, "#{number} has its media: {name}.")
        return DetailState.load

    @rx.event
    async def approve(self, job_id: str) -> None:
        """Accept the captions as they are; the job goes on to its end."""
        await self._call(partial(reviews.approve, job_id=job_id), "Approved #{number}.", thread_pools.LARGE)

    @rx.event
    async def send_back(self, job_id: str) -> None:
        """Run the work before the review again."""
        await self._do(
            lambda db, who: editing.send_back(db, who, lookup.get(db, who, job_id), {}),
            "Sent #{number} back.",
        )

    @rx.event
    async def cancel(self, job_id: str) -> None:
        """Stop a job."""
        await self._do(lambda db, who: lifecycle.cancel(db, who, job_id), "Canceled #{number}.")

    @rx.event
    async def retry(self, job_id: str) -> None:
        """Queue a job again that ended badly, as it was."""
        await self._do(lambda db, who: lifecycle.retry(db, who, job_id), "Queued #{number} again.")

    @rx.event
    async def retry_as(self, job_id: str, format_name: str) -> None:
        """Queue it again, and read its source as another format."""
        await self._do(
            lambda db, who: lifecycle.retry(db, who, job_id, {"source_profile": format_name}),
            "Queued #{number} again.",
        )

    @rx.event
    async def delete(self, job_id: str) -> None:
        """Remove the files, which can be undone for as long as the notice shows; the history entry stays."""
        removed = await self._do(
            lambda db, who: lifecycle.hide_files(db, who, job_id), "Removed the files of #{number}."
        )
        self.undo_id = job_id if removed else ""

    @rx.event
    async def undo(self, job_id: str) -> None:
        """Bring back files that have just been removed."""
        await self._do(
            lambda db, who: lifecycle.restore_files(db, who, job_id), "The files of #{number} are back."
        )

    @rx.event
    def show_fault(self) -> None:
        """A handler failed in a way that nobody foresaw (`app.ui.event_errors`)."""
        self.notice = tr("The server failed on that.")
        self.notice_hint = tr("Try again; the server's log says what happened.")

    @rx.event
    def dismiss(self) -> None:
        """The notice has been read."""
        self.notice = self.notice_hint = self.undo_id = ""


def _in_transaction(act: Act, who: Principal) -> Job:
    with session_scope() as db:
        return act(db, who)
