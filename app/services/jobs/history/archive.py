"""The outputs of many jobs as one zip, made while it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select
from zipstream import ZIP_STORED, ZipStream

from app.core.errors import NotFound
from app.core.storage import storage
from app.services import access
from app.services.access import Principal
from app.services.jobs.history.bulk import Selection, chosen
from models import Job, Output

_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip that is not made yet: its exact size, its number of files, and its bytes as they are read."""

    size: int
    files: int
    chunks: Iterator[bytes]


def archive(session: Session, who: Principal, selection: Selection) -> Archive:
    """Every file of the selection that is still there. NotFound when there is none.

    Files are stored as they are: captions are small and media cannot be compressed further, so the size is
    known before the first byte and a browser shows real progress.
    """
    job_ids, _ = chosen(session, who, selection)
    zipped = ZipStream(compress_type=ZIP_STORED, sized=True)
    names: set[str] = set()
    for number, output in _outputs(session, who, job_ids):
        name = _name(number, output, names)
        names.add(name.casefold())
        zipped.add(_content(output.storage_key), name, size=output.size)
    if not names:
        raise NotFound(
            "None of these jobs has a file.",
            code="no_files",
            hint="Only completed jobs whose files have not been removed have some.",
        )
    return Archive(len(zipped), len(names), iter(zipped))


def _outputs(session: Session, who: Principal, job_ids: list[str]) -> list[tuple[int, Output]]:
    mine = select(Job.number, Output).join(Output, col(Output.job_id) == col(Job.id))
    mine = mine.where(*access.conditions(who, Job, Output), col(Job.id).in_(job_ids))
    mine = mine.where(col(Output.deleted_at).is_(None))
    found = session.exec(mine.order_by(col(Job.number).desc(), col(Output.output_index)))
    return [(number or 0, output) for number, output in found]


def _name(number: int, output: Output, taken: set[str]) -> str:
    """The file's own name; in a folder with the job's number where another file has that name."""
    plain = output.file_name.replace("/", "_").replace("\\", "_")
    if plain.casefold() not in taken:
        return plain
    inside = f"{number}/{plain}"
    return inside if inside.casefold() not in taken else f"{number}/{output.output_index}/{plain}"


def _content(key: str) -> Iterator[bytes]:
    with storage().open(key) as file:
        while chunk := file.read(_CHUNK):
            yield chunk
