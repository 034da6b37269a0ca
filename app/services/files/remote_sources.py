"""Remote sources: a source URL is fetched by the guarded client and stored like an upload."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session

from app.core.http_fetch.client import GuardedClient
from app.core.settings import get_settings
from app.core.storage import Stored, store_file
from app.core.storage.abandoned import scratch_folder
from app.core.storage.base import new_key
from app.services import access
from app.services.files import uploads
from models import Job, Upload


def fetch(
    address: str, progress: Callable[[float], None], cancelled: Callable[[], bool], max_bytes: int
) -> tuple[str, Stored]:
    """The file name and the stored content behind an address, of at most `max_bytes`.

    Raises SourceError (see app.core.http_fetch.errors), Canceled, or JobError `disk_full`.
    """
    client = GuardedClient(get_settings().fetch_allow, max_bytes=max_bytes)
    with scratch_folder() as folder:
        target = folder / "source"
        fetched = client.download(address, target, progress, cancelled)
        return fetched.file_name, store_file(new_key("upload"), target)


def add_fetched(session: Session, job: Job, file_name: str, stored: Stored) -> Upload:
    """Make a fetched file the job's source, so that a retry need not fetch it again."""
    upload = uploads.add(session, access.of_job(job), file_name, stored, {})
    job.upload_id = upload.id
    job.source_name = upload.file_name
    session.add(job)
    return upload
