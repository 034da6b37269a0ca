"""What a job shows and plays: its list, ranges, captions from any format, and what is left when files go."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core import clock, queue
from app.core.db import session_scope
from app.core.limits import thread_pools
from app.core.settings import get_settings
from app.core.storage import storage
from app.core.storage.base import new_key
from app.services.access import person
from app.services.dispatch import workers
from app.services.files import outputs, renditions, uploads
from app.services.files.outputs import NewOutput
from app.services.files.renditions import ASKED, FACTS, PEAKS, PROXY, SHOTS
from app.services.playback import preparation
from models import Account, Job
from tasks.playback import _Preparation
from tests.support.services.jobs import add_job, finish

FILM = bytes(range(256)) * 8
SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello <b>there</b>\n\n2\n00:00:03,000 --> 00:00:04,500\n- Yes?\n"
SCC = (
    b"Scenarist_SCC V1.0\n\n01:00:01:00\t9420 9420 9470 9470 c8e5 ecec ef80 942f 942f\n\n"
    b"01:00:04:00\t942c 942c\n"
)


@pytest.fixture(autouse=True)
def asked_for(app_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that a worker was asked to prepare."""
    sent: list[str] = []
    monkeypatch.setattr(queue, "send_task", lambda key, *_: sent.append(key))
    return sent


def kept(data: bytes, name: str, media_type: str, language: str | None = None) -> NewOutput:
    writer = storage().writer(new_key("output"))
    writer.write(data)
    return NewOutput(writer.commit(), name, media_type, language)


def transcribed(
    account: Account, data: bytes = SRT, name: str = "film.srt", *more: NewOutput, **fields: Any
) -> Job:
    """A film and the captions made of it, and what was made beside them."""
    with session_scope() as session:
        stored = uploads.receive(FILM, "film.mp4")
        found = {"kind": "media", "duration": 5.0, "audio": True, "video": True}
        upload = uploads.add(session, person(account), "film.mp4", stored, found)
        job = add_job(session, account, "transcribe", upload_id=upload.id, source_name="film.mp4", **fields)
        outputs.add(session, job, [kept(data, name, "application/x-subrip", "en"), *more])
        return finish(session, job)


def source_key(job: Job) -> str:
    with session_scope() as session:
        return session.get_one(uploads.Upload, job.upload_id).storage_key


def learned(key: str, **more: Any) -> None:
    """As a worker leaves it."""
    found = _Preparation(key).facts | {"state": "ready", "at": 4e9, "kind": "video", "duration": 5.0}
    renditions.write(key, FACTS, found | more)


def playback(client: TestClient, job: Job) -> Any:
    answer = client.get(f"/v1/jobs/{job.id}/playback")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_film_plays_at_once_and_is_prepared_meanwhile(
    live: TestClient, account: Account, asked_for: list[str]
) -> None:
    job = transcribed(account)
    found = playback(live, job)
    assert (found["state"], found["number"], found["job_type"]) == ("preparing", job.number, "transcribe")
    assert [(each["item"], each["kind"], each["state"]) for each in found["media"]] == [
        ("source", "video", "ready")
    ]
    assert found["media"][0]["peaks_url"] is None
    assert [(each["item"], each["language"]) for each in found["captions"]] == [("output-0", "en")]
    assert asked_for == [source_key(job)]
    playback(live, job)
    assert len(asked_for) == 1, "once is enough for a while"
    learned(source_key(job), peaks=True)
    found = playback(live, job)
    assert (found["state"], found["media"][0]["duration"]) == ("ready", 5.0)
    assert found["media"][0]["peaks_url"] == f"/v1/jobs/{job.id}/peaks?item=source"


@pytest.mark.parametrize(("stage", "status"), [("draft", "pending"), ("canceled", "failed")])
def test_nothing_is_prepared_for_a_job_that_was_not_accepted(
    live: TestClient, account: Account, asked_for: list[str], stage: str, status: str
) -> None:
    with session_scope() as session:
        keys = [uploads.receive(FILM, name) for name in ("film.mp4", "film.mkv")]
        first, second = (
            uploads.add(session, person(account), name, stored, {"kind": "media", "video": True})
            for name, stored in zip(("film.mp4", "film.mkv"), keys, strict=True)
        )
        more = {"video_upload_id": second.id}
        job = add_job(
            session, account, "convert", upload_id=first.id, stage=stage, status=status, parameters=more
        )
    found = playback(live, job)
    assert (found["state"], asked_for) == ("ready", [])
    assert [each["state"] for each in found["media"]] == ["ready", "failed"]
    assert "canceled" in found["media"][1]["problem"]


def test_one_file_of_a_job_after_the_other_is_prepared(
    live: TestClient, account: Account, asked_for: list[str]
) -> None:
    job = transcribed(account)
    with session_scope() as session:
        dubbed = kept(FILM[1:], "dubbed.mp4", "video/mp4")
        outputs.add(session, session.merge(job), [dubbed])
    playback(live, job)
    assert asked_for == [source_key(job)]
    learned(source_key(job))
    playback(live, job)
    assert asked_for == [source_key(job), dubbed.stored.key]


def test_why_nobody_prepares_it(
    live: TestClient, account: Account, asked_for: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = transcribed(account)
    monkeypatch.setattr(workers, "missing_queues", lambda _: ("media",))
    assert "no worker serves the queue “media”" in playback(live, job)["waiting_reason"]
    monkeypatch.setattr(workers, "missing_queues", lambda _: ())
    assert playback(live, job)["waiting_reason"] is None
    monkeypatch.setattr(queue, "is_away", lambda: True)
    monkeypatch.setattr(queue, "send_task", lambda key, *_: asked_for.append(key) or False)
    preparation.begun(source_key(job))
    asked_for.clear()
    assert "broker" in playback(live, job)["waiting_reason"]
    playback(live, job)
    assert len(asked_for) == 2, "it is tried again at once"


def test_what_it_waits_behind(live: TestClient, account: Account, asked_for: list[str]) -> None:
    job = transcribed(account)
    assert playback(live, job)["waiting_reason"] is None, "a free worker begins at once"
    renditions.write(source_key(job), ASKED, clock.now().timestamp() - preparation.BEGUN_WITHIN - 1)
    assert playback(live, job)["waiting_reason"] is None, "nothing comes first"
    with session_scope() as session:
        queue.enqueue(session, add_job(session, account, "preview").id, "media")
    reason = playback(live, job)["waiting_reason"]
    assert reason == "Waits for its turn to be prepared for playing. The queue “media” has 1 job."
    learned(source_key(job), state="working")
    assert playback(live, job)["waiting_reason"] is None, "its turn has come"


def test_the_media_comes_in_ranges(live: TestClient, account: Account) -> None:
    job = transcribed(account)
    address = playback(live, job)["media"][0]["url"]
    whole = live.get(address)
    assert (whole.status_code, whole.content, whole.headers["accept-ranges"]) == (200, FILM, "bytes")
    assert whole.headers["content-type"] == "video/mp4"
    part = live.get(address, headers={"range": "bytes=1000-1009"})
    assert (part.status_code, part.content) == (206, FILM[1000:1010])
    assert part.headers["content-range"] == f"bytes 1000-1009/{len(FILM)}"
    rest = live.get(address, headers={"range": "bytes=2000-", "if-range": whole.headers["etag"]})
    assert (rest.status_code, rest.content) == (206, FILM[2000:])
    assert live.get(address, headers={"range": f"bytes={len(FILM)}-"}).status_code == 416
    assert live.get(address, headers={"if-none-match": whole.headers["etag"]}).status_code == 304
    assert live.head(address).headers["content-length"] == str(len(FILM))
    assert "sandbox" in whole.headers["content-security-policy"]


def test_a_proxy_is_played_once_it_is_made(live: TestClient, account: Account) -> None:
    job = transcribed(account)
    key = source_key(job)
    learned(key, state="working", proxy="video/mp4", progress=0.25)
    item = playback(live, job)["media"][0]
    assert (item["state"], item["url"], item["progress"]) == ("preparing", None, 25.0)
    missing = live.get(f"/v1/jobs/{job.id}/media/source", params={"version": "proxy"})
    assert (missing.status_code, missing.json()["code"]) == (404, "not_prepared")
    sounds = [
        {"number": 0, "language": "spa", "title": "Dubbed"},
        {"number": 1, "language": "", "title": "Original"},
    ]
    learned(key, proxy="video/mp4", sounds=sounds)
    for name in (PROXY, "sound-1"):
        renditions.write(key, name, {"made": name})
    item = playback(live, job)["media"][0]
    played = live.get(item["url"])
    assert (played.json(), played.headers["content-type"]) == ({"made": PROXY}, "video/mp4")
    assert [sound["title"] for sound in item["sounds"]] == ["Dubbed", "Original"]
    assert item["sounds"][0]["url"] is None
    sound = live.get(item["sounds"][1]["url"])
    assert (sound.json(), sound.headers["content-type"]) == ({"made": "sound-1"}, "audio/mp4")


def test_why_it_cannot_be_played(live: TestClient, account: Account) -> None:
    job = transcribed(account)
    learned(source_key(job), state="failed", kind="", problem="It is damaged.", hint="Export it again.")
    item = playback(live, job)["media"][0]
    assert (item["state"], item["problem"]) == ("failed", "It is damaged. Export it again.")


def test_the_waveform(live: TestClient, account: Account) -> None:
    job = transcribed(account)
    asked = {"params": {"item": "source"}}
    refused = live.get(f"/v1/jobs/{job.id}/peaks", **asked)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_prepared")
    values = {"duration": 5.0, "per_second": 50, "values": [0, 127]}
    renditions.write(source_key(job), PEAKS, values)
    assert live.get(f"/v1/jobs/{job.id}/peaks", **asked).json() == values


def test_the_cuts_of_a_film(live: TestClient, account: Account) -> None:
    job = transcribed(account)
    learned(source_key(job), peaks=True)
    assert playback(live, job)["media"][0]["shots_url"] is None
    address = f"/v1/jobs/{job.id}/shots?item=source"
    assert live.get(address).json()["code"] == "not_prepared"
    learned(source_key(job), peaks=True, shots=True)
    renditions.write(source_key(job), SHOTS, [1.5, 3.0])
    assert playback(live, job)["media"][0]["shots_url"] == address
    assert live.get(address).json() == {"cuts": [1.5, 3.0]}


def test_captions_are_webvtt_on_the_way(live: TestClient, account: Account) -> None:
    job = transcribed(account)
    answer = live.get(playback(live, job)["captions"][0]["url"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/vtt; charset=utf-8")
    assert answer.text.startswith("WEBVTT")
    assert "00:00:01.000 --> 00:00:02.000\nHello <b>there</b>\n" in answer.text


def test_times_count_from_the_first_frame_of_the_picture(live: TestClient, account: Account) -> None:
    job = transcribed(account, SCC, "film.scc", target_profile="Scenarist Closed Captions")
    text = live.get(playback(live, job)["captions"][0]["url"]).text
    assert "\n00:00:0" in text
    assert "01:00:0" not in text


def test_captions_that_cannot_be_read_are_a_problem_in_words(live: TestClient, account: Account) -> None:
    job = transcribed(account, b"\0\1\2 nothing", "film.srt")
    answer = live.get(f"/v1/jobs/{job.id}/captions.vtt", params={"item": "output-0"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["hint"]


REMOVED = ("media/source", "peaks?item=source", "shots?item=source", "captions.vtt?item=output-0")


@pytest.mark.parametrize("path", REMOVED)
def test_removed_files_are_gone(live: TestClient, account: Account, path: str) -> None:
    job = transcribed(account)
    key = source_key(job)
    learned(key, peaks=True)
    assert live.delete(f"/v1/jobs/{job.id}").status_code == 200
    assert playback(live, job) | {"number": 0} == {
        "job_id": job.id, "number": 0, "job_type": "transcribe", "state": "removed", "media": [],
        "captions": [], "chapters": [], "waiting_reason": None,
    }  # fmt: skip
    answer = live.get(f"/v1/jobs/{job.id}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (410, "file_removed")
    assert renditions.facts(key) is None


@pytest.mark.parametrize("path", ["media/output-7", "peaks?item=output-0", "captions.vtt?item=source"])
def test_what_the_job_does_not_have(live: TestClient, account: Account, path: str) -> None:
    assert live.get(f"/v1/jobs/{transcribed(account).id}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["media/..%2Fetc", "peaks?item=x", "media/source?version=sound-9"])
def test_a_name_of_no_form(live: TestClient, account: Account, path: str) -> None:
    assert live.get(f"/v1/jobs/{transcribed(account).id}/{path}").status_code in (404, 422)


def test_others_see_nothing(
    live: TestClient, rehearsal: TestClient, account: Account, other_account: Account
) -> None:
    for job in (transcribed(account), transcribed(other_account)):
        client = rehearsal if job.account_id == account.id else live
        for path in ("playback", *REMOVED):
            assert client.get(f"/v1/jobs/{job.id}/{path}").status_code == 404


def test_a_picture_shows_itself(live: TestClient, account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account, "preview")
        outputs.add(session, job, [kept(b"GIF89a", "film.gif", "image/gif")])
        finish(session, job)
    item = playback(live, job)["media"][0]
    assert (item["kind"], item["state"], item["role"]) == ("image", "ready", "result")
    assert live.get(item["url"]).headers["content-type"] == "image/gif"


def test_captions_that_are_too_large_are_not_read(
    live: TestClient, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = transcribed(account)
    monkeypatch.setattr(get_settings().limits, "caption_bytes", len(SRT) - 1)
    answer = live.get(f"/v1/jobs/{job.id}/captions.vtt", params={"item": "output-0"})
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")


def test_large_captions_are_read_by_threads_of_their_own(
    live: TestClient, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    async def noted(size: int, function: Any, *args: Any) -> Any:
        sizes.append(size)
        return function(*args)

    job = transcribed(account)
    monkeypatch.setattr(thread_pools, "run", noted)
    assert live.get(f"/v1/jobs/{job.id}/captions.vtt", params={"item": "output-0"}).status_code == 200
    assert sizes == [len(SRT)]


def test_chapters_are_told_apart_from_captions(live: TestClient, account: Account) -> None:
    """They are WebVTT whatever format the captions have; their text for a description is nothing to play."""
    listed = [{"start": 0.0, "title": "Good morning"}, {"start": 61.5, "title": "To the harbour"}]
    vtt = b"WEBVTT\n\n00:00.000 --> 01:01.500\nGood morning\n\n01:01.500 --> 02:00.000\nTo the harbour\n"
    track = kept(vtt, "film.chapters.vtt", "text/vtt", "en")
    text = kept(b"0:00 Good morning\n1:01 To the harbour\n", "film.chapters.txt", "text/plain")
    facts = {"parameters": {"chapters": True}, "result_data": {"chapters": listed}}
    job = transcribed(account, SRT, "film.srt", track, text, target_profile="SubRip", **facts)
    found = playback(live, job)
    told = [(each["item"], each["holds"]) for each in found["captions"]]
    assert (told, found["chapters"]) == ([("output-0", "captions"), ("output-1", "chapters")], listed)
    assert "00:01:01.500 --> 00:02:00.000\nTo the harbour" in live.get(found["captions"][1]["url"]).text
    assert live.delete(f"/v1/jobs/{job.id}").status_code == 200
    assert playback(live, job)["chapters"] == []
