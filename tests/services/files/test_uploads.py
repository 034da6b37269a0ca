"""Uploads: what is said of one that is too large, and which side a person's file is on."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from app.core.db import session_scope
from app.core.errors import NotFound
from app.core.settings import get_settings
from app.services.access import person
from app.services.files import uploads
from models import Account
from tests.support.services.jobs import add_job


def test_the_error_names_the_setting_that_was_hit() -> None:
    limits = get_settings().limits
    assert (
        "CUEDECK_LIMITS__CAPTION_BYTES"
        in uploads.too_large("a.srt", limits.caption_bytes, captions=True).hint
    )
    assert "CUEDECK_LIMITS__UPLOAD_BYTES" in uploads.too_large("a.srt", limits.upload_bytes).hint


@pytest.mark.parametrize("used", [False, True])
def test_a_persons_file_goes_where_its_job_is_unless_another_side_has_it(
    account: Account, used: bool
) -> None:
    with session_scope() as session:
        upload = uploads.add(session, person(account), "a.srt", uploads.receive(b"1", "a.srt"), {})
        if used:
            add_job(session, account, upload_id=upload.id)
        draft = add_job(session, account, sandbox=True)
        with pytest.raises(NotFound) if used else nullcontext():
            uploads.move_to_side_of(session, draft, upload)
        assert upload.sandbox is not used
