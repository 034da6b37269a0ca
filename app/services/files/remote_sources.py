"""Remote sources: a source URL is fetched by the guarded client and stored like an upload."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from sqlmodel import Session

from app.captions.formats.vtt import playlist as hls
from app.core.http_fetch.client import GuardedClient
from app.core.settings import get_settings
from app.core.storage import Stored, store_file
from app.core.storage.abandoned import scratch_folder
from app.core.storage.base import new_key
from app.services import access
from app.services.files import remote_playlists, uploads
from models import Job, Upload


def fetch(
    address: str, progress: Callable[[float], None], cancelled: Callable[[], bool], max_bytes: int
) -> tuple[str, Stored]:
    """The file name and the stored content behind an address, of at most `max_bytes`.

    An HLS playlist of captions stands for the captions that it names, as one WebVTT file. Raises SourceError
    (see app.core.http_fetch.errors), JobError `disk_full`, Canceled, or CaptionError `hls_playlist`.
    """
    client = GuardedClient(get_settings().fetch_allow, max_bytes=max_bytes)
    with scratch_folder() as folder:
        target = folder / "source"
        fetched = client.download(address, target, progress, cancelled)
        name = fetched.file_name
        if remote_playlists.is_playlist(target):
            playlist = hls.parse_playlist(target.read_bytes())
            if playlist.has_captions:
                captions = remote_playlists.captions_of(address, playlist, folder, progress, cancelled)
                return f"{PurePath(name).stem}.vtt", uploads.receive(captions, name)
        return name, store_file(new_key("upload"), target)


def add_fetched(session: Session, job: Job, file_name: str, stored: Stored) -> Upload:
    """Make a fetched file the job's source, so that a retry need not fetch it again."""
    upload = uploads.add(session, access.of_job(job), file_name, stored, {})
    job.upload_id = upload.id
    job.source_name = upload.file_name
    session.add(job)
    return upload
