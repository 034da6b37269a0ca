"""A translation through the worker: several languages, long captions in parts, order and index."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from app.captions.translation.memory import read_memory, written_memory
from app.core.db import read_scope, session_scope
from app.core.settings import get_settings
from app.core.storage import Stored, storage
from app.job_types import plan
from app.media.probe.probe import probe
from app.services.access import person
from app.services.files import outputs, remote_sources, uploads
from models import Account, Job
from tasks import run_job as worker
from tasks.stages import translate
from tests.support.engines.toy_translators import Toy, upper
from tests.support.media.tracks import with_tracks
from tests.support.services.jobs import add_job

pytestmark = pytest.mark.slow

CUES = 5
SRT = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\nLine number {n}.\n\n" for n in range(1, CUES + 1))


def given(session: Session, account: Account, **parameters: object) -> Job:
    upload = uploads.add(session, person(account), "a.srt", uploads.receive(SRT.encode(), "a.srt"), {})
    job = add_job(session, account, "translate", source_name="a.srt", upload_id=upload.id)
    job.stages = [str(stage) for stage in plan("translate", captions_given=True)]
    job.parameters = {"job_type": "translate", "source_language": "en", **parameters}
    return job


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Toy:
    made = Toy(upper)
    monkeypatch.setattr(translate, "translator", lambda *_: made)
    return made


def made_by(job: Job) -> tuple[Job, list[tuple[int, str, str | None]], list[str]]:
    """The job once it has run, its files by index, name and language, and their texts."""
    worker.run(job.id)
    with read_scope() as session:
        ended = session.exec(select(Job).where(col(Job.id) == job.id)).one()
        files = outputs.list_for_job(session, job.id)
    texts = []
    for file in files:
        with storage().open(file.storage_key) as stored:
            texts.append(stored.read().decode())
    return ended, [(file.output_index, file.file_name, file.language) for file in files], texts


def test_every_language_gets_its_file_in_the_asked_order(account: Account, toy: Toy) -> None:
    with session_scope() as session:
        job = given(session, account, target_languages=["fr", "es"])
    ended, files, texts = made_by(job)
    assert (ended.stage, ended.error_message) == ("translated", None)
    assert files == [(0, "a.fr.srt", "fr"), (1, "a.es.srt", "es")]
    assert all("LINE NUMBER 5." in text for text in texts)
    assert len(toy.asked) == 2


def test_long_captions_are_split_in_parts(
    account: Account, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings().engines, "context_cues", 2)
    with session_scope() as session:
        job = given(session, account, target_languages=["fr", "es"])
    _, files, texts = made_by(job)
    parts = [f"part{number}" for number in (1, 2, 3)]
    assert files == [
        (index, f"a.{language}.{part}.srt", language)
        for index, (language, part) in enumerate((name, part) for name in ("fr", "es") for part in parts)
    ]
    lines = [line for text in texts[:3] for line in text.splitlines() if line.startswith("LINE")]
    assert lines == [f"LINE NUMBER {n}." for n in range(1, CUES + 1)]
    assert "00:00:05,000 --> 00:00:05,900" in texts[2]


def test_a_shift_is_written_into_the_file(account: Account, toy: Toy) -> None:
    with session_scope() as session:
        job = given(session, account, target_language="fr", offset="00:00:10:00", default_frame_rate=25)
    _, _, texts = made_by(job)
    assert "00:00:11,000 --> 00:00:11,900" in texts[0]


MEMORY = written_memory(
    [{"en": "Line number 2.", "fr": "Deux 2.", "es": "Dos 2."}, {"en": "Line number 4.", "es": "Cuatro 4."}],
    "en",
)


def test_what_was_translated_before_is_taken_as_it_is(account: Account, toy: Toy) -> None:
    with session_scope() as session:
        job = given(
            session, account, target_languages=["fr", "es"], translation_memory=MEMORY.decode(), tmx=True
        )
    ended, files, texts = made_by(job)
    assert files[-1] == (2, "a.tmx", None)
    assert "\nDeux 2.\n" in texts[0]
    assert "\nDos 2.\n" in texts[1]
    assert "\nCuatro 4.\n" in texts[1]
    assert [len(asked) for asked in toy.asked] == [4, 3]
    notes = (ended.result_data or {})["notes"]
    assert "es: 2 of 5 sentences came from the translation memory." in notes
    assert read_memory(texts[2].encode()) == [
        {"en": "Line number 1.", "fr": "LINE NUMBER 1.", "es": "LINE NUMBER 1."},
        {"en": "Line number 2.", "fr": "Deux 2.", "es": "Dos 2."},
        {"en": "Line number 3.", "fr": "LINE NUMBER 3.", "es": "LINE NUMBER 3."},
        {"en": "Line number 4.", "fr": "LINE NUMBER 4.", "es": "Cuatro 4."},
        {"en": "Line number 5.", "fr": "LINE NUMBER 5.", "es": "LINE NUMBER 5."},
    ]


def test_the_source_beside_its_translations_or_in_them(account: Account, toy: Toy) -> None:
    with session_scope() as session:
        apart = given(session, account, target_languages=["fr", "es"], keep_source="file")
        above = given(session, account, target_language="fr", keep_source="above")
        below = given(session, account, target_language="fr", keep_source="below")
    ended, files, texts = made_by(apart)
    assert files[2] == (2, "a.en.srt", "en")
    assert "\nLine number 5.\n" in texts[2]
    assert len((ended.result_data or {})["outputs"]) == 3
    assert "\nLine number 5.\nLINE NUMBER 5.\n" in made_by(above)[2][0]
    assert "\nLINE NUMBER 5.\nLine number 5.\n" in made_by(below)[2][0]


def test_every_language_is_a_track_of_the_film(
    account: Account, toy: Toy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    film = with_tracks(tmp_path / "film.mkv", (written(tmp_path, SRT), "eng", "default"))
    with session_scope() as session:
        job = given(
            session, account, target_languages=["fr", "es"], keep_source="file", embed=True, track="en"
        )
        stored = uploads.receive(film.read_bytes(), "film.mkv")
        job.upload_id = uploads.add(session, person(account), "film.mkv", stored, {}).id
    worker.run(job.id)
    with read_scope() as session:
        files = outputs.list_for_job(session, job.id)
    assert [file.file_name for file in files] == ["a.fr.srt", "a.es.srt", "a.en.srt", "a.soft-captions.mkv"]
    with storage().path(files[3].storage_key) as path:
        found = probe(path).subtitles
    assert [(each.language, each.default) for each in found] == [
        ("eng", False), ("fra", True), ("spa", False), ("eng", False),
    ]  # fmt: skip


def written(folder: Path, text: str) -> Path:
    path = folder / "captions.srt"
    path.write_text(text)
    return path


def test_a_memory_from_an_upload_or_an_address(
    account: Account, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_sources, "fetch", lambda *_: ("m.tmx", uploads.receive(MEMORY, "m.tmx")))
    with session_scope() as session:
        memory = uploads.add(session, person(account), "m.tmx", uploads.receive(MEMORY, "m.tmx"), {})
        named = {"translation_memory_upload_id": memory.id}
        first = given(session, account, target_language="es", **named)
        address = {"translation_memory_url": "https://example.com/m.tmx"}
        second = given(session, account, target_language="es", **address)
    for job in (first, second):
        assert "\nDos 2.\n" in made_by(job)[2][0]


def test_a_memory_that_is_none_is_told(account: Account, toy: Toy) -> None:
    with session_scope() as session:
        job = given(session, account, target_language="es", translation_memory="<tmx>")
    ended, files, _ = made_by(job)
    assert (ended.stage, ended.error_code, files) == ("rejected", "unreadable_memory", [])


@pytest.mark.parametrize("field", ["media_path", "source_url", "media_url"])
def test_captions_behind_an_address_are_read_and_not_heard(
    account: Account, toy: Toy, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    """Nobody knows what is there before it is fetched, so the job was planned with a recognition."""

    def fetch(*_: object) -> tuple[str, Stored]:
        return "a.srt", uploads.receive(SRT.encode(), "a.srt")

    monkeypatch.setattr(remote_sources, "fetch", fetch)
    address = "https://example.com/a.srt"
    for _ in range(2):  # the second time another job has read the same file before
        with session_scope() as session:
            job = given(session, account, target_languages=["es"], **{field: address})
            job.upload_id, job.source_url = None, address
            job.stages = [str(stage) for stage in plan("translate")]
        ended, files, texts = made_by(job)
        assert (ended.stage, ended.error_message) == ("translated", None)
        assert files == [(0, "a.es.srt", "es")]
        assert "LINE NUMBER 5." in texts[0]
        assert "nothing was recognised" in (ended.result_data or {})["notes"][0]
