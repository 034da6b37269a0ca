"""The form's state: the sources there are, what to make of them, and what stands in the way."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from app.core.db import session_scope
from app.core.errors import AppError
from app.core.settings import get_settings
from app.services import capabilities, jobs
from app.services.acceptance import Submission
from app.services.access import Principal
from app.ui import session
from app.ui.components.picker import Choice
from app.ui.job_types import WRITES_CAPTIONS
from app.ui.pages.submission import choices, fields, samples
from app.ui.pages.submission.description import GENERAL, compose
from app.ui.pages.submission.engine_fields import with_engines
from app.ui.pages.submission.fields import OptionField
from app.ui.pages.submission.files import (
    CAPTIONS,
    MEDIA,
    SOURCES,
    FileRow,
    address_row,
    beside_of,
    blocked,
    fits,
    read_upload,
)
from app.ui.pages.submission.type_fields import PREVIEW_TYPE, type_fields
from app.ui.words import action_label
from models import JobType

SRT, VTT = "SubRip Video Subtitle Script", "WebVTT"


class SubmissionState(rx.State):
    """What a person has dropped and chosen; one Job Description a source comes of it."""

    files: list[FileRow] = []
    kind: str = str(JobType.CONVERT)
    target: str = VTT
    general: dict[str, str] = dict(GENERAL)
    encode: list[OptionField] = []
    decode: list[OptionField] = []
    own: list[OptionField] = []
    makes_captions: bool = True
    only_addresses: bool = False
    address: str = ""
    address_problem: str = ""
    batch: int = 0
    ready: int = 0
    label: str = "Convert file"

    job_types: list[Choice] = []
    targets: list[Choice] = []
    sources: list[Choice] = []
    max_bytes: int = 0

    @rx.event
    async def load(self) -> None:
        """Offer what works here."""
        if session.who(self) is None:
            self.reset()
            return
        job_types = await asyncio.to_thread(choices.job_types)  # looks at programs and models
        if job_types != self.job_types:
            self.job_types = job_types
        if not self.targets:  # only once a tab: they are long, and every filter and every job loads the page
            self.targets, self.sources = choices.target_profiles(), choices.source_profiles()
            self.max_bytes = get_settings().limits.upload_bytes
            self.encode = fields.encode_fields(self.target)

    @rx.event
    async def add(self, landed: dict[str, Any]) -> EventSpec | None:
        """A file has landed. Only its id is believed; the rest is read where it was written."""
        who = session.who(self)
        if who is None:
            return session.sign_in_first(self)
        row = await asyncio.to_thread(read_upload, who, str(landed.get("upload_id", "")))
        if row is not None:
            self._take(row)
        return None

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
        self.files = [*self.files, row]
        if len(self.files) == 1:
            self._suggest(row)
        self._count()

    def _suggest(self, row: FileRow) -> None:
        """The first source fills the form: a job that it can start, a format that it is not in already."""
        if row["kind"] == MEDIA and not fits(row, self.kind) and not capabilities.missing(JobType.TRANSCRIBE):
            self._be(JobType.TRANSCRIBE)
        if row["kind"] == CAPTIONS and not fits(row, self.kind):
            self._be(JobType.CONVERT)
        if row["detected"] == self.target:
            self._aim(SRT if self.target == VTT else VTT)

    @rx.event
    def remove(self, file_id: str) -> None:
        """Leave a source out."""
        self.files = [row for row in self.files if row["id"] != file_id]
        self._count()

    @rx.event
    def choose_kind(self, kind: str) -> None:
        """Make another type of job."""
        if kind in SOURCES and not capabilities.missing(JobType(kind)):
            self._be(JobType(kind))
            self._count()

    def _be(self, kind: JobType) -> None:
        self.kind, self.own = str(kind), with_engines(type_fields(kind))
        self.makes_captions = kind in WRITES_CAPTIONS
        self.only_addresses = SOURCES[kind] == ("address",)

    @rx.event
    def choose_target(self, profile: str) -> None:
        """Write another format."""
        self._aim(profile)

    def _aim(self, profile: str) -> None:
        kept = {field["name"]: field["value"] for field in self.encode if field["value"] != field["default"]}
        self.target = profile
        self.encode = fields.with_values(fields.encode_fields(profile), kept)

    @rx.event
    def choose_source(self, file_id: str, profile: str) -> None:
        """Read a file as another format than the one that was recognised."""
        self._change(file_id, source=profile, problem="", hint="", fix="")
        self._count()

    @rx.event
    def set_general(self, name: str, value: str) -> None:
        """Change one of the fields every caption job has."""
        if name in GENERAL:
            self.general = {**self.general, name: value}

    @rx.event
    def set_option(self, place: str, name: str, value: str) -> None:
        """Change a field of the job type ("own") or of a profile ("encode", "decode")."""
        if place in ("own", "encode", "decode"):
            setattr(self, place, fields.with_value(getattr(self, place), name, value))
        if name == PREVIEW_TYPE:
            self.own = type_fields(self.kind, value)
        elif place == "own":
            self.own = with_engines(self.own)
            self._count()

    @rx.event
    async def submit(self) -> EventSpec | None:
        """Make a job of every source that is ready; the others stay, each with its reason."""
        return await self._submit([row for row in self.files if fits(row, self.kind, self.files)])

    @rx.event
    async def submit_one(self, file_id: str) -> EventSpec | None:
        """Make a job of one source only."""
        ready = [row for row in self.files if fits(row, self.kind, self.files)]
        return await self._submit([row for row in ready if row["id"] == file_id])

    async def _submit(self, rows: list[FileRow]) -> EventSpec | None:
        who = session.who(self)
        if who is None:
            return session.sign_in_first(self)
        beside = beside_of(self.files, self.kind, self.own)
        options = {"": self.own, "encode_options": self.encode, "decode_options": self.decode}
        done: set[str] = set()
        for row in rows:
            raw = compose(row, self.kind, self.target, self.general, options, beside)
            try:
                await asyncio.to_thread(submit_description, who, raw)
            except AppError as error:
                fix = str(error.extra.get("suggested_profile") or "")
                self._change(row["id"], problem=error.message, hint=error.hint, fix=fix)
            else:
                done.add(row["id"])
        if beside is not None and done:
            done.add(beside["id"])
        self.files = [row for row in self.files if row["id"] not in done]
        self.batch += 1
        self._count()
        return None

    @rx.event
    async def try_sample(self) -> EventSpec | None:
        """Convert a small file that ships with the product, and open the result."""
        who = session.who(self)
        if who is None:
            return session.sign_in_first(self)
        raw = await asyncio.to_thread(samples.captions_description, who)
        job_id = await asyncio.to_thread(submit_description, who, raw)
        return rx.redirect(f"/?job={job_id}")

    def _change(self, file_id: str, **changes: Any) -> None:
        self.files = [
            FileRow(**{**row, **changes}) if row["id"] == file_id else row  # type: ignore[typeddict-item]
            for row in self.files
        ]

    def _count(self) -> None:
        """Say what stands in the way of each source, and what the button will do."""
        taken = None
        if self.kind == JobType.CONVERT:  # what puts captions on a video is offered once there is one
            filmed = any(row["kind"] == MEDIA for row in self.files)
            self.own = (self.own or type_fields(self.kind)) if filmed else []
            taken = beside_of(self.files, self.kind, self.own)
        self.files = [
            {**row, "blocked": "" if row == taken else blocked(row, self.kind, self.files)}
            for row in self.files
        ]
        self.ready = sum(fits(row, self.kind, self.files) for row in self.files)
        self.label = action_label(self.kind, self.ready)
        sources = {row["source"] for row in self.files}
        profile = sources.pop() if len(sources) == 1 else ""
        kept = {field["name"]: field["value"] for field in self.decode if field["value"] != field["default"]}
        self.decode = fields.with_values(fields.decode_fields(profile), kept)


def submit_description(who: Principal, raw: str) -> str:
    """Submit one Job Description from the page; returns the job's id. Raises AppError as jobs.submit."""
    with session_scope() as db:
        return jobs.submit(db, Submission(who, "web", raw, json.loads(raw))).id
