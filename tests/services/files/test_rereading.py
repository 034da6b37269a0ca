"""Only what was found to be captions is read again: a film would not fit into memory."""

from __future__ import annotations

import pytest

from app.core.db import session_scope
from app.core.errors import Invalid, NotFound
from app.services.access import person
from app.services.files import rereading, uploads
from models import Account


def sent(account: Account, name: str, kind: str) -> str:
    stored = uploads.receive(b"1\n00:00:01,000 --> 00:00:02,000\nGood morning\n", name)
    with session_scope() as session:
        return uploads.add(session, person(account), name, stored, {"kind": kind}).id


@pytest.mark.parametrize("kind", ["media", "memory", "unknown"])
def test_what_is_no_captions_is_not_read(
    account: Account, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = list[str]()
    monkeypatch.setattr(rereading, "read_stored", read.append)
    with pytest.raises(Invalid, match="is no caption file") as refused:
        rereading.read_again(person(account), sent(account, "film.mp4", kind), "", "", {})
    assert (refused.value.code, read) == ("not_captions", [])


def test_captions_of_others_are_not_read(account: Account, other_account: Account) -> None:
    with pytest.raises(NotFound):
        rereading.read_again(person(other_account), sent(account, "a.srt", "captions"), "", "", {})
