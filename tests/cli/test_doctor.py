"""`cuedeck doctor` names what is wrong, and exits with 1 then."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from sqlmodel import delete
from typer.testing import CliRunner

from app.cli.main import cli
from app.core import events, queue
from app.core.db import engine, session_scope
from app.core.errors import MediaError
from app.core.settings import get_settings
from app.core.storage import storage
from app.services import diagnosis
from app.services.access import person
from app.services.dispatch import workers
from app.services.dispatch.leader import Leadership
from app.services.files import uploads
from models import Account, Upload, WorkerHeartbeat


@pytest.fixture(autouse=True)
def no_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(get_settings().storage_dir, ignore_errors=True)
    monkeypatch.setattr(get_settings(), "model_dir", tmp_path)


def upload(account: Account, name: str) -> Upload:
    with session_scope() as session:
        return uploads.add(session, person(account), name, uploads.receive(name.encode(), name), {})


def asked(*options: str) -> tuple[int, list[dict[str, str]]]:
    shown = CliRunner().invoke(cli, ["doctor", "--json", *options])
    return shown.exit_code, [json.loads(line) for line in shown.stdout.splitlines()]


def test_all_is_well(account: Account) -> None:
    upload(account, "a.srt")
    code, found = asked("--deep")
    assert (code, [each for each in found if each["state"] == "bad"]) == (0, [])
    assert found[-1]["message"] == "Checked 1 file: the bytes are those that were stored."


@pytest.mark.slow
def test_a_flipped_byte_and_a_lost_file_are_named(account: Account) -> None:
    flipped, lost = upload(account, "flipped.srt"), upload(account, "lost.srt")
    upload(account, "sound.srt")
    with storage().path(flipped.storage_key) as path:
        path.write_bytes(b"Flipped.srt")
    storage().delete(lost.storage_key)
    assert asked()[0] == 0
    code, found = asked("--deep")
    bad = {each["message"].split(", ")[1] for each in found if each["state"] == "bad"}
    assert code == 1
    assert {text.split(":")[0] for text in bad} == {"flipped.srt", "lost.srt"}


def test_a_system_without_the_filter_is_told_plainly(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert state("network of engines")[0] == "good"
    monkeypatch.setattr(diagnosis, "run", lambda *_, **__: None)
    assert state("network of engines")[0] == "note"
    assert "no seccomp" in state("network of engines")[1]


def test_a_probe_that_does_not_run_proves_no_closed_network(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnosis, "_OPENS_SOCKET", "raise SystemExit(1)")
    assert state("network of engines")[0] == "bad"


def test_what_cannot_be_looked_at_is_bad(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> tuple[str, str]:
        raise MediaError("It broke.", hint="Mend it.")

    monkeypatch.setitem(diagnosis._CHECKS, "media programs", broken)
    assert state("media programs") == ("bad", "It broke. Mend it.")
    monkeypatch.setattr(get_settings(), "data_dir", Path("/nowhere"))
    assert state("data folder")[0] == "bad"


def state(check: str) -> tuple[str, str]:
    (found,) = [each for each in diagnosis.findings() if each.check == check]
    return found.state, found.message


def test_a_database_without_tables_is_told_in_words(account: Account) -> None:
    with engine().begin() as connection:
        connection.exec_driver_sql("ALTER TABLE account RENAME TO account_away")
    try:
        code, found = asked("--deep")
    finally:
        with engine().begin() as connection:
            connection.exec_driver_sql("ALTER TABLE account_away RENAME TO account")
    told = next(each for each in found if each["check"] == "database")
    assert (code, told["state"]) == (1, "bad")
    assert "no such table: account" in told["message"]
    assert "cuedeck up" in told["message"]
    assert "files" not in [each["check"] for each in found]  # which a database names


def heard(worker: str, *served: str) -> None:
    with session_scope() as session:
        workers.announce(session, worker, served)


def test_a_broker_that_is_away_is_named_by_its_setting(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "is_there", lambda: False)
    monkeypatch.setattr(events, "answers", lambda _: False)
    for address, told in (("", "note"), ("redis://:secret@127.0.0.1:1/0", "bad")):
        monkeypatch.setattr(get_settings(), "broker_url", address)
        monkeypatch.setattr(get_settings(), "redis_url", "")
        assert state("broker")[0] == told
    assert "CUEDECK_BROKER_URL and CUEDECK_REDIS_URL" in state("broker")[1]
    assert "secret" not in state("broker")[1]
    monkeypatch.setattr(events, "answers", lambda _: True)
    monkeypatch.setattr(get_settings(), "broker_url", "amqp://rabbit.internal")
    assert state("broker")[1].startswith("The server of CUEDECK_BROKER_URL does not answer")
    monkeypatch.setattr(queue, "is_there", lambda: True)
    assert state("broker")[0] == "good"


def test_queues_without_a_worker_and_a_missing_dispatcher_are_told(account: Account) -> None:
    with session_scope() as session:
        session.execute(delete(WorkerHeartbeat))
    assert state("workers") == (
        "note",
        "No worker is there; jobs wait. Start one: cuedeck up, or cuedeck worker.",
    )
    assert "cuedeck dispatcher" in state("dispatcher")[1]
    heard("first", "captions", "media")
    assert state("workers")[0] == "note"
    assert state("workers")[1].count("first") == 1
    assert "CUEDECK_JOBS__QUEUES has speech" in state("workers")[1]
    heard("second", "speech")
    assert state("workers")[0] == "good"
    assert Leadership("host:1").hold()
    assert state("dispatcher")[0] == "good"
