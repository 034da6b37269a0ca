"""A wrong value of a Job Description is told with its field's name."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.services.engines import capabilities

pytestmark = pytest.mark.slow

SRT = "1\n00:00:01,000 --> 00:00:02,000\nHello\n"


@pytest.mark.parametrize(
    ("fields", "name", "code"),
    [
        ({"target_profile": "Nothing"}, "target_profile", "unknown_profile"),
        ({"source_profile": "Nothing"}, "source_profile", "unknown_profile"),
        ({"offset": "soon"}, "offset", "invalid_timecode"),
        ({"offset": "00:00:00:77"}, "offset", "invalid_timecode"),
        ({"incode": "soon"}, "incode", "invalid_timecode"),
        ({"default_frameRate": "99.5"}, "default_frame_rate", "invalid_frame_rate"),
        ({"source_frameRate": "x"}, "source_frame_rate", "invalid_frame_rate"),
        ({"target_frame_rate": "-1"}, "target_frame_rate", "invalid_frame_rate"),
        ({"encoding": "klingon"}, "encoding", "invalid_option"),
        ({"encode_options": {"line_ends": "x"}}, "encode_options.line_ends", "invalid_option"),
        ({"decode_options": {"nothing": 1}}, "decode_options.nothing", "invalid_option"),
    ],
)
def test_of_captions(live: TestClient, fields: dict[str, Any], name: str, code: str) -> None:
    upload = live.post("/v1/uploads", content=SRT, headers={"x-file-name": "a.srt"}).json()
    answer = live.post("/v1/convert", json=fields | {"upload_id": upload["upload_id"]})
    body = answer.json()
    assert (answer.status_code, body["code"]) == (422, code), body
    assert [(error["field"], error["code"]) for error in body["errors"]] == [(name, code)]
    assert body["errors"][0]["message"] == body["detail"]


def test_under_the_name_that_was_sent(live: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capabilities, "missing", lambda _: None)
    fields = {"media_url": "https://example.com/a.mp4", "output_format": "Nothing"}
    body = live.post("/v1/transcribe", json=fields).json()
    assert [error["field"] for error in body["errors"]] == ["output_format"]
