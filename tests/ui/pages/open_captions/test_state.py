"""A caption file is opened in the editor, without a job before."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.ui.pages.open_captions.state import OpenCaptionsState
from tests.support.page.tab import Tab, redirected_to

pytestmark = pytest.mark.anyio
SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"


def landed(client: TestClient, name: str, content: bytes) -> dict[str, object]:
    sent = client.post("/v1/uploads", content=content, headers={"x-file-name": name}).json()
    return {"upload_id": sent["upload_id"]}


async def test_the_file_becomes_a_conversion_into_its_own_format(tab: Tab, live: TestClient) -> None:
    await tab.call(OpenCaptionsState, "load")
    assert (await tab.state(OpenCaptionsState)).max_bytes > 0
    sent = await tab.call(OpenCaptionsState, "open", landed(live, "film.srt", SRT))
    job = live.get("/v1/jobs").json()["items"][0]
    assert redirected_to(sent) == f"/jobs/{job['number']}/edit"
    assert (job["job_type"], job["target_profile"], job["channel"]) == (
        "convert",
        "SubRip Video Subtitle Script",
        "web",
    )


@pytest.mark.slow
async def test_another_file_is_refused_in_words(tab: Tab, live: TestClient) -> None:
    assert await tab.call(OpenCaptionsState, "open", landed(live, "film.bin", b"\x00\x01" * 99)) is None
    assert "film.bin is no caption file." in (await tab.state(OpenCaptionsState)).problem
    assert await tab.call(OpenCaptionsState, "open", {}) is None
    assert live.get("/v1/jobs").json()["items"] == []
