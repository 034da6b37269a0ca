"""State of the system page, for operators."""

from __future__ import annotations

import asyncio
from typing import Any

import reflex as rx

from app.core.db import in_transaction
from app.core.errors import AppError, Forbidden
from app.core.limits import thread_pools
from app.services.access import Principal
from app.services.operations import model_installs
from app.ui import session
from app.ui.delete_confirmation import DeleteConfirmation
from app.ui.language import message, message_with_hint
from app.ui.pages.system.rows import (
    Activities,
    EngineRow,
    ModelRow,
    activities,
    engine_rows,
    model_rows,
    stored_figures,
)

NOTHING: Activities = {"queues": [], "workers": [], "failing": [], "volumes": [], "warnings": []}


class SystemState(DeleteConfirmation, rx.State):
    """Nothing but `refused` for who is no operator. `answers` counts how often the page was answered."""

    now: Activities = NOTHING
    stored: list[dict[str, str]] = []
    engines: list[EngineRow] = []
    models: list[ModelRow] = []
    naming: bool = False
    loaded: bool = False
    answers: int = 0
    refused: str = ""
    problem: str = ""
    done: str = ""

    @rx.event
    async def load(self) -> None:
        """Show the server as it is now."""
        self.reset()
        who = await session.person(self)
        try:
            await self._look(who)
            self.stored = await asyncio.to_thread(stored_figures, who)
            self.engines = await asyncio.to_thread(engine_rows, who)
        except AppError as error:
            self.refused = message_with_hint(error)
        self.loaded = True

    async def _look(self, who: Principal) -> None:
        self.now = await asyncio.to_thread(activities, who)
        self.models = await asyncio.to_thread(model_rows, who)

    @rx.event
    async def refresh(self) -> None:
        """Read what has changed meanwhile; who is no operator any more is shown nothing more."""
        who = await session.person(self)
        answers = self.answers + 1
        try:
            if not self.refused:
                await self._look(who)
        except Forbidden as error:
            self.reset()
            self.refused, self.loaded = message_with_hint(error), True
        self.answers = answers

    @rx.event
    async def install(self, model: str) -> None:
        """Begin to install a model."""
        await self._install(await session.person(self), model)

    async def _install(self, who: Principal, model: str) -> None:
        self.problem = self.done = ""
        try:
            await thread_pools.store(model_installs.begin, who, model)
            self.naming = False
            await self._look(who)
        except AppError as error:
            self.problem = message_with_hint(error)

    @rx.event
    def open_form(self) -> None:
        """Ask for the name of a model that is not listed."""
        self.naming, self.problem = True, ""

    @rx.event
    def close_form(self) -> None:
        """Install none."""
        self.naming, self.problem = False, ""

    @rx.event
    async def install_named(self, form: dict[str, Any]) -> None:
        """Begin to install the model whose name was given."""
        await self._install(await session.person(self), str(form.get("model", "")).strip())

    @rx.event
    async def stop_install(self, model: str) -> None:
        """Stop an install."""
        who = await session.person(self)
        try:
            model_installs.stop(who, model)
        except AppError as error:
            self.problem = message_with_hint(error)

    @rx.event
    async def remove(self) -> None:
        """The answer was yes: delete a model's files."""
        who = await session.person(self)
        model, self.delete_id = self.delete_id, ""
        self.problem = self.done = ""
        try:
            await in_transaction(lambda db: model_installs.remove(db, who, model))
            self.done = message("Removed {name}.", name=self.delete_name)
            await self._look(who)
            self.engines = await asyncio.to_thread(engine_rows, who)
        except AppError as error:
            self.problem = message_with_hint(error)
