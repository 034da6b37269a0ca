"""One action on the selected jobs of the history, and the one answer to it."""

from __future__ import annotations

from functools import partial
from typing import TypedDict

import reflex as rx

from app.core.errors import AppError
from app.core.limits import thread_pools
from app.services.files import links
from app.services.jobs.history import bulk
from app.services.jobs.history.bulk import Action, Outcome, Selection
from app.ui import session
from app.ui.pages.home.history.state import HistoryState


class Reason(TypedDict):
    """Why jobs were left as they were, and how many."""

    count: str
    text: str


class BulkState(rx.State):
    """What is asked before files are removed, and what became of the last action."""

    busy: bool = False
    asking: str = ""
    message: str = ""
    reasons: list[Reason] = []
    links: str = ""

    _waiting: tuple[list[str], bool] = ([], False)

    @rx.event
    async def begin(self, action: str, job_ids: list[str], which: str) -> None:
        """Act on the selected jobs, or with "all" on all that match; removing files asks first."""
        session.person(self)
        everything = which == "all"
        if action == Action.DELETE:
            history = await self.get_state(HistoryState)
            self._waiting = (list(job_ids), everything)
            self.asking = history.counted if everything else _jobs(len(job_ids))
            return
        await self._act(action, list(job_ids), everything)

    @rx.event
    async def delete(self) -> None:
        """The answer was yes."""
        session.person(self)
        job_ids, everything = self._waiting
        asked, self.asking, self._waiting = self.asking, "", ([], False)
        if asked:
            await self._act(Action.DELETE, job_ids, everything)

    @rx.event
    def keep(self) -> None:
        """The answer was no."""
        self.asking, self._waiting = "", ([], False)

    @rx.event
    def dismiss(self) -> None:
        """The answer has been read."""
        self.message, self.reasons, self.links = "", [], ""

    async def _act(self, action: str, job_ids: list[str], everything: bool) -> None:
        who = session.person(self)
        history = await self.get_state(HistoryState)
        selection = Selection(filters=history._view.filters()) if everything else Selection(job_ids)
        try:
            work = partial(bulk.act, action=Action(action), selection=selection)
            self._tell(await thread_pools.run(0, work, who), session.base_url(self))
        except (AppError, ValueError) as error:
            self.message, self.links = str(error), ""
            self.reasons = []

    def _tell(self, outcome: Outcome, base: str) -> None:
        self.message = outcome.message
        self.reasons = [{"count": f"{count:,}", "text": text} for text, count in outcome.reasons]
        self.links = "\n".join(links.url(link, base) for link, _ in outcome.links)


def _jobs(count: int) -> str:
    return "1 job" if count == 1 else f"{count:,} jobs"
