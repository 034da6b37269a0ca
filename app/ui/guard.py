"""Every event of the page passes here first: a handler is an address that anybody can send to.

Handlers that touch what is stored ask once more themselves (app.ui.session): they need to know who acts.
"""

from __future__ import annotations

from typing import cast

import reflex as rx
from reflex.event import Event
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate

from app.ui import session
from app.ui.components.shortcut_help import HelpState

_FOR_ALL = ("load",)
"""Arriving at a page: each decides what a visitor who is not signed in gets to see, which is nothing."""

_SETTER = ".setvar"
"""Reflex gives every state this one, which calls a setter by its name. Our page has no use for it."""


class Tab(rx.State):
    """Whose things this tab shows."""

    _account: str = ""


class Guard(Middleware):
    """Lets through what a signed-in person sends, and nothing of one account to another in the same tab."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Stop an event of ours from somebody who is not signed in; None lets it go on."""
        if event.name.endswith(_SETTER):
            return StateUpdate()
        tab = await state.get_state(Tab)
        account = session.account_id_of(tab)
        root = cast("rx.State", state._get_root_state())
        if tab._account not in ("", account):
            _empty(root)
        tab._account = account
        if account or _is_open(event.name):
            return None
        delta = await root._get_resolved_delta()
        root._clean()
        return StateUpdate(delta=delta, events=Event.from_event_type(session.sign_in_first(tab)))


def _empty(root: rx.State) -> None:
    """Forget what the tab shows, without telling the browser to begin anew."""
    hydrated = root.is_hydrated
    root.reset()
    root.is_hydrated = hydrated


def _is_open(name: str) -> bool:
    """Whether an event is of the framework, or one that needs no account."""
    owner, _, handler = name.rpartition(".")
    kind = rx.State.get_class_substate(owner)
    return not kind.__module__.startswith("app.") or kind is HelpState or handler in _FOR_ALL
