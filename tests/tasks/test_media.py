"""Speech, translation, voice and pictures through the started product, on a film that speaks."""

from __future__ import annotations

from pathlib import Path

import httpx
import pysubs2
import pytest

from tests.support.engines import readings
from tests.support.engines.readings import ERRORS, SECONDS, TEXT
from tests.support.media.checks import Film, check_dub, check_transcription, kept
from tests.support.media.clips import make, talking, video
from tests.support.media.jobs import (
    assert_nothing_left,
    assert_refused,
    captions_in,
    cost,
    finished,
    output,
    probed,
    run,
    show,
    spoken,
    stages,
    submit,
    upload,
)
from tests.support.product import Product, wait_for

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(1800)]

SRT = "1\n00:00:00,500 --> 00:00:03,000\nGood morning, <i>everybody</i>.\n"


@pytest.mark.usefixtures("whisper")
def test_a_transcription_and_the_same_file_again(
    studio: Product, api: httpx.Client, reading: bytes, tmp_path: Path
) -> None:
    check_transcription(studio, api, Film(reading, TEXT, SECONDS, ERRORS), tmp_path)


@pytest.mark.usefixtures("whisper", "kokoro")
def test_a_dub(studio: Product, api: httpx.Client, reading: bytes, tmp_path: Path) -> None:
    check_dub(studio, api, Film(reading, TEXT, SECONDS, ERRORS), tmp_path)


@pytest.mark.usefixtures("whisper")
def test_what_a_person_approved_goes_on_the_video(
    studio: Product, api: httpx.Client, reading: bytes, tmp_path: Path
) -> None:
    wanted = {"name": "Checked by a person", "job_type": "transcribe", "editing": True}
    preset = api.post("/v1/presets", json=wanted).json()["profile_id"]
    source = upload(api, reading, "reading.mp4")
    job = submit(api, "transcribe", preset_id=preset, upload_id=source, embed=True, burn_in=True)
    where = f"/v1/jobs/{job['job_id']}"
    wait_for(lambda: show(api, job["job_id"])["stage"] == "editing", 300, "the job to wait for a person")
    draft = api.get(f"{where}/draft").json()
    draft["document"]["cues"][0]["text"] = "Corrected by a person."
    saved = api.put(f"{where}/draft", json={"document": draft["document"], "version": draft["version"]})
    saved.raise_for_status()
    api.post(f"{where}/approve").raise_for_status()
    ended = finished(api, job)
    assert (ended["stage"], ended["error_message"]) == ("merged", None)
    passed = ["created", "transcribing", "transcribed", "editing", "edited", "merging", "merged"]
    assert stages(studio, ended) == passed
    names = [made["file_name"] for made in ended["outputs"]]
    assert names == ["reading.srt", "reading.open-captions.mp4", "reading.soft-captions.mp4"]
    assert "Corrected by a person." in output(api, ended).decode()
    assert spoken(captions_in(kept(api, ended, tmp_path, 2))).startswith("Corrected by a person.")
    assert ended["credits_charged"] == 3
    assert_nothing_left(studio, ended)


@pytest.mark.usefixtures("whisper")
def test_a_failed_translation_is_retried_without_recognising_again(
    studio: Product, api: httpx.Client, reading: bytes
) -> None:
    source = upload(api, reading, "reading.mp4")
    wanted = {"upload_id": source, "target_language": "es", "model_size": "base"}
    job = run(api, "translate", engine="openai-chat", **wanted)
    assert_refused(studio, job, "failed", "engine_unreachable")
    api.post(f"/v1/jobs/{job['job_id']}/retry", json={"engine": "apertium"}).raise_for_status()
    again = finished(api, job)
    assert again["stage"] == "translated"
    passed = [(step["stage"], step["state"]) for step in again["steps"]]
    assert passed == [("transcribing", "done"), ("translating", "failed"), ("translating", "done")]
    assert (again["credits_charged"], cost(studio, again)) == (4, 4)
    assert "morning" not in output(api, again).decode()


@pytest.mark.usefixtures("whisper")
def test_a_running_job_is_canceled(studio: Product, api: httpx.Client, tmp_path: Path) -> None:
    speech = readings.spoken(tmp_path / "speech.wav")
    long = talking(tmp_path / "long.mp4", speech, SECONDS, copies=4)
    job = submit(api, "transcribe", upload_id=upload(api, long.read_bytes(), "long.mp4"))
    folder = studio.data_dir / "work" / job["job_id"]
    wait_for(lambda: any(folder.glob("*.wav")), 60, "the work to be under way")
    api.post(f"/v1/jobs/{job['job_id']}/cancel").raise_for_status()
    wait_for(lambda: not folder.exists(), 60, "temporary files to go")
    ended = show(api, job["job_id"])
    assert_refused(studio, ended, "canceled", "canceled")
    assert [(step["state"], step["error_code"]) for step in ended["steps"]] == [("failed", "canceled")]


def test_previews(studio: Product, api: httpx.Client, tmp_path: Path) -> None:
    source = upload(api, video(tmp_path / "clip.mp4", 4.0).read_bytes(), "clip.mp4")
    starts = {"gif": b"GIF8", "thumbnail": b"\xff\xd8", "mosaic": b"\xff\xd8", "waveform": b"\x89PNG"}
    for kind in ("gif", "thumbnail", "mosaic", "clip", "waveform"):
        job = run(api, "preview", upload_id=source, preview_type=kind, width=320)
        assert (job["status"], job["error_message"]) == ("completed", None)
        made = kept(api, job, tmp_path)
        assert made.read_bytes().startswith(starts.get(kind, b"")), made.name
        if kind != "waveform":
            width = next(s["width"] for s in probed(made)["streams"] if s["codec_type"] == "video")
            expected = 320 if kind == "mosaic" else 160  # no picture is made larger than the source
            assert width == expected, kind
    assert stages(studio, job) == ["created", "rendering", "rendered"]


def test_fingerprints_are_compared(
    studio: Product, api: httpx.Client, reading: bytes, tmp_path: Path
) -> None:
    (tmp_path / "reading.mp4").write_bytes(reading)
    smaller = tmp_path / "smaller.webm"
    fast = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"]
    make(smaller, "-i", tmp_path / "reading.mp4", "-vf", "scale=80:-2", *fast)
    other = video(tmp_path / "other.mp4", 6.0)
    made = [
        run(api, "fingerprint", upload_id=upload(api, path.read_bytes(), path.name))
        for path in (tmp_path / "reading.mp4", smaller, other)
    ]
    assert [job["stage"] for job in made] == ["fingerprinted"] * 3
    first, second, third = (job["job_id"] for job in made)
    alike = api.get("/v1/fingerprints/compare", params={"a": first, "b": second}).json()
    assert alike["same"]
    assert alike["audio"]["similarity"] > 0.9
    assert alike["frame"]["perceptual"] > 0.9
    assert (
        api.get("/v1/fingerprints/compare", params={"a": first, "b": third}).json()["audio"]["same"] is False
    )
    unknown = api.get("/v1/fingerprints/compare", params={"a": first, "b": "none"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")


def test_only_fingerprints_are_compared(studio: Product, api: httpx.Client) -> None:
    job = run(api, "convert", upload_id=upload(api, SRT.encode(), "a.srt"), target_profile="WebVTT")
    answer = api.get("/v1/fingerprints/compare", params={"a": job["job_id"], "b": job["job_id"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_a_fingerprint")


def test_a_conversion_onto_a_video(studio: Product, api: httpx.Client, tmp_path: Path) -> None:
    picture = upload(api, video(tmp_path / "clip.mp4", 4.0).read_bytes(), "clip.mp4")
    captions = upload(api, SRT.encode(), "clip.srt")
    wanted = {"upload_id": captions, "target_profile": "WebVTT", "offset": "00:00:01:00"}
    job = run(api, "convert", **wanted, burn_in=True, embed=True, video_upload_id=picture)
    assert (job["status"], job["error_message"]) == ("completed", None)
    names = [made["file_name"] for made in job["outputs"]]
    assert names == ["clip.vtt", "clip.open-captions.mp4", "clip.soft-captions.mp4"]
    soft = captions_in(kept(api, job, tmp_path, 2))
    assert "00:00:01,50" in soft  # a second of 29.97 frames later
    assert "Good morning" in soft
    assert_refused(studio, submit(api, "convert", **wanted, burn_in=True), "rejected", "validation_error")
    lonely = run(api, "convert", **wanted, embed=True, video_upload_id=captions)
    assert lonely["stage"] == "rejected"
    assert lonely["error_hint"]


@pytest.mark.usefixtures("whisper")
def test_a_script_and_captions_get_the_times_of_the_speech(
    studio: Product, api: httpx.Client, reading: bytes
) -> None:
    source = upload(api, reading, "reading.mp4")
    script = "NARRATOR: " + TEXT.replace(". ", ".\n") + "\nThis line was never spoken by anybody."
    done = run(api, "align", upload_id=source, text=script, language="en")
    assert (done["stage"], done["error_message"]) == ("aligned", None)
    assert done["result_data"]["unspoken"] == ["This line was never spoken by anybody."]
    written = pysubs2.SSAFile.from_string(output(api, done).decode())
    assert " ".join(" ".join(cue.plaintext for cue in written).split()) == TEXT
    assert written[0].start < 1000
    late = "".join(
        f"{number}\n00:10:{number:02},000 --> 00:10:{number:02},900\n{cue.plaintext}\n\n"
        for number, cue in enumerate(written, 1)
    )
    again = run(api, "align", upload_id=source, srt_content=late, language="en")
    timed = pysubs2.SSAFile.from_string(output(api, again).decode())
    assert [(cue.start, cue.text) for cue in timed] == [
        (pytest.approx(cue.start, abs=100), cue.text) for cue in written
    ]
    other = run(
        api,
        "align",
        upload_id=source,
        text="Different sentences about trains, tickets, platforms and late timetables.",
    )
    assert (other["stage"], other["error_code"]) == ("rejected", "no_fit")
