"""One action on the selected jobs of the history, and the one answer to it."""

from __future__ import annotations

from typing import TypedDict

import reflex as rx

from app.core.errors import AppError
from app.services.files import links
from app.services.jobs.history import bulk
from app.services.jobs.history.bulk import Action, Outcome, Selection
from app.ui import session
from app.ui.language import counted, message, number_text
from app.ui.pages.home.history.state import HistoryState


class Reason(TypedDict):
    """Why jobs were left as they were, and how many."""

    count: str
    text: str


class BulkState(rx.State):
    """What is asked before files are removed, and what became of the last action, which may be undone."""

    asking: str = ""
    message: str = ""
    reasons: list[Reason] = []
    links: str = ""
    can_undo: bool = False

    _waiting: Selection = Selection()
    _deleted: tuple[str, ...] = ()

    @rx.event
    async def begin(self, action: str, job_ids: list[str], which: str) -> None:
        """Act on the selected jobs, or with "all" on all that match; removing files asks first."""
        await session.person(self)
        everything = which == "all"
        chosen = tuple(
            each for each in job_ids if isinstance(each, str)
        )  # what the browser sent may be anything
        history = await self.get_state(HistoryState)
        selection = Selection(filters=history._view.filters()) if everything else Selection(chosen)
        if action == Action.DELETE:
            self._waiting = selection  # as it was asked: the list may show others by the answer
            self.asking = history.counted if everything else counted(len(chosen), "1 job", "{count} jobs")
            return
        await self._act(action, selection)

    @rx.event
    async def delete(self) -> None:
        """The answer was yes."""
        await session.person(self)
        selection, asked = self._waiting, self.asking
        self.asking, self._waiting = "", Selection()
        if asked:
            await self._act(Action.DELETE, selection)

    @rx.event
    async def undo(self) -> None:
        """Bring the files back that have just been removed."""
        who = await session.person(self)
        deleted = self._deleted
        self._forget_deleted()
        if not deleted:
            return
        try:
            self._tell(await bulk.restore_alone(who, deleted), session.base_url(self))
        except AppError as error:
            self._tell_problem(error)

    @rx.event
    def withdraw_undo(self) -> None:
        """The time to undo is over."""
        self._forget_deleted()

    def _forget_deleted(self) -> None:
        self.can_undo, self._deleted = False, ()

    @rx.event
    def keep(self) -> None:
        """The answer was no."""
        self.asking, self._waiting = "", Selection()

    @rx.event
    def dismiss(self) -> None:
        """The answer has been read."""
        self.message, self.reasons, self.links = "", [], ""
        self._forget_deleted()

    async def _act(self, action: str, selection: Selection) -> None:
        who = await session.person(self)
        self._forget_deleted()
        try:
            outcome = await bulk.act_alone(who, Action(action), selection, undoable=True)
            self._tell(outcome, session.base_url(self))
        except (AppError, ValueError) as error:
            self._tell_problem(error)
            return
        if outcome.action == Action.DELETE:
            self.can_undo, self._deleted = bool(outcome.done), tuple(outcome.done)

    def _tell_problem(self, error: Exception) -> None:
        self.message, self.reasons, self.links = message(str(error)), [], ""

    def _tell(self, outcome: Outcome, base: str) -> None:
        self.message = message(outcome.message)
        self.reasons = [
            {"count": number_text(count), "text": message(text)} for text, count in outcome.reasons
        ]
        self.links = "\n".join(links.url(link, base) for link, _ in outcome.links)
