"""Resumable uploads of an account that has no room for them."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.core.settings import get_settings

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"


def test_a_resumable_upload_over_the_quota_is_refused_once(
    live: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its beginning; and one that lost its room to another meanwhile is removed, not stored each time."""
    tus = {"tus-resumable": "1.0.0"}
    body = tus | {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
    monkeypatch.setattr(get_settings().limits, "account_bytes", len(SRT))
    early = live.post("/v1/uploads/tus", headers=tus | {"upload-length": str(len(SRT) + 1)})
    assert (early.status_code, early.json()["code"]) == (413, "storage_quota")
    place = live.post("/v1/uploads/tus", headers=tus | {"upload-length": str(len(SRT))}).headers["location"]
    assert live.post("/v1/uploads", content=SRT, headers={"x-file-name": "a.srt"}).status_code == 201
    late = live.patch(place, content=SRT, headers=body)
    assert (late.status_code, late.json()["code"]) == (413, "storage_quota")
    assert live.head(place, headers=tus).status_code == 404
