"""State of the server settings: what is in effect, what can be changed, and who changed what."""

from __future__ import annotations

import asyncio
from typing import Any, TypedDict

import reflex as rx

from app.core.clock import iso
from app.core.db import in_transaction, read_scope
from app.core.errors import AppError
from app.engines.registry import ENGINES
from app.services import access
from app.services.access import Principal
from app.services.operations import audit, changeable_settings, runtime_settings
from app.services.operations.changeable_settings import GROUPS, Changeable, Value
from app.ui import session
from app.ui.components.picker import Choice
from app.ui.language import message, message_with_hint


class SettingRow(TypedDict):
    """A setting and its field; `fixed` is the variable that sets it, `usual` what it is without a change."""

    name: str
    label: str
    hint: str
    unit: str
    value: str
    usual: str
    fixed: str
    changed: bool
    choices: list[Choice]


class Group(TypedDict):
    """Settings that belong together."""

    title: str
    rows: list[SettingRow]


class ChangeRow(TypedDict):
    """A change of a setting; `at` is ISO 8601."""

    at: str
    by: str
    text: str


class ServerSettingsState(rx.State):
    """Nothing but `refused` for who is no operator."""

    groups: list[Group] = []
    changes: list[ChangeRow] = []
    refused: str = ""
    problem: str = ""
    done: str = ""
    round: int = 0

    @rx.event
    async def load(self) -> None:
        """Show the settings."""
        self.reset()
        await self._show(await session.person(self))

    async def _show(self, who: Principal) -> None:
        try:
            access.require_operator(who)
            self.changes = await asyncio.to_thread(_changes, who)
        except AppError as error:
            self.refused = message_with_hint(error)
            return
        self.groups = [
            {"title": message(title), "rows": [_row(each) for each in group]}
            for title, group in GROUPS.items()
        ]
        self.round += 1

    @rx.event
    async def save(self, form: dict[str, Any]) -> None:
        """Set what the form says."""
        who = await session.person(self)
        self.problem = self.done = ""
        texts = {name: str(value) for name, value in form.items()}
        try:
            count = await in_transaction(lambda db: runtime_settings.change(db, who, texts))
        except AppError as error:
            self.problem = message_with_hint(error)
            return
        self.done = message(
            "Saved. It takes effect everywhere within seconds." if count else "Nothing was changed."
        )
        await self._show(who)


def _row(setting: Changeable) -> SettingRow:
    value = changeable_settings.current(setting)
    usual = setting.value(changeable_settings.started())
    fixed = changeable_settings.fixed(setting)
    return {
        "name": setting.path,
        "label": message(setting.label),
        "hint": message(setting.hint),
        "unit": message(setting.unit),
        "value": setting.text(value),
        "usual": _usual(setting, usual),
        "fixed": setting.variable if fixed else "",
        "changed": runtime_settings.changed(setting),
        "choices": _choices(setting),
    }


def _usual(setting: Changeable, value: Value) -> str:
    """What a setting is without a change: 30 days, on, first that is ready."""
    known = message(setting.shown(value))
    return f"{setting.text(value)} {message(setting.unit)}" if setting.unit else known


def _choices(setting: Changeable) -> list[Choice]:
    if setting.is_flag:
        return [{"value": "on", "label": message("On")}, {"value": "off", "label": message("Off")}]
    if not setting.engines:
        return []
    known: list[Choice] = [{"value": name, "label": name} for name in ENGINES[setting.engines]]  # type: ignore[index]
    return [{"value": "", "label": message("First that is ready")}, *known]


def _changes(who: Principal) -> list[ChangeRow]:
    with read_scope() as db:
        found = audit.latest(db, who, audit.SETTING_CHANGED)
    return [
        {
            "at": iso(entry.at) or "",
            "by": entry.by,
            "text": f"{entry.subject}: {entry.before} \u2192 {entry.after}",
        }
        for entry in found
    ]
