"""Convert jobs of HLS playlists: a ZIP archive of segments that was sent, and an address."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core import queue
from app.core.db import read_scope
from app.core.settings import get_settings
from app.core.storage import read_stored
from app.services.files import outputs
from tasks import run_job
from tests.support.http_server import local_server, reply
from tests.support.media.hls_segments import PLAYLIST, SEGMENTS, archive


@pytest.fixture(autouse=True)
def _silent_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "send_task", lambda *_: None)


def converted(client: TestClient, **sent: Any) -> tuple[dict[str, Any], str]:
    answer = client.post("/v1/convert", **sent)
    assert answer.status_code == 202, answer.text
    run_job.run(str(answer.json()["job_id"]))
    job: dict[str, Any] = client.get(f"/v1/jobs/{answer.json()['job_id']}").json()
    with read_scope() as session:
        files = outputs.list_for_job(session, job["job_id"])
        return job, read_stored(files[0].storage_key).decode() if files else ""


def test_an_archive_of_segments(live: TestClient) -> None:
    job, text = converted(live, files={"source": ("captions.zip", archive(SEGMENTS | {"en.m3u8": PLAYLIST}))})
    assert (job["status"], job["source_profile"]) == ("completed", "WebVTT segments (ZIP)")
    assert text == "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:07,000 --> 00:00:08,000\nTwo\n"


def test_the_address_of_a_playlist(live: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "fetch_allow", ["127.0.0.1"])
    with local_server() as server:
        server.routes = {f"/{name}": reply(200, text.encode()) for name, text in SEGMENTS.items()}
        server.routes["/en.m3u8"] = reply(200, PLAYLIST.encode())
        job, text = converted(live, json={"source_url": server.url("/en.m3u8")})
        assert (job["status"], job["source_profile"]) == ("completed", "WebVTT")
        assert text.count(" --> ") == 2
        del server.routes["/s10.vtt"]
        job, text = converted(live, json={"source_url": server.url("/en.m3u8")})
        assert (job["status"], text) == ("failed", "")


def test_a_playlist_alone_is_refused_with_what_it_needs(live: TestClient) -> None:
    job, _ = converted(live, files={"source": ("en.m3u8", PLAYLIST.encode())})
    assert job["status"] in ("failed", "rejected")
    assert "ZIP archive" in str(job)
