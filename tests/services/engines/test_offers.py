"""What is offered is what the living workers of all machines have together."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import delete

from app.core import clock
from app.core.db import read_scope, session_scope
from app.core.settings import Settings, get_settings
from app.engines import registry
from app.job_types import JOB_TYPES
from app.services.dispatch import workers
from app.services.engines import capabilities, configuration, offers
from app.services.engines.offers import Known, Offer, known
from models import WorkerHeartbeat, queues

pytestmark = pytest.mark.usefixtures("database")


def forget() -> None:
    known.__dict__.update(Known().__dict__)
    capabilities._known.clear()
    configuration.forget_config()
    offers._mine = None


@pytest.fixture(autouse=True)
def _without_models(database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Settings, "is_one_machine", property(lambda _: False))
    monkeypatch.setattr(get_settings(), "model_dir", tmp_path)
    forget()
    with session_scope() as session:
        session.execute(delete(WorkerHeartbeat))
    yield
    forget()


@pytest.fixture
def bare() -> Offer:
    """What this machine has: no models."""
    return capabilities.offer_here()


def having(bare: Offer, engine: str, job_types: tuple[str, ...] = (), **facts: Any) -> Offer:
    """The offer of a machine that has an engine besides."""
    offer = copy.deepcopy(bare)
    for found in (each for kind in offer["engines"].values() for each in kind):
        if found["id"] == engine:
            found.update(ready=True, reason="", install="", **facts)
    offer["missing"].update(dict.fromkeys(job_types))
    return offer


def announce(worker: str, offer: Offer, queue: str = queues.SPEECH) -> None:
    with session_scope() as session:
        workers.announce(session, worker, [queue], offer)
    follow()


def follow() -> None:
    with read_scope() as session:
        capabilities.follow_workers(session)


def offered(kind: registry.Kind, engine: str) -> dict[str, Any]:
    described = capabilities.describe({})["engines"][kind]
    return next(each for each in described if each["id"] == engine)


def test_what_one_of_them_has_is_offered(bare: Offer) -> None:
    assert capabilities.missing("transcribe") is not None
    assert not offered("speech", "faster-whisper")["ready"]
    announce("one", bare)
    assert capabilities.missing("transcribe") is not None
    model = {"id": "base", "label": "Base", "installed": True, "install": "", "languages": []}
    announce("two", having(bare, "faster-whisper", ("transcribe",), models=[model], languages=["en"]))
    assert capabilities.missing("transcribe") is None
    found = offered("speech", "faster-whisper")
    assert (found["ready"], found["models"], found["languages"]) == (True, [model], ["en"])
    engine = registry.speech_recognizer("", configuration.config())
    assert (engine.id, engine.label) == ("faster-whisper", found["label"])


def test_pairs_and_voices_of_several_are_put_together(bare: Offer) -> None:
    voices = [{"id": name, "name": name, "language": "en", "gender": ""} for name in ("a", "b", "c")]
    announce("one", having(bare, "argos", pairs=[["en", "es"]]))
    announce("two", having(bare, "argos", pairs=[["en", "fr"], ["en", "es"]]))
    announce("three", having(bare, "kokoro", voices=voices[:2], languages=["en"]))
    announce("four", having(bare, "kokoro", voices=voices[1:], languages=[]))
    assert sorted(offered("translation", "argos")["pairs"]) == [["en", "es"], ["en", "fr"]]
    found = offered("voice", "kokoro")
    assert (sorted(voice["id"] for voice in found["voices"]), found["languages"]) == (["a", "b", "c"], [])
    assert registry.translator("", configuration.config(), "en", "fr").id == "argos"


def test_who_is_gone_offers_nothing_but_while_nobody_is_there_jobs_wait(bare: Offer) -> None:
    announce("one", having(bare, "faster-whisper", ("transcribe",)))
    clock.advance(workers.HEARTBEAT_TIMEOUT.total_seconds() + 1)
    follow()
    assert capabilities.missing("transcribe") is None  # it only waits
    announce("two", bare)
    assert capabilities.missing("transcribe") is not None


def test_a_worker_of_an_older_version_says_nothing(bare: Offer) -> None:
    with session_scope() as session:
        session.add(WorkerHeartbeat(queue=queues.SPEECH, worker="old", seen_at=clock.now()))
    follow()
    assert (known.engines, known.missing) == ({}, {})


def test_others_are_those_that_have_something_else(bare: Offer) -> None:
    assert offers.mine(capabilities.offer_here) == bare
    assert set(bare["missing"]) == set(JOB_TYPES)
    announce("same", bare)
    announce("other queue", having(bare, "argos"), queues.MEDIA)
    with read_scope() as session:
        assert not offers.others(session, queues.SPEECH)
    announce("better", having(bare, "argos"))
    with read_scope() as session:
        assert offers.others(session, queues.SPEECH)


def test_a_single_machine_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settings, "is_one_machine", property(lambda _: True))
    assert offers.mine(lambda: pytest.fail("nobody needs it")) == {"missing": {}, "engines": {}, "media": []}
