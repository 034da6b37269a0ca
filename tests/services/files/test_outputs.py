"""What is shown of an output before it is downloaded."""

from __future__ import annotations

import pytest

from app.core.storage import storage
from app.services.files import outputs, uploads
from models import Output


def output(data: bytes, media_type: str) -> Output:
    stored = uploads.receive(data, "a")
    return Output(
        job_id="j",
        account_id="a",
        storage_key=stored.key,
        file_name="a",
        media_type=media_type,
        size=stored.size,
        sha256=stored.sha256,
    )


@pytest.mark.parametrize(
    ("data", "media_type", "shown"),
    [
        (b"WEBVTT\n\nHello", "text/vtt", "WEBVTT\n\nHel"),
        ("\ufeff1\nÜber".encode(), "application/x-subrip", "1\nÜber"),
        ("123456789Ü".encode(), "text/plain", "123456789"),  # ends inside a character
        (b"\xff\xfe\x00\xd8text", "text/plain", ""),
        (b"\x00" * 20, "application/vnd.ebu.stl", ""),
    ],
)
def test_the_beginning_of_text_is_shown(data: bytes, media_type: str, shown: str) -> None:
    assert outputs.text_preview(output(data, media_type), 11 if b"W" in data else 10) == shown


def test_a_file_that_is_gone_has_no_beginning() -> None:
    made = output(b"text", "text/plain")
    storage().delete(made.storage_key)
    assert outputs.text_preview(made) == ""
