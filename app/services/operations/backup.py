"""Backup and restore: everything that an instance keeps, as one tar file.

A backup is made while the instance runs: first the database as it is at one moment, then the stored files,
which never change once they have a name. What was removed meanwhile is told.
"""

from __future__ import annotations

import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import orjson

from app.core import clock
from app.core.db import read_scope
from app.core.errors import Conflict, Invalid, NotFound
from app.core.settings import get_settings
from app.core.storage import storage, store
from app.services.operations import database_copy
from app.services.operations.revisions import revision_of

_MANIFEST, _DATABASE, _SECRET, _FILES = "manifest.json", "database", "secret.key", "files/"
_FORMAT = 1
_CHUNK = 1 << 20


@dataclass(slots=True)
class Contents:
    """What a backup holds: of which database kind and revision, how many files and bytes, made when.

    `missing` are files that were removed while it was made.
    """

    kind: str
    revision: str
    made: str
    format: int = _FORMAT
    files: int = 0
    bytes: int = 0
    missing: list[str] = field(default_factory=list)


def backup(target: Path) -> tuple[Path, Contents]:
    """Make `target`, a .tar file, or one in it as a folder, named by the time. Conflict if it exists."""
    if target.suffix != ".tar" and not target.exists():
        target.mkdir(mode=0o700, parents=True)
    if target.is_dir():
        target = target / f"cuedeck-{clock.now():%Y%m%d-%H%M%S}.tar"
    if target.exists():
        raise Conflict(f"{target} is there already.", code="backup_exists", hint="Choose another name.")
    part = target.with_name(f"{target.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                contents = _write(tar)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return target, contents


def _write(tar: tarfile.TarFile) -> Contents:
    contents = Contents(database_copy.kind(), _revision(), clock.now().isoformat())
    with tempfile.TemporaryDirectory(prefix="cuedeck-backup-") as folder:
        copy = Path(folder) / _DATABASE
        database_copy.dump(copy)
        tar.add(copy, _DATABASE)
    secret = get_settings().data_dir / _SECRET
    if secret.exists():
        tar.add(secret, _SECRET)
    for key, _ in storage().stored_since(0.0):
        _add_file(tar, key, contents)
    _add(tar, _MANIFEST, io.BytesIO(orjson.dumps(asdict(contents))))
    return contents


def _add_file(tar: tarfile.TarFile, key: str, contents: Contents) -> None:
    """A file of a bucket is fetched first: one that went while it is read would leave half a member."""
    try:
        with _opened_whole(key) as file:
            contents.bytes += _add(tar, f"{_FILES}{key}", file)
    except NotFound:
        contents.missing.append(key)
        return
    contents.files += 1


@contextmanager
def _opened_whole(key: str) -> Iterator[IO[bytes]]:
    if storage().on_disk(key) is not None:
        with storage().open(key) as file:
            yield file
    else:
        with storage().path(key) as path, path.open("rb") as file:
            yield file


def _add(tar: tarfile.TarFile, name: str, file: Any) -> int:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = file.seek(0, os.SEEK_END), 0o600, clock.now().timestamp()
    file.seek(0)
    tar.addfile(info, file)
    return info.size


def _revision() -> str:
    with read_scope() as session:
        return str(revision_of(session.connection()))


def restore(source: Path) -> Contents:
    """Bring a backup into an empty data folder and database. The caller holds the folder, and migrates then.

    Conflict `not_empty` where something is kept already; Invalid `not_a_backup` for another file, or one of
    another kind of database.
    """
    with _opened(source) as tar:
        contents = _contents(tar)
        if contents.kind != database_copy.kind():
            raise Invalid(
                f"This backup is of {contents.kind}, and the settings name {database_copy.kind()}.",
                code="not_a_backup",
                hint="Restore it where CUEDECK_DATABASE_URL is of its kind; migrate-database moves it.",
            )
        _refuse_unless_empty()
        for member in tar:
            _restore_one(tar, member)
    return contents


def _restore_one(tar: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    file = tar.extractfile(member)
    if file is None:
        return
    if member.name == _DATABASE:
        with tempfile.TemporaryDirectory(dir=get_settings().data_dir) as folder:
            copy = Path(folder) / _DATABASE
            with copy.open("wb") as target:
                shutil.copyfileobj(file, target, _CHUNK)
            database_copy.load(copy)
    elif member.name == _SECRET:
        path = get_settings().data_dir / _SECRET
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            target.write(file.read())
    elif member.name.startswith(_FILES):
        store(member.name.removeprefix(_FILES), iter(lambda: file.read(_CHUNK), b""))


def _opened(source: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(source)
    except tarfile.TarError:
        raise _not_a_backup(source, "it is no tar file") from None
    except OSError as error:
        raise Invalid(
            f"{source} cannot be read: {error.strerror}.", code="unreadable_file", hint="Check the path."
        ) from None


def _contents(tar: tarfile.TarFile) -> Contents:
    """The manifest, which is the last member: a backup that was cut off has none."""
    try:
        file = tar.extractfile(_MANIFEST)
        found = Contents(**orjson.loads(file.read())) if file else None
    except (KeyError, TypeError, ValueError, tarfile.TarError):
        found = None
    if found is None or found.format != _FORMAT:
        raise _not_a_backup(Path(str(tar.name)), "it has no manifest that this version knows")
    return found


def _not_a_backup(source: Path, reason: str) -> Invalid:
    return Invalid(
        f"{source} is not a whole backup: {reason}.",
        code="not_a_backup",
        hint="Give the file that “cuedeck backup” has made, or bring Cuedeck to the version that made it.",
    )


def _refuse_unless_empty() -> None:
    if next(iter(storage().stored_since(0.0)), None) is not None or not database_copy.is_empty():
        raise Conflict(
            "There are jobs or files here already, and a backup is restored only where nothing is.",
            code="not_empty",
            hint="Set CUEDECK_DATA_DIR to a new folder (and CUEDECK_DATABASE_URL to an empty database).",
        )
