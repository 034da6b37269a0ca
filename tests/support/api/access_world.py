"""Two accounts with everything an account can have, on both sides; and what became of it after a request.

A corner is one side of one account. Nobody but its own people may see it or change it.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlmodel import Session, SQLModel, select

from app.captions.conversion.drafts import parse_save
from app.core.db import engine, read_scope, session_scope
from app.core.settings import get_settings
from app.core.storage import storage
from app.core.storage.base import new_key
from app.job_types import plan
from app.services.access import Principal, person
from app.services.accounts import api_keys, credits, sessions
from app.services.files import links, outputs, renditions, resumable_uploads, shared_uploads, uploads
from app.services.files.outputs import NewOutput
from app.services.jobs import presets
from app.services.jobs.history import saved_views
from app.services.jobs.transitions import transition
from app.services.webhooks import deliveries, endpoints
from models import Account, CaptionDraft, DeliveryState, Job, JobStep, Stage, WebhookDelivery
from models.base import new_id

Corner = tuple[str, bool]
Rows = dict[str, dict[Any, dict[str, Any]]]
SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
CUE = {"start": 90_000_000, "end": 180_000_000, "text": "Hello"}
PROJECT = json.dumps({"format": "cuedeck-project", "version": 1, "cues": [CUE]}).encode()
EDITED = PROJECT.replace(b"Hello", b"Good day")
PRINT = {"frame": {"average": "0" * 16, "perceptual": "0" * 16, "difference": "0" * 16}, "audio": None}
ADDRESS = "https://example.com/film.mp4"
_numbers = count(600_000_000)
"""Job numbers that are found in no other text."""


@dataclass
class Things:
    """The ids of what a corner has; `secret` and `token` are the text of a key and of a link."""

    account: str
    sandbox: bool
    key: str = ""
    revoked_key: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> str:
        try:
            return self.__dict__["ids"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def corner(self) -> Corner:
        return self.account, self.sandbox

    def marks(self) -> list[str]:
        """What must never be told to others: ids, and names that say whose it is."""
        numbers = [text for text in self.ids.values() if not text.isdigit()]
        return [*numbers, self.mark, self.key, self.revoked_key]

    @property
    def mark(self) -> str:
        """A word in the name of everything here."""
        return f"mark{'sandbox' if self.sandbox else 'live'}{self.account[:8]}"


def furnish(account: Account, *, sandbox: bool) -> Things:
    """Make one of everything."""
    who = person(account).on_side(sandbox)
    made = Things(account.id, sandbox)
    with session_scope() as session:
        key, made.key = api_keys.create(session, who, f"{made.mark} key")
        gone, made.revoked_key = api_keys.create(session, who, f"{made.mark} gone")
        api_keys.revoke(session, who, gone.id)
        made.ids |= {"key_id": key.id, "gone_id": gone.id}
        if not sandbox:
            credits.grant(session, account.id, 1000, f"grant:{account.id}", f"{made.mark} grant")
        values = {"name": f"{made.mark} preset", "job_type": "convert", "webhook": "https://example.com/hook"}
        made.ids["preset"] = presets.create(session, who, values).id
        endpoint = endpoints.create(session, who, "https://example.com/hook", ["all"], f"{made.mark} hook")
        made.ids["endpoint"] = endpoint.id
        made.ids["view"] = saved_views.save(session, who, f"{made.mark} view", {"q": "x"}).id
        _jobs(session, who, made)
        made.ids["delivery"] = deliveries.try_out(session, who, endpoint.id, "job.completed").id
        stored = uploads.receive(SRT, "a.srt")
        direct = {"storage_key": new_key("upload"), "multipart": "m", "part_bytes": 10}
        made.ids["direct"] = shared_uploads.add(session, who, f"{made.mark}.srt", 10, **direct).id
        made.ids["upload"] = uploads.add(session, who, f"{made.mark}.srt", stored, {"kind": "captions"}).id
    made.ids["part"] = resumable_uploads.create(who, f"{made.mark}.srt", 10).id
    return made


def _jobs(session: Session, who: Principal, made: Things) -> None:
    done = _job(session, who, made, "done", "convert")
    outputs.add(session, done, [_file(made)])
    for stage in done.stages:
        transition(session, done, Stage(stage))
    session.flush()
    output = outputs.get(session, who, done.id)
    link = links.create(session, output)
    made.ids |= {"output": output.id, "link": link.id}
    made.ids["token"] = links.url(link, "").rpartition("/")[2]
    _edited(session, who, made)
    failed = _job(session, who, made, "failed", "convert", source_url=ADDRESS)
    failed.parameters = {"media_path": ADDRESS}
    transition(session, failed, Stage.FAILED, error_code="x", error_message=f"{made.mark} broke")
    _job(session, who, made, "waiting", "convert")
    draft = _job(session, who, made, "draft", "convert", stage="draft", source_url=ADDRESS)
    draft.parameters = {"media_path": ADDRESS}
    draft.preset_id = made.preset
    empty = _job(session, who, made, "empty", "convert", stage="draft")
    assert empty.source_url is None
    prints = _job(session, who, made, "print", "fingerprint", result_data=PRINT)
    for stage in prints.stages:
        transition(session, prints, Stage(stage))
    _film(session, _job(session, who, made, "film", "preview"), made)
    _editing(session, _job(session, who, made, "editing", "transcribe"))
    _dubbed(session, _job(session, who, made, "dubbed", "voiceover", source_url=ADDRESS))


def _edited(session: Session, who: Principal, made: Things) -> None:
    """A finished conversion whose file was opened and changed, and a translation of captions."""
    edited = _job(session, who, made, "edited", "convert")
    file = _file(made)
    outputs.add(session, edited, [file])
    draft = CaptionDraft(job_id=edited.id, file_stem="a.srt", document=parse_save(EDITED).document)
    draft.source_key, draft.target_profile = file.stored.key, "SubRip Video Subtitle Script"
    session.add(draft)
    translated = _job(session, who, made, "translated", "translate")
    translated.parameters = {"srt_content": SRT.decode(), "target_language": "es"}
    for job in (edited, translated):
        for stage in job.stages:
            transition(session, job, Stage(stage))
    session.flush()


def _job(session: Session, who: Principal, made: Things, name: str, kind: str, **more: Any) -> Job:
    job = Job(
        account_id=who.account_id,
        sandbox=who.sandbox,
        api_key_id=made.key_id,
        submitted_by=f"{made.mark} key",
        number=next(_numbers),
        job_type=kind,
        stages=[str(stage) for stage in plan(kind)],
        source_name=f"{made.mark}-{name}.srt",
        external_id=made.mark,
        **more,
    )
    session.add(job)
    session.flush()
    if job.stage != Stage.DRAFT:
        credits.hold(session, job)
    made.ids |= {name: job.id, f"{name}_number": str(job.number)}
    return job


def _film(session: Session, job: Job, made: Things) -> None:
    """As a job stands once its film has been prepared for playing."""
    film = replace(_file(made), file_name=f"{made.mark}.mp4", media_type="video/mp4")
    outputs.add(session, job, [film])
    for stage in job.stages:
        transition(session, job, Stage(stage))
    renditions.write(film.stored.key, renditions.PEAKS, {"duration": 1, "per_second": 1, "values": [0]})
    renditions.write(film.stored.key, renditions.SHOTS, [0.5])


def _dubbed(session: Session, job: Job) -> None:
    """A finished voiceover, with the captions that it spoke."""
    writer = storage().writer(new_key("work"))
    writer.write(PROJECT)
    job.parameters = {"job_type": "voiceover", "media_url": ADDRESS, "target_language": "es"}
    spoken = {"captions": writer.commit().key, "language": "es", "engine": "espeak-ng", "cast": {"": "es"}}
    session.add(JobStep(job_id=job.id, stage="dubbing", position=0, result=spoken))
    for stage in job.stages:
        transition(session, job, Stage(stage))


def _editing(session: Session, job: Job) -> None:
    """As a job stands once a worker has brought it to its editor."""
    job.stages = [str(stage) for stage in plan("transcribe", editing=True)]
    job.stage, job.status = str(Stage.EDITING), "processing"
    job.parameters, job.source_url = {"output_format": "vtt", "media_url": ADDRESS}, ADDRESS
    session.add(job)
    session.add(JobStep(job_id=job.id, stage="editing", position=2))
    document = parse_save(PROJECT).document
    session.add(CaptionDraft(job_id=job.id, file_stem=job.source_name, document=document))


def _file(made: Things) -> NewOutput:
    writer = storage().writer(new_key("output"))
    writer.write(SRT)
    return NewOutput(writer.commit(), f"{made.mark}.srt", "application/x-subrip")


def nowhere(like: Things) -> Things:
    """Ids that stand for nothing, of the same form."""
    fresh = {name: new_id() for name in like.ids}
    numbers = {name: str(next(_numbers) + 10**8) for name, value in like.ids.items() if value.isdigit()}
    token = {"token": like.token[:-4] + ("AAAA" if not like.token.endswith("AAAA") else "BBBB")}
    return Things(new_id(), like.sandbox, ids=fresh | numbers | token)


class World:
    """All corners, and how everything was when they were furnished."""

    def __init__(self) -> None:
        for path in _files():  # of tests before: each would be read after every request
            path.unlink(missing_ok=True)
        with session_scope() as session:
            owner = sessions.ensure_owner(session)[0]
            other = Account(email="other@example.com")
            session.add(other)
        self.owner, self.other = owner, other
        self.corners = [furnish(one, sandbox=side) for one in (owner, other) for side in (False, True)]
        with session_scope() as session:
            self.cookies = {one.id: sessions._open_session(session, one.id) for one in (owner, other)}
            for delivery in session.exec(select(WebhookDelivery)):
                delivery.state, delivery.next_attempt_at = DeliveryState.FAILED, None
        self._writes = _Writes()
        self.rows, self.files = _rows(), _files()
        self._writes.since_last()

    def of(self, account: Account, *, sandbox: bool) -> Things:
        return next(things for things in self.corners if things.corner == (account.id, sandbox))

    def others(self, *seen: Corner) -> list[str]:
        """What must not be told to somebody who sees these corners."""
        return [mark for things in self.corners if things.corner not in seen for mark in things.marks()]

    @contextmanager
    def touching(self, *allowed: Corner, changed: bool = False) -> Iterator[None]:
        """Fail when something outside these corners changes; afterwards everything is as it was.

        With `changed`, fail also when nothing changes.
        """
        yield
        rows = _rows() if self._writes.since_last() else self.rows
        touched = {corner for corner in _changed(self.rows, rows) if corner not in allowed}
        lost = {path for path, content in self.files.items() if _content(path) != content}
        if rows != self.rows:
            self._restore_rows(rows)
        if lost or rows != self.rows:  # looking for new files takes long: the store has hundreds of folders
            self._restore_files(_files())
        assert not changed or rows != self.rows, "nothing was changed"
        assert not touched, f"rows of {touched} were changed"
        assert not lost or allowed, f"files were changed: {lost}"

    def _restore_rows(self, now: Rows) -> None:
        """Take away what is new or other than it was, and put back what it was."""
        tables = SQLModel.metadata.sorted_tables
        states = [(table, self.rows[table.name], now[table.name]) for table in tables]
        with Session(engine().execution_options(write=True)) as session:
            for table, before, after in reversed(states):
                for key in after.keys() - before.keys():
                    session.execute(table.delete().where(*_is(table, key)))
            for table, before, after in states:
                if lost := [before[key] for key in before.keys() - after.keys()]:
                    session.execute(table.insert(), lost)
                for key in before.keys() & after.keys():
                    if before[key] != after[key]:
                        session.execute(table.update().where(*_is(table, key)).values(before[key]))
            session.commit()
        self._writes.since_last()

    def _restore_files(self, now: dict[Path, bytes]) -> None:
        for path in now.keys() - self.files.keys():
            path.unlink(missing_ok=True)
        for path, content in self.files.items():
            if now.get(path) != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


def _is(table: Table, key: tuple[Any, ...]) -> list[ColumnElement[bool]]:
    """That a row has this primary key."""
    return [column == value for column, value in zip(table.primary_key, key, strict=True)]


class _Writes:
    """Whether anybody has written into the database since it was asked last; True where nothing tells it."""

    def __init__(self) -> None:
        url = engine().url
        self._sqlite = sqlite3.connect(url.database or "") if url.get_backend_name() == "sqlite" else None
        self._version = -1

    def since_last(self) -> bool:
        if self._sqlite is None:
            return True
        before = self._version
        (self._version,) = self._sqlite.execute("PRAGMA data_version").fetchone()
        return before != self._version


def _rows() -> Rows:
    """Every row of every table, by table and key. When a key was last used is no change of anything."""
    found: Rows = {}
    with read_scope() as session:
        for table in SQLModel.metadata.sorted_tables:
            rows = session.execute(table.select()).mappings()
            ids = [column.name for column in table.primary_key]
            found[table.name] = {tuple(row[name] for name in ids): dict(row) for row in rows}
    for row in found["apikey"].values():
        row["last_used_at"] = None
    return found


def _changed(before: Rows, after: Rows) -> set[Corner]:
    """The corners of the rows that differ."""
    changed = [
        (name, row)
        for name in before
        for key in before[name].keys() | after[name].keys()
        if before[name].get(key) != after[name].get(key)
        for row in (before[name].get(key), after[name].get(key))
        if row is not None
    ]
    jobs = {row["id"]: row for rows in (before, after) for row in rows["job"].values()}
    sent = {row["number"]: row for rows in (before, after) for row in rows["webhookdelivery"].values()}
    return {_corner(name, row, jobs, sent) for name, row in changed if name not in _NOBODYS}


_NOBODYS = ("keptanswer", "leader", "runtimesetting", "workerheartbeat")
"""Tables of no account: an answer is kept under a digest of the credential and its own key."""


def _corner(name: str, row: dict[str, Any], jobs: dict[str, Any], sent: dict[int, Any]) -> Corner:
    if name == "account":
        return row["id"], False
    if name == "webhookattempt":
        row = sent[row["delivery_number"]]
    if "account_id" not in row:  # steps, drafts and the outbox are their job's
        row = jobs[row["job_id"]]
    return row["account_id"], bool(row.get("sandbox"))


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _files() -> dict[Path, bytes]:
    """What is stored, databases aside."""
    walk = os.walk(get_settings().data_dir)
    found = (Path(folder, name) for folder, _, names in walk for name in names)
    return {path: path.read_bytes() for path in found if ".db" not in path.name}


def plain(text: str, things: Things) -> str:
    """An answer with the names of what it is about taken out, so that two answers can be compared."""
    text = text.replace(things.mark, "<mark>")
    for name, value in sorted(things.ids.items(), key=lambda item: -len(item[1])):
        text = text.replace(value, f"<{name}>")
    try:
        body = json.loads(text)
    except ValueError:
        return text
    if isinstance(body, dict):
        body = {k: v for k, v in body.items() if k not in ("request_id", "job_id")}
    return json.dumps(body)
