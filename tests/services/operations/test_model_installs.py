"""Installing models from the page: progress, stop, failure, removal, and who may."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.db import read_scope, session_scope
from app.core.errors import Conflict, EngineError, Forbidden, NotFound
from app.core.progress import Cancelled, OnProgress, stop_if
from app.core.settings import get_settings
from app.engines.model_store import store as stores
from app.engines.model_store.entry import ModelEntry
from app.services.access import Principal, person
from app.services.operations import audit, model_installs
from models import Account

WAIT = 30


class SlowSource:
    """Half is there at once; the rest when the test says so, or never."""

    download = 3

    def __init__(self) -> None:
        self.half, self.go_on = threading.Event(), threading.Event()
        self.problem: EngineError | None = None

    def fetch(self, folder: Path, on_progress: OnProgress, cancelled: Cancelled) -> None:
        on_progress(0.5)
        self.half.set()
        while not self.go_on.wait(0.01):
            stop_if(cancelled)
        if self.problem:
            raise self.problem
        (folder / "model.bin").write_bytes(b"abc")


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowSource]:
    made = SlowSource()
    known = {name: ModelEntry(name, "speech", name, 3, "MIT", made) for name in ("toy", "toy-2", "toy-3")}
    monkeypatch.setattr(stores, "catalogue", lambda: known)
    monkeypatch.setattr(get_settings(), "model_dir", tmp_path)
    model_installs._installs.clear()
    yield made
    made.go_on.set()
    ended()
    model_installs._installs.clear()


@pytest.fixture
def operator(account: Account) -> Principal:
    return person(account)


def ended() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith("install "):
            thread.join(WAIT)
            assert not thread.is_alive()


def test_a_model_comes_and_goes(operator: Principal, source: SlowSource) -> None:
    model_installs.begin(operator, "toy")
    assert source.half.wait(WAIT)
    assert model_installs.installs(operator)["toy"].progress == 0.5
    with pytest.raises(Conflict, match="being installed"):
        model_installs.begin(operator, "toy")
    with session_scope() as session, pytest.raises(Conflict):
        model_installs.remove(session, operator, "toy")
    source.go_on.set()
    ended()
    assert (model_installs.installs(operator), model_installs.store().installed("toy")) == ({}, True)
    listed = {model.id: model for model in model_installs.store().models()}
    assert (listed["toy"].installed, listed["toy-2"].installed) == (True, False)
    with session_scope() as session:
        model_installs.remove(session, operator, "toy")
    with session_scope() as session, pytest.raises(NotFound):
        model_installs.remove(session, operator, "toy")
    with read_scope() as session:
        actions = [(entry.action, entry.subject) for entry in audit.latest(session, operator)]
    assert actions == [(audit.MODEL_REMOVED, "toy"), (audit.MODEL_INSTALLED, "toy")]


def test_an_install_is_stopped(operator: Principal, source: SlowSource) -> None:
    model_installs.begin(operator, "toy")
    assert source.half.wait(WAIT)
    model_installs.stop(operator, "toy")
    ended()
    assert (model_installs.installs(operator), model_installs.store().installed("toy")) == ({}, False)


def test_a_failure_is_told_until_the_next_try(operator: Principal, source: SlowSource) -> None:
    source.problem = EngineError("The publisher is away.", hint="Try later.")
    source.go_on.set()
    model_installs.begin(operator, "toy")
    ended()
    install = model_installs.installs(operator)["toy"]
    assert (install.problem, install.running) == ("The publisher is away. Try later.", False)
    source.problem = None
    model_installs.begin(operator, "toy")
    ended()
    assert model_installs.installs(operator) == {}


def test_few_at_once(operator: Principal, source: SlowSource) -> None:
    for model in ("toy", "toy-2"):
        model_installs.begin(operator, model)
    with pytest.raises(Conflict, match="2 models"):
        model_installs.begin(operator, "toy-3")
    with pytest.raises(EngineError, match="no model named"):
        model_installs.begin(operator, "no-such")


def test_only_an_operator(other_account: Account, source: SlowSource) -> None:
    who = person(other_account)
    for act in (model_installs.begin, model_installs.stop):
        with pytest.raises(Forbidden):
            act(who, "toy")
    with pytest.raises(Forbidden), session_scope() as session:
        model_installs.remove(session, who, "toy")
    assert model_installs._installs == {}
