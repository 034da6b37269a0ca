"""What `cuedeck doctor` looks at: each check says what it found on this machine and what to do about it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from app.core import events, queue
from app.core.child_process.program import Bounds, ProgramFailed, run
from app.core.db import read_scope
from app.core.errors import AppError, NotFound
from app.core.limits import outages
from app.core.message_text import counted
from app.core.settings import get_settings
from app.core.storage import storage
from app.media import ffmpeg
from app.services.dispatch import workers
from app.services.files import integrity, orphans
from app.services.operations import model_installs
from models import Account, Output, Upload, queues

GOOD, NOTE, BAD = "good", "note", "bad"
_LITTLE_BYTES = 2 * 1024**3
_BATCH = 500
_REFUSED = 77
_DATABASE_HINT = (
    "A new one gets its tables when the instance is started: cuedeck up. See CUEDECK_DATABASE_URL."
)
_OPENS_SOCKET = f"""
import socket, sys
try:
    socket.socket()
except PermissionError:
    sys.exit({_REFUSED})
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: `state` is good, note (works, but look at it) or bad."""

    check: str
    state: str
    message: str


def findings(*, deep: bool = False) -> Iterator[Finding]:
    """Every check, one after another; `deep` reads every stored file and model through."""
    has_database = True
    for name, look in _CHECKS.items():
        found = _found(name, look)
        has_database = has_database and not (name == "database" and found.state == BAD)
        yield found
    if deep:
        yield from _stored_files() if has_database else ()
        yield from _models()


def _found(name: str, look: Callable[[], tuple[str, str]]) -> Finding:
    try:
        return Finding(name, *look())
    except (AppError, OSError) as error:
        return Finding(name, BAD, f"{error} {getattr(error, 'hint', '')}".strip())
    except SQLAlchemyError as error:
        return Finding(name, BAD, f"The database cannot be asked: {outages.said(error)}. {_DATABASE_HINT}")


def _data_folder() -> tuple[str, str]:
    folder = get_settings().data_dir
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return (
            BAD,
            f"{folder} is not there, or this user may not write to it. Set CUEDECK_DATA_DIR, or its owner.",
        )
    free = shutil.disk_usage(folder).free
    told = f"{folder}, {free / 1024**3:,.1f} GB free"
    return (
        (GOOD, told) if free >= _LITTLE_BYTES else (NOTE, f"{told}: free some space, or shorten retention.")
    )


def _file_store() -> tuple[str, str]:
    settings = get_settings()
    storage().check()
    if settings.s3.bucket:
        return GOOD, f"The bucket {settings.s3.bucket} takes, gives and removes files."
    return GOOD, f"{settings.storage_dir} takes, gives and removes files."


def _database() -> tuple[str, str]:
    with read_scope() as session:
        session.exec(select(Account.id).limit(1)).first()
    return GOOD, "It answers, and has its tables."


def _broker() -> tuple[str, str]:
    """Whether notices of jobs and live events get through. Without them jobs run all the same."""
    settings = get_settings()
    given = {
        "CUEDECK_BROKER_URL": settings.broker_url,
        "CUEDECK_REDIS_URL": "" if settings.redis_is_local else settings.redis,
    }
    answers = {"CUEDECK_BROKER_URL": queue.is_there(), "CUEDECK_REDIS_URL": events.answers(settings.redis)}
    away = [name for name, there in answers.items() if not there]
    if not away:
        return GOOD, "It answers: workers hear of new jobs, and open pages of changes, at once."
    if named := [name for name in away if given[name]]:
        return BAD, (
            f"The server of {' and '.join(named)} does not answer, so workers and pages look into the "
            "database every two seconds instead. Start it, or correct its address (without CUEDECK_REDIS_URL "
            "that of a Redis or Valkey in CUEDECK_BROKER_URL is taken)."
        )
    return NOTE, "The embedded Valkey does not run. It starts with the instance: cuedeck up"


def _workers() -> tuple[str, str]:
    with read_scope() as session:
        there = workers.living(session)
    if not there:
        return NOTE, "No worker is there; jobs wait. Start one: cuedeck up, or cuedeck worker."
    told = "; ".join(sorted({f"{row.worker} ({row.version or 'an older version'})" for row in there}))
    if len({row.version for row in there}) > 1:
        return NOTE, f"{told}. They are of different versions: bring all machines to the newest."
    if missing := [name for name in queues.ALL if name not in {row.queue for row in there}]:
        return NOTE, f"{told}. {' '.join(map(workers.reason, missing))}"
    return GOOD, told


def _dispatcher() -> tuple[str, str]:
    with read_scope() as session:
        leads = workers.dispatcher_leads(session)
    if leads:
        return GOOD, "One is at work: lost jobs are taken back, and webhooks are sent."
    return NOTE, (
        "None is at work: lost jobs are not taken back, and webhooks are not sent. Start one: cuedeck up, or "
        "cuedeck dispatcher."
    )


def _programs() -> tuple[str, str]:
    if not ffmpeg.available():
        return NOTE, f"There is no ffmpeg, so media jobs are refused. {ffmpeg.PRESENT}"
    return GOOD, "ffmpeg is there."


def _network() -> tuple[str, str]:
    """Whether a guarded program really cannot open a connection."""
    try:
        run([sys.executable, "-I", "-S", "-c", _OPENS_SOCKET], bounds=Bounds(wall=30, cpu=10))
    except ProgramFailed as error:
        if error.extra.get("exit_code") != _REFUSED:
            raise
        return GOOD, (
            "Programs and readers that get untrusted files cannot open any connection (seccomp); yt-dlp is "
            "passed those that the rules for addresses allow."
        )
    return NOTE, (
        "This system offers no seccomp filter, so ffmpeg and the readers of untrusted files could open "
        "connections, and yt-dlp is kept to the rules for addresses by its own process only. Their "
        "limits of time, memory and files hold all the same. Workers in a container without a network close "
        "the gap for all but downloads."
    )


def _orphans() -> tuple[str, str]:
    found = dict(storage().stored_since(0.0))
    with read_scope() as session:
        lost = orphans.unrecorded(
            session, {key: at for key, at in found.items() if key.startswith(orphans.KINDS)}
        )
    if not lost:
        return GOOD, f"Each of {len(found)} stored files is named by a row."
    return (
        NOTE,
        f"Named by no row yet: {counted(len(lost), 'file')}; the dispatcher removes what is not about to be.",
    )


def _stored_files() -> Iterator[Finding]:
    """Every file whose bytes are not there or not those that were stored; one line that counts the others."""
    sound = 0
    for table in (Output, Upload):
        last = ""
        while rows := _batch(table, last):
            last = rows[-1].id
            for row in rows:
                if (problem := _problem(row)) is None:
                    sound += 1
                else:
                    yield Finding(
                        "file", BAD, f"{table.__name__.lower()} {row.id}, {row.file_name}: {problem}"
                    )
    yield Finding("files", GOOD, f"Checked {counted(sound, 'file')}: the bytes are those that were stored.")


def _batch(table: type[Output] | type[Upload], after: str) -> list[Output | Upload]:
    kept = select(table).where(col(table.deleted_at).is_(None), col(table.id) > after)
    with read_scope() as session:
        return list(session.scalars(kept.order_by(col(table.id)).limit(_BATCH)))


def _problem(row: Output | Upload) -> str | None:
    try:
        same = integrity.digest(row.storage_key) == row.sha256
    except NotFound:
        return "it is not there any more."
    except OSError as error:
        return f"it cannot be read: {error.strerror}."
    return None if same else "its bytes have changed. Restore it from a backup, or run its job again."


def _models() -> Iterator[Finding]:
    store = model_installs.store()
    for model in store.models():
        if model.installed:
            problems = store.problems(model.id)
            told = "; ".join(problems) or "intact"
            yield Finding(f"model {model.id}", BAD if problems else GOOD, told)


_CHECKS: dict[str, Callable[[], tuple[str, str]]] = {
    "data folder": _data_folder,
    "file store": _file_store,
    "database": _database,
    "broker": _broker,
    "workers": _workers,
    "dispatcher": _dispatcher,
    "media programs": _programs,
    "network of engines": _network,
    "stored files": _orphans,
}
