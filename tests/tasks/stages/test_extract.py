"""Caption tracks out of films, from the request to the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core import queue
from app.core.db import read_scope
from app.core.storage import read_stored
from app.media import ffmpeg
from app.media.caption_tracks import ocr, tesseract
from app.media.caption_tracks.tesseract import ReadPicture
from app.media.probe import kept
from app.media.probe.probe import probe
from app.services.files import outputs, uploads
from tasks import run_job
from tasks.stages import inspection
from tests.support.media.clips import make
from tests.support.media.closed_captions import with_line_21, words_608
from tests.support.media.teletext import YELLOW, Page, with_teletext
from tests.support.media.tracks import srt, with_closed_captions, with_pictures, with_tracks

pytestmark = pytest.mark.slow  # runs media programs


@pytest.fixture(autouse=True)
def _silent_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "send_task", lambda *_: None)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    (tmp_path / "es.srt").write_text(srt("Buenas", "<i>Adiós</i>"), encoding="utf-8")
    (tmp_path / "en.srt").write_text(srt("Good evening"), encoding="utf-8")
    tracks = [(tmp_path / "es.srt", "spa", "default"), (tmp_path / "en.srt", "eng", "hearing_impaired")]
    return with_tracks(tmp_path / "film.mkv", *tracks)


def answer(client: TestClient, film: Path, kind: str = "extract", **fields: Any) -> Any:
    files = {"source": (film.name, film.read_bytes())}
    return client.post(f"/v1/{kind}", files=files, data={"config": json.dumps(fields)})


def extracted(client: TestClient, film: Path, kind: str = "extract", **fields: Any) -> dict[str, Any]:
    made = answer(client, film, kind, **fields)
    assert made.status_code == 202, made.text
    run_job.run(made.json()["job_id"])
    job: dict[str, Any] = client.get(f"/v1/jobs/{made.json()['job_id']}").json()
    return job


def content(job: dict[str, Any], index: int = 0) -> str:
    with read_scope() as session:
        kept = outputs.list_for_job(session, job["job_id"])[index]
    return read_stored(kept.storage_key).decode()


def test_the_usual_track_and_another(live: TestClient, film: Path) -> None:
    job = extracted(live, film)
    assert (job["stage"], job["error_message"], job["language"]) == ("extracted", None, "es")
    assert "00:00:01,000 --> 00:00:01,900\nBuenas" in content(job)
    result = job["result_data"]
    assert (result["track"]["number"], len(result["tracks"]), result["doubtful"]) == (1, 2, [])
    assert result["tracks"][1]["hearing_impaired"] is True
    assert result["cue_count"] == 2
    english = extracted(live, film, track="en", target_profile="WebVTT")
    assert "Good evening" in content(english)
    assert english["outputs"][0]["file_name"] == "film.vtt"
    assert english["outputs"][0]["language"] == "en"


def test_a_track_goes_on_the_picture_or_is_translated(live: TestClient, film: Path, monkeypatch: Any) -> None:
    job = extracted(live, film, track=1, burn_in=True)
    assert [made["file_name"] for made in job["outputs"]] == ["film.srt", "film.open-captions.mp4"]
    plan = answer(live, film, "translate?dry_run=true", track=1, target_language="en").json()
    assert plan["stages"] == ["translating", "translated"]
    translated = extracted(live, film, "translate", track="es", target_language="en")
    assert (translated["stage"], translated["error_message"]) == ("translated", None)
    assert translated["result_data"]["language"] == "es"


def test_what_was_found_when_a_film_was_sent_is_not_looked_for_again(
    live: TestClient, film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []
    monkeypatch.setattr(
        inspection, "probe", lambda path, **options: looked.append(path) or probe(path, **options)
    )
    job = extracted(live, film)
    assert (job["stage"], job["duration"], looked) == ("extracted", probe(film).duration, [])
    captions = live.post("/v1/uploads", content=srt("Hello"), headers={"x-file-name": "a.srt"}).json()
    sent = live.post("/v1/uploads", content=film.read_bytes(), headers={"x-file-name": film.name}).json()
    assert len(sent["inspection"]["caption_tracks"]) == 2
    assert uploads._PROBED not in sent["inspection"]
    asked = {"upload_id": captions["upload_id"], "video_upload_id": sent["upload_id"], "embed": True}
    embedded = live.post("/v1/jobs", json=asked).json()
    run_job.run(embedded["job_id"])
    assert live.get(f"/v1/jobs/{embedded['job_id']}").json()["stage"] == "converted"
    assert len(looked) == 1  # of a film beside the source nothing is kept with the job


def test_what_another_version_found_is_looked_for_again(
    live: TestClient, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_FORM", "before")
    made = answer(live, film).json()
    monkeypatch.undo()
    monkeypatch.setattr(queue, "send_task", lambda *_: None)
    run_job.run(made["job_id"])
    assert live.get(f"/v1/jobs/{made['job_id']}").json()["stage"] == "extracted"


def test_closed_captions(live: TestClient, tmp_path: Path) -> None:
    film = with_closed_captions(tmp_path / "film.mp4", (2, 4, "Hello there"))
    job = extracted(live, film, track="cc1")
    assert "Hello there" in content(job)
    assert job["result_data"]["track"]["kind"] == "closed captions"
    empty = extracted(live, film, track="cc2")
    assert (empty["stage"], empty["error_code"]) == ("rejected", "no_captions")
    assert empty["error_message"] == "The file has no captions in the channel cc2."
    assert empty["error_hint"] == "It has captions in cc1."


def test_captions_that_stand_in_the_picture(live: TestClient, tmp_path: Path) -> None:
    fields = words_608((2, 4, "Hello there")), words_608((2, 4, "Buenas"), channel=3)
    film = with_line_21(tmp_path / "tape.mkv", *fields, codec=("-c:v", "ffv1"))
    job = extracted(live, film)
    assert "00:00:02,002 --> 00:00:04,004\nHello there" in content(job)
    assert job["result_data"]["track"]["kind"] == "closed captions"
    (issue,) = job["result_data"]["issues"]
    assert issue["message"] == "Read from cc1; there are captions in cc3 too."
    assert "Buenas" in content(extracted(live, film, track="cc3"))
    empty = extracted(live, film, track="service1")
    assert (empty["error_code"], empty["error_hint"]) == ("no_captions", "It has captions in cc1, cc3.")
    bare = make(tmp_path / "bare.mp4", "-f", "lavfi", "-t", "1", "-i", "testsrc2=size=720x576:rate=25")
    nothing = extracted(live, bare)
    assert (nothing["stage"], nothing["error_code"]) == ("rejected", "no_caption_track")


def test_teletext(live: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = with_teletext(tmp_path / "film.ts", Page(1, 2, [(YELLOW, "Good evening")]))
    job = extracted(live, film, track="888", target_profile="WebVTT")
    assert "<c.yellow>Good evening</c>" in content(job)
    assert job["result_data"]["track"]["codec"] == "dvb_teletext"
    monkeypatch.setattr(ffmpeg, "has_decoder", lambda name: False)
    refused = answer(live, film).json()
    assert [(each["field"], each["code"]) for each in refused["errors"]] == [("track", "engine_missing")]


def test_pictures_are_read_and_doubt_is_told(
    live: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = with_pictures(tmp_path / "film.mkv", (1, 2.5, "Hello"), (3, 4, "Bye"))
    monkeypatch.setattr(tesseract, "check", lambda language: "eng")
    read = [ReadPicture(["Hello"]), ReadPicture(["By e"], [("By", 93.0), ("e", 31.0)])]
    monkeypatch.setattr(tesseract, "read", lambda paths, language, **_: read[: len(paths)])
    job = extracted(live, film)
    assert "00:00:03,000 --> 00:00:04,000\nBy e" in content(job)
    assert job["result_data"]["doubtful"] == [{"cue": 2, "word": "e", "confidence": 31.0}]
    assert "Read from pictures; 1 word in doubt, listed under doubtful." in job["result_data"]["notes"]
    draft = live.post(f"/v1/jobs/{job['job_id']}/draft").json()
    first, second = draft["document"]["cues"]
    assert "extras" not in first
    words = [word["fields"] for word in second["extras"]["words"]]
    assert [(word["text"], word["confidence"]) for word in words] == [("By", 0.93), ("e", 0.31)]
    assert (words[0]["start"], words[-1]["end"]) == (second["start"], second["end"])
    told = "The captions were read from pictures; 1 word in doubt, by cue: e (2)"
    translated = extracted(live, film, "translate", track=1, source_language="en", target_language="es")
    assert told in translated["result_data"]["notes"], translated
    spoken = extracted(live, film, "voiceover", track=1, target_language="en", voice_engine="espeak-ng")
    assert told in spoken["result_data"]["notes"], spoken


def test_what_cannot_be_extracted_is_refused_at_once(
    live: TestClient, film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = answer(live, film, track="fr").json()
    assert [(each["field"], each["code"]) for each in refused["errors"]] == [("track", "unknown_track")]
    sound = answer(live, film, "transcribe", audio_track=3).json()
    assert ("source", "no_audio_track") in [(each["field"], each["code"]) for each in sound["errors"]]
    monkeypatch.setattr(tesseract.shutil, "which", lambda name: None)
    monkeypatch.setattr(ocr, "_rapid", lambda: False)
    pictures = answer(live, with_pictures(tmp_path / "dvd.mkv", (1, 2, "Hello"))).json()
    assert [(each["field"], each["code"]) for each in pictures["errors"]] == [("track", "engine_missing")]
    assert "apt install tesseract-ocr" in pictures["hint"]
    captions = live.post("/v1/extract", files={"source": ("a.srt", srt("Hello").encode())})
    assert captions.json()["code"] == "not_media"
