"""The form's state: the files that have landed, what to make of them, and what stands in the way."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from app.core.db import read_scope, session_scope
from app.core.errors import AppError
from app.services import jobs, uploads
from app.services.jobs import Submission
from app.services.keys import Principal
from app.ui import session
from app.ui.components.picker import Choice
from app.ui.pages.submission import choices, fields, samples
from app.ui.pages.submission.fields import OptionField
from app.ui.pages.submission.files import FileRow, file_row, obstacle
from app.ui.words import TYPE_LABELS
from models import JobType

GENERAL = {
    "offset": "00:00:00:00",
    "offset_type": "add",
    "incode": "00:00:00:00",
    "source_frameRate": "auto",
    "target_frameRate": "auto",
    "default_dropFrame": "true",
    "encoding": "auto",
}
"""Job Description fields with a place of their own in the form, and their defaults."""


class SubmissionState(rx.State):
    """What a person has dropped and chosen; one Job Description a file comes of it."""

    files: list[FileRow] = []
    kind: str = str(JobType.CONVERT)
    target: str = "WebVTT"
    general: dict[str, str] = dict(GENERAL)
    encode: list[OptionField] = []
    decode: list[OptionField] = []
    busy: bool = False
    batch: int = 0
    ready: int = 0
    label: str = "Convert"

    job_types: list[Choice] = []
    targets: list[Choice] = []
    sources: list[Choice] = []

    @rx.event
    def load(self) -> None:
        """Offer what works here."""
        if session.who(self) is None:
            self.reset()
            return
        self.job_types = choices.job_types()
        self.targets, self.sources = choices.target_profiles(), choices.source_profiles()
        if not self.encode:
            self.encode = fields.encode_fields(self.target)
        self._count()

    @rx.event
    async def add(self, landed: dict[str, Any]) -> EventSpec | None:
        """A file has landed. Only its id is believed; the rest is read where it was written."""
        who = session.who(self)
        if who is None:
            return session.sign_in_first(self)
        row = await asyncio.to_thread(_read_upload, who, str(landed.get("upload_id", "")))
        if row is not None:
            self.files = [*self.files, row]
            self._suggest(row)
            self._count()
        return None

    def _suggest(self, row: FileRow) -> None:
        """The first file chooses what fits it: another format than its own."""
        if len(self.files) == 1 and row["detected"] == self.target:
            other = "WebVTT" if self.target != "WebVTT" else "SubRip Video Subtitle Script"
            self._aim(other)
        self._offer_decode()

    @rx.event
    def remove(self, file_id: str) -> None:
        """Leave a file out."""
        self.files = [row for row in self.files if row["id"] != file_id]
        self._offer_decode()
        self._count()

    @rx.event
    def choose_kind(self, kind: str) -> None:
        """Make another type of job."""
        self.kind = kind
        self._count()

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
        self._offer_decode()
        self._count()

    def _offer_decode(self) -> None:
        sources = {row["source"] for row in self.files}
        self.decode = fields.decode_fields(sources.pop()) if len(sources) == 1 else []

    @rx.event
    def set_general(self, name: str, value: str) -> None:
        """Change one of the fields every job has."""
        if name in GENERAL:
            self.general = {**self.general, name: value}

    @rx.event
    def set_encode(self, name: str, value: str) -> None:
        """Change an encode option."""
        self.encode = fields.with_value(self.encode, name, value)

    @rx.event
    def set_decode(self, name: str, value: str) -> None:
        """Change a decode option."""
        self.decode = fields.with_value(self.decode, name, value)

    @rx.event
    async def submit(self) -> EventSpec | None:
        """Make a job of every file that is ready; the others stay, each with its reason."""
        who = session.who(self)
        if who is None:
            return session.sign_in_first(self)
        for row in [row for row in self.files if self._is_ready(row)]:
            raw = self._description(row)
            try:
                await asyncio.to_thread(submit_upload, who, raw)
            except AppError as error:
                fix = str(error.extra.get("suggested_profile") or error.extra.get("detected_profile") or "")
                self._change(row["id"], problem=error.message, hint=error.hint, fix=fix)
            else:
                self.files = [other for other in self.files if other["id"] != row["id"]]
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
        job_id = await asyncio.to_thread(submit_upload, who, raw)
        return rx.redirect(f"/?job={job_id}")

    def _description(self, row: FileRow) -> str:
        wanted: dict[str, Any] = {
            "job_type": self.kind,
            "source_profile": row["source"],
            "target_profile": self.target,
        }
        wanted |= {name: text for name, text in self.general.items() if text.strip() != GENERAL[name]}
        wanted |= {
            name: options
            for name, options in (
                ("decode_options", fields.changed(self.decode)),
                ("encode_options", fields.changed(self.encode)),
            )
            if options
        }
        if "default_dropFrame" in wanted:
            wanted["default_dropFrame"] = wanted["default_dropFrame"] == "true"
        return json.dumps({**wanted, "upload_id": row["id"]}, indent=2, ensure_ascii=False)

    def _is_ready(self, row: FileRow) -> bool:
        recognised = row["kind"] != "unknown" or row["source"] != "auto"
        return recognised and not obstacle(row, self.kind)[0]

    def _change(self, file_id: str, **changes: Any) -> None:
        self.files = [
            FileRow(**{**row, **changes}) if row["id"] == file_id else row  # type: ignore[typeddict-item]
            for row in self.files
        ]

    def _count(self) -> None:
        """Say what the button will do."""
        self.ready = sum(self._is_ready(row) for row in self.files)
        verb = TYPE_LABELS[JobType(self.kind)]
        self.label = f"{verb} {self.ready} files" if self.ready > 1 else f"{verb} file"


def _read_upload(who: Principal, upload_id: str) -> FileRow | None:
    try:
        with read_scope() as db:
            return file_row(uploads.get(db, who.account_id, upload_id))
    except AppError:  # someone else's, or already removed: nothing to show
        return None


def submit_upload(who: Principal, raw: str) -> str:
    """Submit one Job Description from the page; returns the job's id. Raises AppError as jobs.submit."""
    with session_scope() as db:
        return jobs.submit(db, Submission(who, "web", raw, json.loads(raw))).id
