"""What no row names goes; what is in the making, or was recorded, stays."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from app.core import clock
from app.core import storage as stores
from app.core.child_process import pulse
from app.core.db import session_scope
from app.core.settings import get_settings
from app.core.storage import Stored, storage
from app.core.storage.abandoned import remove_abandoned, scratch_folder
from app.core.storage.base import new_key
from app.core.storage.file_cache import UNUSED_SECONDS
from app.core.storage.local import LocalStorage
from app.core.storage.s3 import S3Storage
from app.services.access import person
from app.services.files import orphans, outputs, renditions, store_owner, uploads
from app.services.files.outputs import NewOutput
from models import Account, Job, JobStep
from tests.support.services.jobs import add_job

CRASH = """
import os, sys, time
from app.core.storage import Stored, storage
from app.core.storage.abandoned import scratch_folder
writer = storage().writer("upload/aa/" + "a" * 32)
writer.write(b"half")
with scratch_folder() as folder:
    (folder / "source").write_bytes(b"half")
    os.kill(os.getpid(), 9)
"""


def stored(kind: str) -> str:
    writer = storage().writer(new_key(kind))
    writer.write(b"bytes")
    return writer.commit().key


@pytest.fixture(autouse=True)
def nothing_stored() -> None:
    for name in ("files", "tmp", "work"):
        shutil.rmtree(get_settings().data_dir / name, ignore_errors=True)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour later, for the sweep."""
    now = time.time
    monkeypatch.setattr(orphans.time, "time", lambda: now() + 3600)
    monkeypatch.setattr("app.core.storage.abandoned.time.time", lambda: now() + 3600)
    clock.advance(3600)


def recorded(account: Account) -> list[str]:
    """An upload, an output and what a stage keeps for the next."""
    source, output, work = uploads.receive(b"source", "a.srt"), stored("output"), stored("work")
    with session_scope() as session:
        uploads.add(session, person(account), "a.srt", source, {})
        job = add_job(session, account)
        made = Stored(output, 5, "0" * 64)
        outputs.add(session, job, [NewOutput(made, "a.vtt", "text/vtt")])
        step = JobStep(job_id=job.id, stage="transcribing", position=0, result={"captions": [work]})
        step.ended_at = clock.now()
        session.add(step)
    return [source.key, output, work]


def test_only_what_no_row_names_goes(account: Account, later: None) -> None:
    kept, lost = recorded(account), [stored(kind) for kind in ("upload", "output", "work")]
    assert orphans.Sweep().run() == 3
    assert [storage().exists(key) for key in kept] == [True] * 3
    assert [storage().exists(key) for key in lost] == [False] * 3


def test_the_files_of_another_instance_are_never_swept(
    account: Account, later: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second instance, with a database of its own, was started on the folder of the first."""
    shared = LocalStorage(tmp_path)
    monkeypatch.setattr(get_settings(), "files_dir", str(tmp_path))
    for module in (orphans, renditions, stores):
        monkeypatch.setattr(module, "storage", lambda: shared)
    writer = shared.writer(new_key("output"))
    key = writer.commit().key
    store_owner.store(store_owner.KEY, [b"the tag of the first"])
    assert orphans.Sweep().run() == 0
    assert shared.exists(key)
    shared.delete(store_owner.KEY)
    for _ in range(2):
        assert store_owner.is_ours()
    assert orphans.Sweep().run() == 1
    assert not shared.exists(key)


def test_in_a_bucket_whose_clock_is_another_nothing_young_goes(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's clock is half an hour late, or it says when the first part of a large file came."""
    keys, now = [stored(kind) for kind in ("upload", "output", "part")], time.time
    monkeypatch.setattr(type(storage()), "sweep_seconds", S3Storage.sweep_seconds)
    monkeypatch.setattr(orphans.time, "time", lambda: now() + 1800)
    clock.advance(1800)
    sweep = orphans.Sweep()
    assert (sweep.run(), [storage().exists(key) for key in keys]) == (0, [True] * 3)
    monkeypatch.setattr(orphans.time, "time", lambda: now() + 3700)
    clock.advance(1900)
    assert sweep.run() == 3


def test_a_sweep_that_takes_long_gives_signs_of_life(
    account: Account, later: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, beats = [stored("output") for _ in range(120)], tmp_path / "pulse"
    monkeypatch.setenv(pulse.VARIABLE, str(beats))
    real, seen = renditions.remove_with_source, list[bool]()

    def remove(key: str) -> None:
        seen.append(beats.exists())
        beats.unlink(missing_ok=True)
        real(key)

    monkeypatch.setattr(renditions, "remove_with_source", remove)
    assert orphans.Sweep().run() == len(lost)
    assert seen.count(True) == 3


def test_what_a_failed_job_kept_stays_though_it_was_copied_long_after(account: Account, later: None) -> None:
    """The files of a restored backup are as young as the copy; the stage ended days before."""
    kept, lost = stored("work"), stored("work")
    with session_scope() as session:
        job = add_job(session, account, stage="failed", completed_at=clock.now())
        step = JobStep(job_id=job.id, stage="transcribing", position=0, result={"captions": [kept]})
        step.ended_at = clock.now() - timedelta(days=3)
        session.add(step)
    assert orphans.Sweep().run() == 1
    assert (storage().exists(kept), storage().exists(lost)) == (True, False)


def test_renditions_stay_with_what_they_are_made_of(account: Account, later: None) -> None:
    source, lost = recorded(account)[0], stored("upload")
    for key in (source, lost):
        renditions.write(key, renditions.FACTS, {"state": "ready"})
    orphans.Sweep().run()
    assert renditions.facts(source) is not None
    assert renditions.facts(lost) is None


def test_a_file_that_outlived_its_row_goes(account: Account, later: None) -> None:
    source = uploads.receive(b"source", "a.srt")
    with session_scope() as session:
        uploads.add(session, person(account), "a.srt", source, {}).deleted_at = clock.now()
    sweep = orphans.Sweep()
    sweep.run()
    assert not storage().exists(source.key)


def test_what_is_young_is_left_and_looked_at_again(account: Account) -> None:
    lost, sweep = stored("output"), orphans.Sweep()
    assert sweep.run() == 0
    assert storage().exists(lost)
    patient = pytest.MonkeyPatch()
    with patient.context() as patch:
        now = time.time
        patch.setattr(orphans.time, "time", lambda: now() + 61)
        clock.advance(61)
        assert sweep.run() == 1
    assert not storage().exists(lost)


def test_a_stage_that_runs_keeps_what_it_has_made_so_far(account: Account, later: None) -> None:
    with session_scope() as session:
        past = clock.now() - timedelta(hours=1)  # as a clock that was set makes it look
        job = add_job(session, account, stage="transcribing", lease_token="held", lease_until=past)
        began = clock.now() - timedelta(hours=2)
        session.add(JobStep(job_id=job.id, stage="transcribing", position=0, started_at=began))
    lost, sweep = stored("work"), orphans.Sweep()
    assert sweep.run() == 0
    with session_scope() as session:
        session.get_one(Job, job.number).lease_token = None
    assert sweep.run() == 1
    assert not storage().exists(lost)


@pytest.mark.slow
def test_what_a_killed_process_was_writing_goes_and_what_lives_stays(account: Account, later: None) -> None:
    subprocess.run([sys.executable, "-c", CRASH], check=False, env=dict(os.environ), cwd=Path.cwd())
    data = get_settings().data_dir
    left = [*(data / "files").rglob("*.part"), *(data / "tmp").iterdir()]
    assert len(left) == 2
    writer = storage().writer(new_key("upload"))
    writer.write(b"still writing")
    with scratch_folder() as mine:
        assert orphans.Sweep().run() == 1
        assert orphans.remove_local() == 1
        assert mine.is_dir()
    assert not any(path.exists() for path in left)
    assert storage().exists(writer.commit().key)


def test_what_may_not_be_opened_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = tmp_path / "theirs"
    theirs.touch()

    def refuse(*_: object) -> int:
        raise PermissionError("not ours")

    with monkeypatch.context() as patch:
        patch.setattr("app.core.storage.abandoned.os.open", refuse)
        assert remove_abandoned([theirs]) == 0
    assert theirs.exists()


def test_work_folders_go_with_their_jobs(account: Account, later: None) -> None:
    with session_scope() as session:
        going = add_job(session, account, stage="dubbing")
        ended = add_job(session, account, stage="canceled", completed_at=clock.now())
        failed = add_job(session, account, stage="failed", completed_at=clock.now())
        for job in (ended, failed):
            job.changed_at = clock.now() - timedelta(hours=1)
    for name in (going.id, ended.id, failed.id, "nobody"):
        folder = outputs.work_folder(name)
        folder.mkdir(parents=True)
        (folder / "chunks-en.jsonl").write_text("{}")
        (folder / "frames").mkdir()
    orphans.remove_local()
    left = sorted(str(path.relative_to(folder.parent)) for path in folder.parent.rglob("*"))
    kept = [going.id, f"{going.id}/chunks-en.jsonl", f"{going.id}/frames"]
    assert left == sorted([*kept, failed.id, f"{failed.id}/chunks-en.jsonl"])
    assert orphans.remove_local() == 0


def test_a_copy_of_a_buckets_file_goes_when_nobody_asks_for_it(database: None) -> None:
    cache = get_settings().data_dir / "cache"
    shutil.rmtree(cache, ignore_errors=True)  # other tests' copies
    cache.mkdir()
    for name, age in (("old", UNUSED_SECONDS + 1), ("young", 0)):
        (cache / name).write_bytes(b"copy")
        os.utime(cache / name, (time.time() - age,) * 2)
    orphans.remove_local()
    assert [path.name for path in cache.iterdir()] == ["young"]
    shutil.rmtree(cache)
