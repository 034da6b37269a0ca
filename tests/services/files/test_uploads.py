"""Uploads: what is said of one that is too large, and which side a person's file is on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from app.core.child_process.guarded_call import _WARM_UP as WARM_UP
from app.core.db import session_scope
from app.core.errors import NotFound
from app.core.settings import get_settings
from app.media.probe.probe import probe
from app.services.access import person
from app.services.files import uploads
from models import Account, Upload
from tests.support.media.clips import TONE, VIDEO, make
from tests.support.services.jobs import add_job


def test_the_error_names_the_setting_that_was_hit() -> None:
    limits = get_settings().limits
    assert (
        "CUEDECK_LIMITS__CAPTION_BYTES"
        in uploads.too_large("a.srt", limits.caption_bytes, captions=True).hint
    )
    assert "CUEDECK_LIMITS__UPLOAD_BYTES" in uploads.too_large("a.srt", limits.upload_bytes).hint


@pytest.mark.parametrize("used", [False, True])
def test_a_persons_file_goes_where_its_job_is_unless_another_side_has_it(
    account: Account, used: bool
) -> None:
    with session_scope() as session:
        upload = uploads.add(session, person(account), "a.srt", uploads.receive(b"1", "a.srt"), {})
        if used:
            add_job(session, account, upload_id=upload.id)
        draft = add_job(session, account, sandbox=True)
        with pytest.raises(NotFound) if used else nullcontext():
            uploads.move_to_side_of(session, draft, upload)
        assert upload.sandbox is not used


@pytest.mark.slow
def test_captions_are_looked_at_by_a_child_that_has_nothing_left_to_import(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A child has the caption core ready; any other module costs it a quarter of a second of a processor."""
    called: list[Callable[..., Any]] = []

    def run(function: Callable[..., Any], *args: Any, bounds: object) -> Any:
        called.append(function)
        return function(*args)

    monkeypatch.setattr(uploads.guarded_call, "run", run)
    found = uploads.inspect_captions(b"1\n00:00:01,000 --> 00:00:02,000\nHello\n", "a.srt")
    assert (found["kind"], found["cue_count"]) == ("captions", 1)
    code = f"import sys, {WARM_UP}; sys.exit({called[0].__module__!r} not in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.slow
def test_what_a_film_brings_is_told(tmp_path: Path) -> None:
    words = tmp_path / "words.srt"
    words.write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    inputs = ["-f", "lavfi", "-t", "1", "-i", VIDEO, "-f", "lavfi", "-t", "1", "-i", TONE, "-i", words]
    tracks = ["-map", "0:v", "-map", "1:a", "-map", "1:a", "-map", "2:s", "-c:v", "libx264", "-c:a", "aac"]
    languages = ["-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=ger"]
    more = ["-metadata:s:s:0", "language=spa", "-metadata:s:a:1", "title=Director"]
    film = make(tmp_path / "film.mkv", *inputs, *tracks, "-c:s", "srt", *languages, *more)
    found = uploads.inspect_stored(uploads.receive(film.read_bytes(), film.name), film.name)
    upload = Upload(account_id="a", file_name="a.mkv", size=1, sha256="", storage_key="", inspection=found)
    assert uploads.probed(upload) == probe(film)
    found = uploads.shown_inspection(upload)
    sound = {"number": 1, "codec": "aac", "language": "en", "title": "", "channels": 1, "default": True}
    other = {"number": 2, "language": "de", "title": "Director", "default": False}
    captions = {
        "number": 1, "kind": "text", "codec": "subrip", "language": "es", "title": "",
        "default": False, "forced": False, "hearing_impaired": False,
    }  # fmt: skip
    picture = {"video": True, "width": 160, "height": 120, "frame_rate": "25"}
    told = {"kind": "media", "duration": 1, "audio": True, **picture}
    assert found | {"duration": 1} == told | {
        "audio_tracks": [sound, sound | other], "caption_tracks": [captions],
    }  # fmt: skip
