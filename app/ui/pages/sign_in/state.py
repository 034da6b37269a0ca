"""The sign-in page's state: where to go afterwards, and whether the last try failed."""

from __future__ import annotations

import reflex as rx
from reflex.event import EventSpec

from app.services.accounts import sessions
from app.ui import session


class SignInState(rx.State):
    """Read from the address; the form itself is posted to the API, which sets the cookie."""

    next: str = "/"
    failed: bool = False
    email: str = ""

    @rx.event
    async def load(self) -> EventSpec | None:
        """Nothing of an earlier session may stay in this tab; who is signed in goes on at once."""
        wanted = self.router.url.query_parameters
        if await session.who(self) is not None:
            return rx.redirect(sessions.local_path(wanted.get("next", "/")))
        (await self.get_state(rx.State)).reset()
        self.next, self.failed = sessions.local_path(wanted.get("next", "/")), "error" in wanted
        self.email = session.tried_email(self) if self.failed else ""
        return None
