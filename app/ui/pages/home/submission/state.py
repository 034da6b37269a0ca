"""State of the submission form: files, job settings of each group, problems."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from app.core.db import session_scope
from app.core.errors import AppError
from app.core.log import logger
from app.core.settings import get_settings
from app.job_types import DEFAULT, JOB_TYPES
from app.services.access import Principal
from app.services.engines import capabilities
from app.services.jobs import lifecycle
from app.services.jobs.acceptance import Submission
from app.ui import session
from app.ui.components.picker import Choice
from app.ui.labels import action_label, jobs_label
from app.ui.pages.home.submission import choices, fields, groups, samples
from app.ui.pages.home.submission import form_storage as kept
from app.ui.pages.home.submission import settings as forms
from app.ui.pages.home.submission.description import compose
from app.ui.pages.home.submission.engine_fields import with_engines
from app.ui.pages.home.submission.fields import OptionField
from app.ui.pages.home.submission.files import (
    OTHER,
    FileRow,
    address_row,
    beside_of,
    blocked,
    fits,
    group_of,
    lost_upload_message,
    read_stored_file,
    read_upload,
    role_text,
)
from app.ui.pages.home.submission.general import GENERAL
from app.ui.pages.home.submission.groups import Group
from app.ui.pages.home.submission.settings import VTT, Settings
from app.ui.pages.home.submission.type_fields import decides_fields, type_fields

UNEXPECTED = ("The server failed on this file.", "Submit it again; the server's log says what happened.")


class SubmissionState(rx.State):
    """What a person has dropped and chosen; one Job Description a source comes of it.

    The form's own fields (`kind` to `own`) are the settings of the group `current`; those of the other groups
    wait in `_settings` until they are opened.
    """

    files: list[FileRow] = []
    kind: str = DEFAULT
    target: str = VTT
    general: dict[str, str] = dict(GENERAL)
    encode: list[OptionField] = []
    decode: list[OptionField] = []
    own: list[OptionField] = []
    makes_captions: bool = True
    only_addresses: bool = False
    can_verify: bool = True
    address: str = ""
    address_problem: str = ""
    batch: int = 0
    ready: int = 0
    label: str = "Convert file"
    reason: str = ""

    groups: list[Group] = []
    mixed: bool = False
    current: str = ""
    opened: str = ""
    travelling: int = 0
    follows: bool = False
    _settings: dict[str, Settings] = {}

    kept: str = rx.SessionStorage("", name="cuedeck-form")
    lost: str = ""
    _restored: bool = False

    job_types: list[Choice] = choices.plain_job_types()
    targets: list[Choice] = []
    sources: list[Choice] = []
    max_bytes: int = 0

    @rx.event
    async def load(self) -> None:
        """Offer what works here."""
        who = session.person(self)
        await self._restore(who)
        job_types = await asyncio.to_thread(choices.job_types)  # looks at programs and models
        if job_types != self.job_types:
            self.job_types = job_types
        if not self.targets:  # only once a tab: they are long, and every filter and every job loads the page
            self.targets, self.sources = choices.target_profiles(), choices.source_profiles()
            self.max_bytes = get_settings().limits.upload_bytes
            self.encode = self.encode or fields.encode_fields(self.target)

    async def _restore(self, who: Principal) -> None:
        """After a restart of the server: the form as the browser has kept it, files and choices."""
        if self._restored:
            return
        self._restored = True
        found = await asyncio.to_thread(kept.read, self.kept) if self.kept else None
        if found is None:
            return
        rows = [await asyncio.to_thread(read_stored_file, who, *file) for file in found.files]
        there = [row for row in rows if row is not None]
        self.lost = lost_upload_message(len(rows) - len(there))
        self._settings = {group: form for group, form in found.settings.items() if group != found.current}
        self.current = found.current
        if found.current in found.settings:
            self._fill(found.settings[found.current])
        self.files = there
        self._count()

    @rx.event
    def forget_lost(self) -> None:
        """The note of lost files has been read."""
        self.lost = ""

    @rx.event
    async def add(self, landed: dict[str, Any]) -> None:
        """A file has landed. Only its id is believed; the rest is read where it was written."""
        who = session.person(self)
        await self._restore(who)
        row = await asyncio.to_thread(read_upload, who, str(landed.get("upload_id", "")))
        if row is None or any(row["id"] == known["id"] for known in self.files):
            return
        self._take(row)
        if self.follows:
            await self._submit([row["id"]])

    @rx.event
    def travel(self, count: int) -> None:
        """So many files are still on their way; those of a batch that was submitted follow by themselves."""
        self.travelling = count
        self.follows = self.follows and count > 0

    @rx.event
    def set_address(self, text: str) -> None:
        """An address is being typed."""
        self.address, self.address_problem = text, ""

    @rx.event
    def add_address(self) -> None:
        """Take the typed address as a source."""
        address = self.address.strip()
        if not address.startswith(("http://", "https://")) or any(c.isspace() for c in address):
            self.address_problem = "An address starts with http:// or https:// and has no spaces."
            return
        self.address = ""
        if all(row["address"] != address for row in self.files):
            self._take(address_row(address))

    def _take(self, row: FileRow) -> None:
        known = groups.kinds_of(self.files)
        self.files = [*self.files, row]
        if group_of(row) != OTHER and group_of(row) not in known:
            self._begin_group(row, first=not known)
        self._count()

    def _begin_group(self, row: FileRow, *, first: bool) -> None:
        """The first source of a kind: the form as it stands if it is alone, else a proposal for its kind."""
        if first:
            self.current = group_of(row)
            self._fill(forms.adapted_to_file(self._form(), row))
        else:
            self._settings = {**self._settings, group_of(row): forms.proposed_settings(row)}

    def _form(self) -> Settings:
        return Settings(
            kind=self.kind,
            target=self.target,
            general=self.general,
            encode=self.encode,
            decode=self.decode,
            own=self.own,
        )

    def _fill(self, settings: Settings) -> None:
        for name, value in settings.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
        self.makes_captions = forms.writes_captions(settings)
        self.only_addresses = JOB_TYPES[self.kind].only_addresses
        self.can_verify = "verify" in JOB_TYPES[self.kind].parameters.model_fields

    def _all_settings(self) -> dict[str, Settings]:
        return {**self._settings, self.current: self._form()}

    def _switch(self, group: str) -> None:
        if group != self.current:
            self._settings = self._all_settings()
            self.current = group
            self._fill(self._settings[group])

    @rx.event
    def change_group(self, group: str) -> None:
        """Open the settings of a group, or close them."""
        if group not in groups.kinds_of(self.files):
            return
        self._switch(group)
        self.opened = "" if self.opened == group else group
        self._count()

    @rx.event
    def remove(self, file_id: str) -> None:
        """Leave a source out."""
        self.files = [row for row in self.files if row["id"] != file_id]
        self._count()

    @rx.event
    def choose_kind(self, kind: str) -> None:
        """Make another type of job."""
        if kind in JOB_TYPES and not capabilities.missing(kind):
            self._fill(forms.with_job_type(self._form(), kind))
            self._count()

    @rx.event
    def choose_target(self, format_name: str) -> None:
        """Write another format."""
        self._fill(forms.with_target_format(self._form(), format_name))
        self._count()

    @rx.event
    def choose_source(self, file_id: str, format_name: str) -> None:
        """Read a file as another format than the one that was recognised."""
        known = groups.kinds_of(self.files)
        self._change(file_id, source=format_name, problem="", hint="", fix="")
        row = next((row for row in self.files if row["id"] == file_id), None)
        if row is not None and group_of(row) not in (*known, OTHER):
            self._begin_group(row, first=not known)
        self._count()

    @rx.event
    def set_general(self, name: str, value: str) -> None:
        """Change one of the fields every caption job has."""
        if name in GENERAL:
            self.general = {**self.general, name: value}
            self._count()

    @rx.event
    def set_option(self, place: str, name: str, value: str) -> None:
        """Change a field of the job type ("own") or of a format ("encode", "decode")."""
        if place in ("own", "encode", "decode"):
            setattr(self, place, fields.with_value(getattr(self, place), name, value))
        if place == "own" and decides_fields(self.kind, name):
            self.own = type_fields(self.kind, {name: value})
        elif place == "own":
            self.own = forms.with_required(self.kind, with_engines(self.own))
        self._count()

    @rx.event
    async def submit(self) -> None:
        """Make a job of every source that is ready, those still on their way included; the others stay, each
        with its reason."""
        self.follows = self.travelling > 0
        await self._submit([row["id"] for row in self.files])

    @rx.event
    async def submit_one(self, file_id: str) -> None:
        """Make a job of one source only."""
        await self._submit([file_id])

    async def _submit(self, wanted: list[str]) -> None:
        who = session.person(self)
        settings, sources = self._all_settings(), list(self.files)
        done: set[str] = set()
        for row in sources:
            if row["id"] not in wanted or not self._is_ready(row, settings):
                continue
            form = settings[group_of(row)]
            beside = beside_of(sources, form["kind"], form["own"])
            if await self._submit_row(who, row, compose(row, form, beside)):
                done |= {row["id"], beside["id"]} if beside is not None else {row["id"]}
        self.files = [row for row in self.files if row["id"] not in done]
        self.batch += 1
        self._count()

    async def _submit_row(self, who: Principal, row: FileRow, raw: str) -> bool:
        """Whether a job came of it; what goes wrong with one source is told there and stops no other."""
        try:
            await asyncio.to_thread(submit_description, who, raw)
        except AppError as error:
            fix = str(error.extra.get("suggested_profile") or "")
            self._change(row["id"], problem=error.message, hint=error.hint, fix=fix)
        except Exception:  # noqa: BLE001 - a fault of ours: told on the row, all in the log
            logger().exception("submission_failed", file=row["name"])
            self._change(row["id"], problem=UNEXPECTED[0], hint=UNEXPECTED[1], fix="")
        else:
            return True
        return False

    @rx.event
    async def try_sample(self) -> EventSpec:
        """Convert a small file that ships with the product, and open the result."""
        who = session.person(self)
        raw = await asyncio.to_thread(samples.captions_description, who)
        job_id = await asyncio.to_thread(submit_description, who, raw)
        return rx.redirect(f"/?job={job_id}")

    def _change(self, file_id: str, **changes: Any) -> None:
        self.files = [
            FileRow(**{**row, **changes}) if row["id"] == file_id else row  # type: ignore[typeddict-item]
            for row in self.files
        ]

    def _is_ready(self, row: FileRow, settings: dict[str, Settings]) -> bool:
        form = settings.get(group_of(row))
        if form is None or row["taken"] or groups.reason(form):
            return False
        return fits(row, form["kind"], self.files)

    def _count(self) -> None:
        """Say what stands in the way of each source and group, and what the button will do."""
        kinds = groups.kinds_of(self.files)
        if kinds and self.current not in kinds:
            self._switch(kinds[0])
        there = {row["kind"] for row in self.files}
        named = [row["source"] for row in self.files if row["group"] == self.current]
        self._fill(forms.with_source_formats(forms.with_second_file(self._form(), there), named))
        self._settings = {
            kind: forms.with_second_file(form, there)
            for kind, form in self._settings.items()
            if kind != self.current
        }
        settings = self._all_settings()
        self.files = [self._looked_at(row, settings) for row in self.files]
        self.mixed = len(kinds) > 1
        self.opened = self.opened if self.mixed and self.opened in kinds else ""
        self.groups = groups.visible_groups(self.files, settings) if self.mixed else []
        self.ready = sum(row["ready"] for row in self.files)
        self.reason = groups.reason(self._form())
        count = self.ready or (len(self.files) if self.reason else 0)
        self.label = jobs_label(self.ready) if self.mixed else action_label(self.kind, count)
        self.kept = kept.write(self.files, self.current, settings)

    def _looked_at(self, row: FileRow, settings: dict[str, Settings]) -> FileRow:
        row = {**row, "group": group_of(row), "taken": self._taken(row, settings)}
        form = settings.get(row["group"], self._form())
        wait = "" if row["taken"] else blocked(row, form["kind"], self.files)
        return {**row, "blocked": wait, "ready": self._is_ready(row, settings)}

    def _taken(self, row: FileRow, settings: dict[str, Settings]) -> str:
        """Which other group's job takes this source along; "" for none."""
        for kind in groups.kinds_of(self.files):
            form = settings[kind]
            beside = beside_of(self.files, form["kind"], form["own"])
            if beside is not None and beside["id"] == row["id"] and kind != group_of(row):
                return role_text(form["kind"])
        return ""


def submit_description(who: Principal, raw: str) -> str:
    """Submit one Job Description from the page; returns the job's id. Raises AppError as lifecycle.submit."""
    with session_scope() as db:
        return lifecycle.submit(db, Submission(who, "web", raw, json.loads(raw))).id
