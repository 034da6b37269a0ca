"""A stored file is read through once, however many ask for it at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from app.core.errors import ServerError
from app.core.storage import storage
from app.core.storage.base import new_key
from app.services.files import integrity
from models import Output

CONTENT = b"WEBVTT"


def stored() -> Output:
    writer = storage().writer(new_key("output"))
    writer.write(CONTENT)
    made = writer.commit()
    return Output(storage_key=made.key, sha256=made.sha256, size=made.size)


def test_those_who_ask_at_once_have_it_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    file, real, calls, two = stored(), integrity.digest, [], threading.Barrier(2)

    def digest(storage_key: str) -> str:
        calls.append(storage_key)
        with suppress(threading.BrokenBarrierError):
            two.wait(0.2)  # with another reader, if there were one
        return real(storage_key)

    monkeypatch.setattr(integrity, "digest", digest)
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(integrity.check, file) for _ in range(4)]:
            done.result()
    assert len(calls) == 1


def test_a_damaged_file_is_read_again_by_everybody() -> None:
    file = stored()
    with storage().path(file.storage_key) as path:
        path.write_bytes(b"webvtt")
    for _ in range(2):
        with pytest.raises(ServerError):
            integrity.check(file)
    assert file.storage_key not in integrity._turns
