"""State of the presets page: the list and the edited preset."""

from __future__ import annotations

import asyncio
import json
from typing import Any, TypedDict

import reflex as rx
from reflex.event import EventSpec

from app.core.db import read_scope, session_scope
from app.core.errors import AppError, Invalid
from app.core.http_fetch.redirects import without_password
from app.core.limits import thread_pools
from app.job_types import JOB_TYPES
from app.services.access import Principal
from app.services.jobs import descriptions, drafts, presets
from app.services.jobs.rendering import without_passwords
from app.services.webhooks import addresses
from app.ui import session
from app.ui.components.picker import Choice
from app.ui.delete_confirmation import DeleteConfirmation, UndoOffer
from app.ui.labels import type_label
from app.ui.language import message, message_with_hint, tr
from app.ui.pages.home.submission import choices
from app.ui.pages.home.submission.language_fields import spoken_languages
from models import Preset

STEPS = {
    "asr": "Recognise the speech",
    "speaker_names": "Name the speakers",
    "caption_formatting": "Format as captions",
    "editing": "Wait for an editor",
}


class PresetRow(TypedDict):
    """A preset as it is listed and as the form takes it: `settings` is JSON, `required` has commas."""

    id: str
    name: str
    job_type: str
    asr: bool
    editing: bool
    speaker_names: bool
    caption_formatting: bool
    steps: str
    required: str
    language: str
    target_profile: str
    webhook: str
    settings: str
    sandbox: bool


EMPTY = Preset(account_id="", name="", job_type="transcribe")


def row_of(preset: Preset) -> PresetRow:
    """The row of a preset."""
    settings = without_passwords(preset.settings)
    return {
        "id": preset.id if preset.account_id else "",
        "name": preset.name,
        "job_type": str(preset.job_type),
        "asr": preset.asr,
        "editing": preset.editing,
        "speaker_names": preset.speaker_names,
        "caption_formatting": preset.caption_formatting,
        "steps": _steps(preset),
        "required": ", ".join(preset.required_metadata),
        "language": preset.language or "",
        "target_profile": preset.target_profile or "",
        "webhook": without_password(preset.webhook or ""),
        "settings": json.dumps(settings, ensure_ascii=False) if settings else "",
        "sandbox": preset.sandbox,
    }


def _steps(preset: Preset) -> str:
    chosen = {name: words for name, words in STEPS.items() if getattr(preset, name)}
    if not JOB_TYPES[preset.job_type].recognizes_speech:
        chosen = {name: words for name, words in chosen.items() if name == "editing"}
    steps = ", ".join(tr(words.lower()) for words in chosen.values())
    return f"{type_label(preset.job_type)}: {steps}" if steps else type_label(preset.job_type)


class PresetsState(DeleteConfirmation, UndoOffer, rx.State):
    """`edited` is what the form shows while `form_open`: an empty one makes a new preset."""

    presets: list[PresetRow] = []
    targets: list[Choice] = []
    languages: list[Choice] = []
    edited: PresetRow = row_of(EMPTY)
    form_open: bool = False
    loaded: bool = False
    problem: str = ""
    done: str = ""
    round: int = 0

    @rx.event
    async def load(self) -> None:
        """Show the presets."""
        self.reset()
        self.targets = choices.target_profiles()
        await self._list()
        self.loaded = True

    async def _list(self) -> None:
        who = await session.person(self)
        self.presets = await asyncio.to_thread(_rows, who)

    @rx.event
    def edit(self, preset_id: str) -> None:
        """Open the form with a preset in it, or with none for a new one."""
        self.form_open = True
        self.edited = next((row for row in self.presets if row["id"] == preset_id), row_of(EMPTY))
        self.languages = spoken_languages([self.edited["language"]] if self.edited["language"] else [])
        self.problem = self.done = ""
        self.round += 1

    @rx.event
    def choose_language(self, language: str) -> None:
        """Take the language that is spoken, "" to have it detected."""
        self.edited = {**self.edited, "language": language[:20]}

    @rx.event
    def close_form(self) -> None:
        """Save nothing."""
        self.form_open, self.edited, self.problem = False, row_of(EMPTY), ""
        self.round += 1

    @rx.event
    async def save(self, form: dict[str, Any]) -> None:
        """Keep what the form says, as a new preset or in place of the edited one."""
        who = await session.person(self)
        self.problem = self.done = ""
        try:
            name = await thread_pools.write(_save, who, self.edited["id"], form)
        except AppError as error:
            self.problem = message_with_hint(error)
            return
        self.edited, self.done, self.form_open = row_of(EMPTY), tr("Saved {name}.", name=name), False
        self.round += 1
        await self._list()

    @rx.event
    async def begin(self, preset_id: str) -> EventSpec | None:
        """Make a draft with a preset and open it: there it gets its media and is started."""
        who = await session.person(self)
        try:
            job_id = await thread_pools.write(_begin, who, preset_id)
        except AppError as error:
            self.problem = message_with_hint(error)
            return None
        return rx.redirect(f"/?job={job_id}")

    @rx.event
    async def delete(self) -> None:
        """The answer was yes."""
        who = await session.person(self)
        preset_id, self.delete_id = self.delete_id, ""
        self.problem = self.done = ""
        try:
            name = await thread_pools.write(_delete, who, preset_id)
            self.undo_id, self.undo_text = preset_id, tr("Deleted the preset {name}.", name=name)
        except AppError as error:
            self.problem = message(error.message)
        await self._list()

    @rx.event
    async def restore(self, preset_id: str) -> None:
        """Bring back a preset that has just been deleted."""
        who = await session.person(self)
        self.undo_id = self.undo_text = self.problem = ""
        try:
            name = await thread_pools.write(_restore, who, preset_id)
            self.done = tr("The preset {name} is back.", name=name)
        except AppError as error:
            self.problem = message_with_hint(error)
        await self._list()


def _rows(who: Principal) -> list[PresetRow]:
    with read_scope() as db:
        return [row_of(preset) for preset in presets.list_for(db, who)]


def _save(who: Principal, preset_id: str, form: dict[str, Any]) -> str:
    values = _values(form)
    addresses.check_preset(values)
    with session_scope() as db:
        if preset_id:
            return presets.update(db, who, preset_id, values).name
        return presets.create(db, who, values, sandbox=form.get("mode") == "sandbox").name


def _values(form: dict[str, Any]) -> dict[str, Any]:
    text = {name: str(value).strip() for name, value in form.items() if name not in STEPS}
    if not text.get("name"):
        raise Invalid(tr("Give the preset a name."), hint=tr("Jobs and programs name it so."))
    if text.get("job_type") not in JOB_TYPES:
        raise Invalid(tr("Choose a job type."), hint=tr("Every preset is for jobs of one type."))
    return {
        "name": text["name"][:100],
        "job_type": text["job_type"],
        **{name: name in form and form[name] not in (False, "") for name in STEPS},
        "required_metadata": [each.strip() for each in text.get("required", "").split(",") if each.strip()],
        **{name: text.get(name) or None for name in ("language", "target_profile", "webhook")},
        "settings": descriptions.parse_json(text["settings"], "defaults") if text.get("settings") else {},
    }


def _begin(who: Principal, preset_id: str) -> str:
    with session_scope() as db:
        return drafts.from_preset(db, who, preset_id).id


def _delete(who: Principal, preset_id: str) -> str:
    with session_scope() as db:
        return presets.delete(db, who, preset_id).name


def _restore(who: Principal, preset_id: str) -> str:
    with session_scope() as db:
        return presets.restore(db, who, preset_id).name
