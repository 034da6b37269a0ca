"""Guard of page events: authentication, known handlers and checked arguments for every event.

Handlers that touch what is stored call `session.person` as well: they need to know who acts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import reflex as rx
from reflex.event import Event
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate

from app.core.log import logger
from app.ui import event_arguments, language, session
from app.ui.components.shortcut_help import HelpState
from app.ui.language import tr
from app.ui.pages.home.actions.state import ActionState
from app.ui.pages.sign_in.state import SignInState

_SETTER = ".setvar"
"""Reflex gives every state this one, which calls a setter by its name. Our page has no use for it."""

_FAULT = f"{ActionState.get_full_name()}.show_fault"
"""What the server sends itself when an event failed, this guard included: it must not fail in its turn."""


class Tab(rx.State):
    """Whose things this tab shows."""

    _account: str = ""


class Guard(Middleware):
    """Lets through what a signed-in person sends, and nothing of one account to another in the same tab.

    What a handler cannot take is refused in words before it is called.
    """

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Stop an event of ours that comes from nobody, or that is misshapen; None lets it go on."""
        if event.name.endswith(_SETTER):
            return StateUpdate()
        language.serve(state)
        if event.name == _FAULT:
            return None
        tab = await state.get_state(Tab)
        account = await session.account_id_of(tab)
        root = cast("rx.State", state._get_root_state())
        if tab._account not in ("", account):
            _empty(root)
        tab._account = account
        if not account and not _is_open(event.name):
            return await _stopped(root, Event.from_event_type(session.sign_in_first(tab)))
        if not account or not (wrong := _misfit(event)):
            return None
        logger().warning("page_event_refused", event_name=event.name, problem=wrong)
        notices = await state.get_state(ActionState)
        notices.notice, notices.notice_hint = (
            tr("The server cannot use what was sent: {reason}.", reason=wrong),
            tr("Reload the page and try again: it may be older than the server."),
        )
        return await _stopped(root, [])


async def _stopped(root: rx.State, events: list[Event]) -> StateUpdate:
    """Send what has changed so far, and these events, in place of what was asked."""
    delta = await root._get_resolved_delta()
    root._clean()
    return StateUpdate(delta=delta, events=events)


def _misfit(event: Event) -> str:
    """What is wrong with what an event of ours carries, in words."""
    kind, handler = _handler(event.name)
    return event_arguments.problem(handler, event.payload) if kind.__module__.startswith("app.") else ""


def _handler(name: str) -> tuple[type[BaseState], Callable[..., Any]]:
    owner, _, handler = name.rpartition(".")
    kind = rx.State.get_class_substate(owner)
    return kind, kind.event_handlers[handler].fn


def _empty(root: rx.State) -> None:
    """Forget what the tab shows, without telling the browser to begin anew."""
    hydrated = root.is_hydrated
    root.reset()
    root.is_hydrated = hydrated


def _is_open(name: str) -> bool:
    """Whether an event is of the framework, or one that needs no account."""
    owner = name.rpartition(".")[0]
    kind = rx.State.get_class_substate(owner)
    return not kind.__module__.startswith("app.") or kind in (HelpState, SignInState)
