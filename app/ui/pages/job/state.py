"""The job page's state: what makes it live. The job itself is the one of `home.detail.state`."""

from __future__ import annotations

import reflex as rx

from app.ui import open_tabs, session
from app.ui.pages.home.history.state import HistoryState


class JobPageState(rx.State):
    """Nothing of its own."""

    @rx.event
    async def load(self) -> None:
        """Follow the account's jobs in this tab (app.ui.live)."""
        who = await session.person(self)
        history = await self.get_state(HistoryState)
        history._who = who
        open_tabs.register_tab(self.router.session.client_token, who.account_id)
