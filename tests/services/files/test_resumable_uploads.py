"""What nobody finished goes when its time is over."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, replace

import pytest

from app.core.errors import RateLimited
from app.core.settings import get_settings
from app.services.access import Principal
from app.services.files import resumable_uploads
from app.services.files.resumable_uploads import Part

SOMEBODY = Principal("account", None, "somebody")


def begun(seconds_ago: float) -> Part:
    """An upload that was begun so long before now."""
    part = replace(resumable_uploads.create(SOMEBODY, "film.srt", 10), created=time.time() - seconds_ago)
    part.path.with_suffix(".json").write_text(json.dumps(asdict(part)))
    return part


def test_unfinished_uploads_expire_however_lately_something_came() -> None:
    allowed = get_settings().limits.resumable_seconds
    old, new = begun(allowed + 1), begun(allowed - 60)
    long_ago = time.time() - 2 * allowed
    os.utime(new.path, (long_ago, long_ago))
    assert resumable_uploads.find(SOMEBODY, old.id) is None
    assert resumable_uploads.expire() == 1
    assert not old.path.exists()
    assert resumable_uploads.find(SOMEBODY, new.id) == new
    assert resumable_uploads.expire() == 0
    resumable_uploads.remove(new)


def test_what_a_request_is_still_sending_to_is_left_until_that_ends() -> None:
    late = begun(get_settings().limits.resumable_seconds + 1)
    with resumable_uploads.appending(late, 0) as appender:
        assert resumable_uploads.expire() == 0
        appender.write(b"0123456789")
        assert appender.flush() == 10
    assert resumable_uploads.expire() == 1


@pytest.mark.parametrize("setting", ["unfinished_uploads", "unfinished_bytes"])
def test_an_account_has_only_so_many_unfinished_uploads(
    monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    who = replace(SOMEBODY, account_id=f"busy-{setting}")
    monkeypatch.setattr(get_settings().limits, setting, 2 if setting == "unfinished_uploads" else 20)
    first = resumable_uploads.create(who, "one.srt", 10)
    resumable_uploads.create(who, "two.srt", 10)
    with pytest.raises(RateLimited) as refused:
        resumable_uploads.create(who, "three.srt", 10)
    assert (refused.value.status, refused.value.code) == (429, "too_many_uploads")
    assert f"CUEDECK_LIMITS__{setting.upper()}" in refused.value.hint
    assert 0 < refused.value.extra["retry_after"] <= get_settings().limits.resumable_seconds
    for other in (replace(who, account_id=f"other-{setting}"), replace(who, sandbox=True)):
        resumable_uploads.create(other, "theirs.srt", 10)
    resumable_uploads.remove(first)
    assert resumable_uploads.create(who, "three.srt", 10).length == 10
