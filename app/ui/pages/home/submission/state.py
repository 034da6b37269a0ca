"""State of the submission form: files, job settings of each group, problems."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from app.core.db import session_scope
from app.core.errors import AppError
from app.core.limits import outages, thread_pools
from app.core.log import logger
from app.core.settings import get_settings
from app.job_types import JOB_TYPES
from app.services.access import Principal
from app.services.jobs import lifecycle
from app.services.jobs.acceptance import Submission
from app.ui import session
from app.ui.components.picker import Choice
from app.ui.labels import action_label, credits_label, jobs_label
from app.ui.language import message, message_with_hint
from app.ui.pages.home.submission import choices, fields, groups
from app.ui.pages.home.submission import form_storage as kept
from app.ui.pages.home.submission import settings as forms
from app.ui.pages.home.submission.description import compose
from app.ui.pages.home.submission.file_rows.notes import Note
from app.ui.pages.home.submission.file_rows.reading import looked_at, with_choice
from app.ui.pages.home.submission.file_rows.reading_state import FileReading
from app.ui.pages.home.submission.files import (
    OTHER,
    FileRow,
    address_row,
    beside_of,
    blocked,
    fits,
    form_of,
    group_of,
    lost_upload_message,
    read_stored_file,
    read_upload,
    role_text,
    second_captions,
)
from app.ui.pages.home.submission.fill import from_preset, samples, sources
from app.ui.pages.home.submission.fill.sources import Found
from app.ui.pages.home.submission.form_state import FormFields
from app.ui.pages.home.submission.groups import Group
from app.ui.pages.home.submission.settings import Settings
from app.ui.pages.home.submission.track_fields import with_captions, with_tracks

LONGEST_PASTE = 100_000
"""Characters; a longer text comes as a file."""

Takers = dict[str, list[tuple[str, str]]]
"""By the id of a file: the settings whose jobs take it along, in order, and what they do with it."""


class SubmissionState(FormFields, FileReading, rx.State):
    """What a person has dropped and chosen; one Job Description a source comes of it.

    The form's own fields are the settings of `current`, a group of files or one file with settings of its
    own; those of the others wait in `_settings` until they are opened.
    """

    address: str = ""
    address_problem: str = ""
    batch: int = 0
    ready: int = 0
    label: str = "Convert file"
    price: str = ""
    reason: str = ""

    groups: list[Group] = []
    mixed: bool = False
    current: str = ""
    opened: str = ""
    travelling: int = 0
    follows: bool = False
    _settings: dict[str, Settings] = {}

    kept: str = rx.SessionStorage("", name="cuedeck-form")
    notice: str = ""
    _restored: bool = False

    job_types: list[Choice] = choices.plain_job_types()
    targets: list[Choice] = []
    sources: list[Choice] = []
    max_bytes: int = 0
    direct_uploads: bool = False
    owner: str = ""

    @rx.event
    async def load(self) -> EventSpec | None:
        """Offer what works here; at `/?again=JOB` the form is filled from that job."""
        who = await session.person(self)
        await self._restore(who)
        job_types = await asyncio.to_thread(choices.job_types)  # looks at programs and models
        if job_types != self.job_types:
            self.job_types = job_types
        if not self.targets:  # only once a tab: they are long, and every filter and every job loads the page
            self.targets, self.sources = choices.target_profiles(), choices.source_profiles()
            self.max_bytes = get_settings().limits.upload_bytes
            self.direct_uploads = get_settings().s3.direct_uploads
            self.encode = self.encode or fields.encode_fields(self.target)
            self.owner = who.account_id
            self.presets = await asyncio.to_thread(from_preset.choices, who)
        again = self.router.url.query_parameters.get("again", "")
        if not again:
            return None
        await self._fill_from(sources.of_job, who, again)
        return rx.redirect("/", replace=True)

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
        self.notice = lost_upload_message(len(rows) - len(there))
        self._settings = {group: form for group, form in found.settings.items() if group != found.current}
        self.current = found.current
        if found.current in found.settings:
            self._fill(found.settings[found.current])
        self.files = there
        self._count()

    @rx.event
    def forget_notice(self) -> None:
        """The note above the form has been read."""
        self.notice = ""

    @rx.event
    async def add(self, landed: dict[str, Any]) -> None:
        """A file has landed. Only its id is believed; the rest is read where it was written."""
        who = await session.person(self)
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
        if not sources.is_address(address):
            self.address_problem = message("An address starts with http:// or https:// and has no spaces.")
            return
        self.address = ""
        self._take_address(address)

    def _take_address(self, address: str) -> None:
        if all(row["address"] != address for row in self.files):
            self._take(address_row(address))

    @rx.event
    async def paste(self, text: str) -> None:
        """Take what was pasted beside every field: addresses, a Job Description, or captions."""
        who = await session.person(self)
        await self._restore(who)
        self.notice = ""
        if len(text) > LONGEST_PASTE or not text.strip():
            return
        if addresses := sources.as_addresses(text):
            for address in addresses:
                self._take_address(address)
        elif (description := sources.as_description(text)) is not None:
            await self._fill_from(sources.of_description, who, description)
        else:
            self._take(await thread_pools.write(sources.of_text, who, text))

    @rx.event
    async def fill_from_job(self, job_id: str) -> None:
        """Fill the form from an earlier job and its stored files, to change it and run it again."""
        await self._fill_from(sources.of_job, await session.person(self), job_id)

    async def _fill_from(self, read: Callable[..., Found], who: Principal, wanted: Any) -> None:
        try:
            found = await asyncio.to_thread(read, who, wanted)
        except AppError as error:
            self.notice = message_with_hint(error)
            return
        self.notice = lost_upload_message(found.lost)
        self._take_found(found)

    def _take_found(self, found: Found) -> None:
        """Settings with their sources: beside other files each source keeps the settings for itself."""
        beside_others = bool(self.files)
        kind = found.settings["kind"]
        mine = [row for row in found.rows if fits(row, kind, found.rows)]
        for row in mine:
            taken: FileRow = {**row, "apart": beside_others, "group": group_of(row)}
            self.files = [*(known for known in self.files if known["id"] != row["id"]), taken]
            self._settings = {**self._all_settings(), form_of(taken): self._form()}
            self._switch(form_of(taken))
            self._fill(found.settings)
        if not mine:
            self._open_for(kind)
            self._fill(found.settings)
        for row in found.rows:
            if all(row["id"] != known["id"] for known in self.files):
                self._take(row)
        self._count()

    def _open_for(self, kind: str) -> None:
        """Make the settings of the files that go with a job type the open ones."""
        keys = (form_of(row) for row in self.files if fits(row, kind, self.files))
        self._switch(next(keys, self.current))

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

    def _all_settings(self) -> dict[str, Settings]:
        return {**self._settings, self.current: self._form()}

    def _switch(self, form: str) -> None:
        """Make the settings of a group, or of one file, those that the form shows."""
        if form == self.current:
            return
        self._settings = self._all_settings()
        self.current = form
        self._fill(self._settings[form])

    @rx.event
    def change_group(self, group: str) -> None:
        """Open the settings of a group, or of a file that has its own, or close them."""
        if group not in groups.forms_of(self.files):
            return
        self._switch(group)
        self.opened = "" if self.opened == group else group
        self._count()

    @rx.event
    def except_file(self, file_id: str) -> None:
        """Give one file settings of its own, which begin as those of its group."""
        row = next((row for row in self.files if row["id"] == file_id and not row["apart"]), None)
        if row is None or group_of(row) == OTHER:
            return
        self._set_apart(row)
        self.opened = file_id
        self._count()

    def _set_apart(self, row: FileRow) -> None:
        settings = self._all_settings()
        self._settings = {**settings, row["id"]: settings[group_of(row)]}
        self._change(row["id"], apart=True)
        self._switch(row["id"])

    def _read_with(self, row: FileRow, note: Note, value: str) -> None:
        self._switch(form_of(row))
        self._count()  # which gives the form the options of its file's format
        self._fill(with_choice(self._form(), note, value))
        self._count()

    @rx.event
    def rejoin(self, file_id: str) -> None:
        """Let a file have the settings of its group again."""
        row = next((row for row in self.files if row["id"] == file_id and row["apart"]), None)
        if row is None:
            return
        settings = self._all_settings()
        settings.setdefault(group_of(row), settings[file_id])  # no other file of the group had kept them
        self._settings = settings
        self._change(file_id, apart=False)
        self._switch(group_of(row))
        self._count()

    @rx.event
    def remove(self, file_id: str) -> None:
        """Leave a source out."""
        self.files = [row for row in self.files if row["id"] != file_id]
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
        who = await session.person(self)
        settings, rows = self._all_settings(), list(self.files)
        done: set[str] = set()
        for row in rows:
            if row["id"] not in wanted or not self._is_ready(row, settings):
                continue
            form = settings[form_of(row)]
            beside = beside_of(rows, form["kind"], form["own"], row)
            if await self._submit_row(who, row, compose(row, form, beside)):
                along = filter(None, (beside, second_captions(rows, form["kind"], form["own"])))
                done |= {row["id"], *(other["id"] for other in along)}
        self.files = [row for row in self.files if row["id"] not in done]
        if done and not self.files:  # what no field shows belonged to these files
            self._fill({**self._form(), "rest": {}})
        self.batch += 1
        self._count()

    async def _submit_row(self, who: Principal, row: FileRow, raw: str) -> bool:
        """Whether a job came of it; what goes wrong with one source is told there and stops no other."""
        try:
            await thread_pools.write(submit_description, who, raw)
        except AppError as error:
            fix = str(error.extra.get("suggested_profile") or "")
            self._change(row["id"], problem=message(error.message), hint=message(error.hint), fix=fix)
        except Exception as error:  # noqa: BLE001 - a fault of ours: told on the row, all in the log
            logger().exception("submission_failed", file=row["name"])
            problem = message("The server failed on this file.")
            hint = message("Submit it again; the server's log says what happened.")
            if (outage := outages.of(error)) is not None:  # which may have made the job all the same
                problem, hint = message(outage.message), message(outage.hint)
            self._change(row["id"], problem=problem, hint=hint, fix="")
        else:
            return True
        return False

    @rx.event
    async def try_sample(self) -> EventSpec:
        """Convert a small file that ships with the product, and open the result."""
        who = await session.person(self)
        raw = await thread_pools.write(samples.captions_description, who)
        job_id = await thread_pools.write(submit_description, who, raw)
        return rx.redirect(f"/?job={job_id}")

    def _change(self, file_id: str, **changes: Any) -> None:
        self.files = [
            FileRow(**{**row, **changes}) if row["id"] == file_id else row  # type: ignore[typeddict-item]
            for row in self.files
        ]

    def _is_ready(self, row: FileRow, settings: dict[str, Settings]) -> bool:
        form = settings.get(form_of(row))
        if form is None or row["taken"] or groups.reason(form):
            return False
        return fits(row, form["kind"], self.files)

    def _count(self) -> None:
        """Say what stands in the way of each source and group, and what the button will do."""
        keys = groups.forms_of(self.files)
        if keys and self.current not in keys:
            self._switch(keys[0])
        there = {row["kind"] for row in self.files}
        mine = [row for row in self.files if form_of(row) == self.current]
        form = forms.with_second_file(self._form(), there)
        self._fill(forms.with_source_formats(form, [row["source"] for row in mine]))
        self.own = with_captions(self.kind, with_tracks(self.kind, self.own, mine), self.files)
        wanted = {*keys, *groups.kinds_of(self.files)} - {self.current}
        self._settings = {
            key: forms.with_second_file(form, there) for key, form in self._settings.items() if key in wanted
        }
        settings = self._all_settings()
        sizes, takers = Counter(group_of(row) for row in self.files), self._takers(keys, settings)
        self.files = [self._looked_at(row, settings, sizes, takers) for row in self.files]
        self.mixed = len(keys) > 1
        self.opened = self.opened if self.mixed and self.opened in keys else ""
        self.groups = groups.visible_groups(self.files, settings) if self.mixed else []
        self.ready = sum(row["ready"] for row in self.files)
        self.reason = groups.reason(self._form())
        self.changed_options = groups.changed_options(self._form())
        count = self.ready or (len(self.files) if self.reason else 0)
        self.label = jobs_label(self.ready) if self.mixed else action_label(self.kind, count)
        self.price = credits_label(groups.price(self.files, settings))
        self.kept = kept.write(self.files, self.current, settings)

    def _looked_at(
        self, row: FileRow, settings: dict[str, Settings], sizes: Counter[str], takers: Takers
    ) -> FileRow:
        others = (role for key, role in takers.get(row["id"], ()) if key != form_of(row))
        row = {**row, "group": group_of(row), "taken": next(others, "")}
        form = settings.get(form_of(row), self._form())
        row = looked_at(row, form)
        wait = "" if row["taken"] else blocked(row, form["kind"], self.files) or self._own_reason(row, form)
        told = groups.summary(form) if row["apart"] else ""
        told_of: FileRow = {**row, "blocked": wait, "summary": told, "shared": sizes[row["group"]] > 1}
        return {**told_of, "ready": self._is_ready(told_of, settings)}

    def _own_reason(self, row: FileRow, form: Settings) -> str:
        return groups.reason(form) if row["apart"] else ""

    def _takers(self, keys: list[str], settings: dict[str, Settings]) -> Takers:
        """Whose jobs take which file along."""
        found: Takers = defaultdict(list)
        for key in keys:
            form = settings[key]
            if (beside := self._beside(key, form)) is not None:
                mine = form_of(beside) == key and beside["kind"] in JOB_TYPES[form["kind"]].starts_from
                found[beside["id"]].append(("" if mine else key, role_text(form["kind"])))
            second = second_captions(self.files, form["kind"], form["own"])
            if second is not None:  # of the same group, mostly
                found[second["id"]].append(("", message("Put together with the other file")))
        return found

    def _beside(self, key: str, form: Settings) -> FileRow | None:
        """The file that jobs with these settings take along: where they have one source, not that one."""
        mine = [row for row in self.files if form_of(row) == key]
        return beside_of(self.files, form["kind"], form["own"], mine[0] if len(mine) == 1 else None)


def submit_description(who: Principal, raw: str) -> str:
    """Submit one Job Description from the page; returns the job's id. Raises AppError as lifecycle.submit."""
    with session_scope() as db:
        return lifecycle.submit(db, Submission(who, "web", raw, json.loads(raw))).id
