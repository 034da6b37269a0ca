"""The profiles' state: those there are, and the one in the form."""

from __future__ import annotations

import asyncio
import json
from typing import Any, TypedDict

import reflex as rx
from reflex.event import EventSpec

from app.core.db import read_scope, session_scope
from app.core.errors import AppError, Invalid
from app.core.http_fetch.redirects import without_password
from app.services.access import Principal
from app.services.jobs import descriptions, lifecycle
from app.services.jobs import presets as profiles
from app.services.jobs.acceptance import Submission
from app.services.jobs.rendering import without_passwords
from app.services.webhooks import addresses
from app.ui import session
from app.ui.deleting import Deleting
from app.ui.words import type_label
from models import JobType, Profile

STEPS = {
    "asr": "Recognise the speech",
    "speaker_names": "Name the speakers",
    "caption_formatting": "Format as captions",
    "editing": "Wait for an editor",
}

_RECOGNISING = (JobType.TRANSCRIBE, JobType.TRANSLATE, JobType.DUB)


class ProfileRow(TypedDict):
    """A profile as it is listed and as the form takes it: `settings` is JSON, `required` has commas."""

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


EMPTY = Profile(account_id="", name="", job_type=JobType.TRANSCRIBE)


def row_of(profile: Profile) -> ProfileRow:
    """The row of a profile."""
    settings = without_passwords(profile.settings)
    return {
        "id": profile.id if profile.account_id else "",
        "name": profile.name,
        "job_type": str(profile.job_type),
        "asr": profile.asr,
        "editing": profile.editing,
        "speaker_names": profile.speaker_names,
        "caption_formatting": profile.caption_formatting,
        "steps": _steps(profile),
        "required": ", ".join(profile.required_metadata),
        "language": profile.language or "",
        "target_profile": profile.target_profile or "",
        "webhook": without_password(profile.webhook or ""),
        "settings": json.dumps(settings, ensure_ascii=False) if settings else "",
        "sandbox": profile.sandbox,
    }


def _steps(profile: Profile) -> str:
    chosen = {name: words for name, words in STEPS.items() if getattr(profile, name)}
    if profile.job_type not in _RECOGNISING:
        chosen = {name: words for name, words in chosen.items() if name == "editing"}
    told = ", ".join(words.lower() for words in chosen.values())
    return f"{type_label(profile.job_type)}: {told}" if told else type_label(profile.job_type)


class ProfilesState(Deleting, rx.State):
    """`edited` is what the form shows: an empty one makes a new profile."""

    profiles: list[ProfileRow] = []
    edited: ProfileRow = row_of(EMPTY)
    problem: str = ""
    done: str = ""
    round: int = 0

    @rx.event
    async def load(self) -> None:
        """Show the profiles."""
        self.reset()
        await self._list()

    async def _list(self) -> None:
        who = session.person(self)
        self.profiles = await asyncio.to_thread(_rows, who)

    @rx.event
    def edit(self, profile_id: str) -> None:
        """Put a profile in the form."""
        self.edited = next((row for row in self.profiles if row["id"] == profile_id), row_of(EMPTY))
        self.problem = self.done = ""
        self.round += 1

    @rx.event
    async def save(self, form: dict[str, Any]) -> None:
        """Keep what the form says, as a new profile or in place of the edited one."""
        who = session.person(self)
        self.problem = self.done = ""
        try:
            name = await asyncio.to_thread(_save, who, self.edited["id"], form)
        except AppError as error:
            self.problem = f"{error.message} {error.hint}".strip()
            return
        self.edited, self.done = row_of(EMPTY), f"Saved {name}."
        self.round += 1
        await self._list()

    @rx.event
    async def begin(self, profile_id: str) -> EventSpec | None:
        """Make a draft with a profile and open it: there it gets its media and is started."""
        who = session.person(self)
        try:
            job_id = await asyncio.to_thread(_begin, who, profile_id)
        except AppError as error:
            self.problem = f"{error.message} {error.hint}".strip()
            return None
        return rx.redirect(f"/?job={job_id}")

    @rx.event
    async def delete(self) -> None:
        """The answer was yes."""
        who = session.person(self)
        profile_id, self.doomed = self.doomed, ""
        try:
            await asyncio.to_thread(_delete, who, profile_id)
        except AppError as error:
            self.problem = error.message
        await self._list()


def _rows(who: Principal) -> list[ProfileRow]:
    with read_scope() as db:
        return [row_of(profile) for profile in profiles.list_for(db, who)]


def _save(who: Principal, profile_id: str, form: dict[str, Any]) -> str:
    values = _values(form)
    for named, given in (("webhook", values), ("settings.webhook", values["settings"])):
        if isinstance(given.get("webhook"), str):
            addresses.check(given["webhook"], named)
    with session_scope() as db:
        if profile_id:
            return profiles.update(db, who, profile_id, values).name
        return profiles.create(db, who, values, sandbox=form.get("mode") == "sandbox").name


def _values(form: dict[str, Any]) -> dict[str, Any]:
    text = {name: str(value).strip() for name, value in form.items() if name not in STEPS}
    if not text.get("name"):
        raise Invalid("Give the profile a name.", hint="Jobs and programs name it so.")
    if text.get("job_type") not in list(JobType):
        raise Invalid("Choose a job type.", hint="Every profile is for jobs of one type.")
    return {
        "name": text["name"][:100],
        "job_type": text["job_type"],
        **{name: name in form and form[name] not in (False, "") for name in STEPS},
        "required_metadata": [each.strip() for each in text.get("required", "").split(",") if each.strip()],
        **{name: text.get(name) or None for name in ("language", "target_profile", "webhook")},
        "settings": descriptions.parse_json(text["settings"], "defaults") if text.get("settings") else {},
    }


def _begin(who: Principal, profile_id: str) -> str:
    wanted = {"preset_id": profile_id}
    with session_scope() as db:
        who = who.on_side(profiles.get(db, who, profile_id).sandbox)
        return lifecycle.submit(db, Submission(who, "web", json.dumps(wanted), wanted, draft=True)).id


def _delete(who: Principal, profile_id: str) -> None:
    with session_scope() as db:
        profiles.delete(db, who, profile_id)
