"""State of how each file is read: what may be chosen in its row, and its check before delivery."""

from __future__ import annotations

import asyncio
from typing import Any

import reflex as rx

from app.core.errors import AppError
from app.job_types.job_type import CAPTIONS
from app.services.access import Principal
from app.services.files import rereading
from app.ui import session
from app.ui.language import message
from app.ui.pages.home.submission.file_rows.notes import NO_REPORT, Note, report_of
from app.ui.pages.home.submission.file_rows.reading import asked_of, guide_of, reading_of
from app.ui.pages.home.submission.files import FileRow, form_of, read_as
from app.ui.pages.home.submission.settings import Settings


class FileReading(rx.State, mixin=True):
    """How the files that were dropped are read, before a job is made of them."""

    files: list[FileRow] = []

    @rx.event
    async def choose_reading(self, file_id: str, option: str, value: str) -> None:
        """Read a file with another value of what its reader had to guess, and show it as it then is.

        Where other files have the same settings, the file gets its own.
        """
        who = await session.person(self)
        row = self._row(file_id)
        note = _offered(row["notes"], option, value) if row is not None else None
        if row is None or note is None:
            return
        if any(form_of(other) == form_of(row) and other["id"] != file_id for other in self.files):
            self._set_apart(row)
        self._read_with(self._row(file_id) or row, note, value)
        await self._read_again(who, file_id, check=row["report"]["title"] != "")

    @rx.event
    async def check_file(self, file_id: str) -> None:
        """Check a file against the style guide of its job, before anything is made of it."""
        who = await session.person(self)
        row = self._row(file_id)
        if row is None:
            return
        if row["report"]["title"]:
            self._change(file_id, report=NO_REPORT)
            return
        await self._read_again(who, file_id, check=True)

    async def _read_again(self, who: Principal, file_id: str, *, check: bool) -> None:
        row = self._row(file_id)
        if row is None:
            return
        form = self._all_settings()[form_of(row)]
        guide, receiver = guide_of(form)
        try:
            found = await asyncio.to_thread(
                rereading.read_again, who, file_id, guide, receiver, reading_of(row, form)
            )
        except AppError as error:
            self._change(file_id, problem=message(error.message), hint=message(error.hint), report=NO_REPORT)
            return
        shown = report_of(found["report"], asked_of(form)) if check else NO_REPORT
        self._change(file_id, **read_as(found), problem="", hint="", report=shown)

    def _row(self, file_id: str) -> FileRow | None:
        """The row of a file of captions: no other, which may be a film, is read as a whole."""
        rows = (row for row in self.files if row["id"] == file_id and not row["address"])
        return next((row for row in rows if row["kind"] == CAPTIONS), None)

    def _change(self, file_id: str, **changes: Any) -> None:
        """Change the row of a file."""
        raise NotImplementedError

    def _all_settings(self) -> dict[str, Settings]:
        """The settings of all groups and files."""
        raise NotImplementedError

    def _set_apart(self, row: FileRow) -> None:
        """Give a file settings of its own."""
        raise NotImplementedError

    def _read_with(self, row: FileRow, note: Note, value: str) -> None:
        """Choose the value of a note in the settings of its file."""
        raise NotImplementedError


def _offered(notes: list[Note], option: str, value: str) -> Note | None:
    """The note that offers this value."""
    fitting = (note for note in notes if note["option"] == option)
    return next((note for note in fitting if value in [each["value"] for each in note["choices"]]), None)
