"""All machines of an instance sign with one secret, or are refused at their start."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.core import signing
from app.core.db import read_scope
from app.core.errors import Conflict
from app.core.settings import Settings, get_settings
from app.services import instance_secret
from models import InstanceSecret

pytestmark = pytest.mark.usefixtures("database")


class Machine:
    """One of several machines on this process's database, by its data folder and its settings."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._patch = folder, monkeypatch

    def become(self, secret: str = "", *previous: str) -> None:
        settings = get_settings()
        self._patch.setattr(settings, "data_dir", self._folder)
        self._patch.setattr(settings, "secret_key", secret)
        self._patch.setattr(settings, "previous_secret_keys", list(previous))

    def join(self, secret: str = "", *previous: str) -> None:
        self.become(secret, *previous)
        instance_secret.join()


@pytest.fixture(autouse=True)
def _several_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settings, "is_one_machine", property(lambda _: False))


@pytest.fixture
def one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path / "one", monkeypatch)


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path / "two", monkeypatch)


def test_the_first_machine_gives_its_secret_and_the_others_take_it(one: Machine, two: Machine) -> None:
    one.join()
    token = signing.sign("link", "payload")
    two.become()
    assert signing.verify("link", token) is None  # it has made one of its own before it joined
    two.join()
    assert signing.verify("link", token) == "payload"
    one.join()
    assert signing.verify("link", signing.sign("link", "again")) == "again"


def test_a_secret_that_is_replaced_reaches_the_others(one: Machine, two: Machine) -> None:
    one.join()
    two.join()
    before = signing.sign("link", "before")
    instance_secret.rotate()
    after = signing.sign("link", "after")
    one.become()
    assert signing.verify("link", after) is None
    instance_secret.follow()
    assert [signing.verify("link", token) for token in (before, after)] == ["before", "after"]
    instance_secret.rotate(overlap=timedelta(0))
    two.become()
    instance_secret.follow()
    assert [signing.verify("link", token) for token in (before, after)] == [None, None]


def test_a_machine_that_has_not_looked_yet_replaces_the_newest_secret(one: Machine, two: Machine) -> None:
    one.join()
    two.join()
    instance_secret.rotate()
    newest = signing.sign("link", "newest")
    one.become()
    instance_secret.rotate()
    assert signing.verify("link", newest) == "newest"
    two.become()
    instance_secret.follow()
    assert signing.verify("link", newest) == "newest"


def test_a_process_that_follows_while_the_secret_is_replaced_does_not_undo_it(
    one: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.join()
    leaked = signing.sign("link", "leaked")
    real = instance_secret.session_scope

    def followed_first() -> Any:
        instance_secret.follow()
        return real()

    monkeypatch.setattr(instance_secret, "session_scope", followed_first)
    instance_secret.rotate(overlap=timedelta(0))
    instance_secret.follow()
    assert signing.verify("link", leaked) is None


def test_a_secret_of_the_settings_is_compared(one: Machine, two: Machine) -> None:
    one.join("a-secret")
    two.join("a-secret")
    with pytest.raises(Conflict) as refused:
        two.join("another")
    assert refused.value.code == "secret_differs"
    with pytest.raises(Conflict) as refused:
        two.join()
    assert refused.value.code == "secret_missing"
    two.join("new", "a-secret")  # replaced on purpose
    with pytest.raises(Conflict):
        one.join("a-secret")  # and not everywhere yet
    one.join("new", "a-secret")


def test_a_secret_of_the_database_becomes_a_setting(one: Machine, two: Machine) -> None:
    one.join()
    kept = signing.content()
    with pytest.raises(Conflict):
        two.join("mine")
    two.join(kept)
    with pytest.raises(Conflict, match="machine has none"):
        one.join()
    instance_secret.follow()


def test_a_single_machine_keeps_its_secret_to_itself(one: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    one.join()
    kept = signing.content()
    monkeypatch.setattr(Settings, "is_one_machine", property(lambda _: True))
    one.join("anything")
    one.become()
    instance_secret.rotate()
    assert signing.content() != kept
    with read_scope() as session:
        (row,) = session.exec(select(InstanceSecret))
    assert row.content == kept
