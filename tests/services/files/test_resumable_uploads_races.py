"""An upload that goes away while another request has just found it is missing, not a fault."""

from __future__ import annotations

import pytest

from app.core.errors import NotFound
from app.services.access import person
from app.services.files import resumable_uploads
from models import Account


def test_removed_before_it_was_opened(account: Account) -> None:
    part = resumable_uploads.create(person(account), "film.srt", 10)
    resumable_uploads.remove(part)
    with pytest.raises(NotFound), resumable_uploads.appending(part, 0):
        pass


def test_removed_before_it_was_locked(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    part = resumable_uploads.create(person(account), "film.srt", 10)
    lock = resumable_uploads.fcntl.flock

    def removed_meanwhile(*given: object) -> None:
        resumable_uploads.remove(part)
        lock(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(resumable_uploads.fcntl, "flock", removed_meanwhile)
    with pytest.raises(NotFound), resumable_uploads.appending(part, 0):
        pass
