"""Settings that an operator changes: validated, kept, followed, audited, and behind the environment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import select

from app.core.db import read_scope, session_scope
from app.core.errors import Forbidden, Invalid
from app.core.settings import get_settings
from app.engines.registry import engines
from app.services.access import Principal, person
from app.services.engines import configuration
from app.services.operations import audit, changeable_settings, runtime_settings
from app.services.operations.changeable_settings import ALL
from models import Account, RuntimeSetting


@pytest.fixture
def operator(account: Account) -> Principal:
    return person(account)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """What is set here is what the process was started with."""
    changeable_settings.started.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    changeable_settings.started.cache_clear()


def change(who: Principal, **texts: str) -> int:
    named = {path.replace("__", "."): text for path, text in texts.items()}
    with session_scope() as session:
        return runtime_settings.change(session, who, named)


def kept() -> dict[str, Any]:
    with read_scope() as session:
        return {row.name: row.value for row in session.exec(select(RuntimeSetting))}


def test_a_change_is_in_effect_at_once_and_is_noted(operator: Principal) -> None:
    assert (
        change(operator, jobs__retention_days="7", limits__upload_bytes="1.5", keep_link_addresses="on") == 3
    )
    settings = get_settings()
    assert (settings.jobs.retention_days, settings.keep_link_addresses) == (7, True)
    assert settings.limits.upload_bytes == 1_572_864
    with read_scope() as session:
        told = {(e.subject, e.before, e.after, e.by) for e in audit.latest(session, operator)}
    assert ("Files of jobs", "30 days", "7 days", operator.label) in told
    assert ("Largest upload", "2048 MiB", "1.5 MiB", operator.label) in told
    assert change(operator, jobs__retention_days="7") == 0
    assert change(operator, jobs__retention_days="30") == 1  # its default: nothing is kept of it
    assert (settings.jobs.retention_days, "jobs.retention_days" in kept()) == (30, False)


def test_a_size_that_is_no_whole_number_of_bytes_is_rounded(operator: Principal) -> None:
    assert change(operator, limits__caption_bytes="1.1") == 1
    assert get_settings().limits.caption_bytes == 1_153_434
    shown = ALL["limits.caption_bytes"].text(1_153_434)
    assert change(operator, limits__caption_bytes=shown) == 0  # the form sends back what it shows
    with pytest.raises(Invalid) as refused:
        change(operator, limits__caption_bytes="-1")
    assert refused.value.hint.startswith("Give a number from 0.000001 to ")


def test_another_process_follows(operator: Principal) -> None:
    with session_scope() as session:
        session.add(RuntimeSetting(name="link_seconds", value=600))
        session.add(RuntimeSetting(name="no.longer.known", value=1))
    assert get_settings().link_seconds == 3600
    runtime_settings.refresh()
    assert get_settings().link_seconds == 600
    with session_scope() as session:
        session.delete(session.get_one(RuntimeSetting, "link_seconds"))
    runtime_settings.refresh()
    assert get_settings().link_seconds == 3600


def test_the_environment_comes_first(operator: Principal, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CUEDECK_JOBS__RETENTION_DAYS", "5")
    setting = ALL["jobs.retention_days"]
    assert (changeable_settings.fixed(setting), setting.variable) == (True, "CUEDECK_JOBS__RETENTION_DAYS")
    assert not changeable_settings.fixed(ALL["jobs.events_days"])
    environment.setattr(get_settings().jobs, "retention_days", 5)
    assert change(operator, jobs__retention_days="90", jobs__events_days="60") == 1
    with session_scope() as session:  # set before the variable was
        session.add(RuntimeSetting(name="jobs.retention_days", value=90))
    runtime_settings.refresh()
    assert (get_settings().jobs.retention_days, get_settings().jobs.events_days) == (5, 60)


@pytest.mark.parametrize(
    ("path", "text", "hint"),
    [
        ("jobs__retention_days", "0", "a whole number from 1 to 36,500 days"),
        ("jobs__retention_days", "1.5", "a whole number"),
        ("jobs__retention_days", "soon", "a whole number"),
        ("jobs__retention_days", "", "a whole number"),
        ("jobs__retention_days", "nan", "a whole number"),
        ("jobs__retention_days", "1e400", "a whole number"),
        ("link_seconds", "0.5", "from 1 to 10,080 minutes"),
        ("limits__unused_upload_hours", "0", "over 0 to 87,600 hours"),
        ("limits__requests_per_minute", "-1", "from 1 to"),
        ("engines__default_speech", "no-such", "Use one of: faster-whisper"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_changed(
    operator: Principal, path: str, text: str, hint: str
) -> None:
    with pytest.raises(Invalid) as caught:
        change(operator, jobs__events_days="10", **{path: text})
    assert hint in caught.value.hint
    assert (kept(), get_settings().jobs.events_days) == ({}, 90)


def test_only_an_operator_sets_and_sees(operator: Principal, other_account: Account) -> None:
    key = Principal(operator.account_id, "key", "a key of the operator's")
    for who in (person(other_account), key):
        with pytest.raises(Forbidden):
            change(who, jobs__retention_days="7")
        with pytest.raises(Forbidden), read_scope() as session:
            audit.latest(session, who)
    assert kept() == {}


def test_every_setting_is_shown_as_it_is_read(operator: Principal) -> None:
    """What a field shows for a value is that value again."""
    for setting in ALL.values():
        value = setting.value(get_settings())
        assert setting.parse(setting.text(value)) == value, setting.path
        assert setting.shown(value)


def test_the_chosen_engine_comes_first(operator: Principal) -> None:
    before = [engine.id for engine in engines("voice", configuration.config())]
    change(operator, engines__default_voice="espeak-ng")
    after = [engine.id for engine in engines("voice", configuration.config())]
    assert (before[0], after[0], sorted(before) == sorted(after)) == ("kokoro", "espeak-ng", True)
