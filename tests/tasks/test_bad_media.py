"""What bad input gets: its own code, a hint, the credits back, and no temporary file left."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.media.clips import make, silent_video, video
from tests.support.media.jobs import LONGEST_SECONDS, assert_refused, run, submit, upload
from tests.support.media.studio import MODELS, Servers
from tests.support.product import Product, start, stop
from tests.support.programs import program

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(1800)]

SRT = "1\n00:00:00,500 --> 00:00:03,000\nGood morning.\n"
CHORD = "aevalsrc=0.2*sin(2*PI*220*t)+0.2*sin(2*PI*277*t)+0.2*sin(2*PI*330*t):s=16000:d=12"


def sound(target: Path, source: str, *more: str) -> bytes:
    return make(target, "-f", "lavfi", "-i", source, *more).read_bytes()


@pytest.fixture
def bad(tmp_path: Path) -> dict[str, bytes]:
    """Files that hold no speech one could recognise, by name."""
    whole = video(tmp_path / "whole.mp4", 4.0).read_bytes()
    return {
        "silent.wav": sound(tmp_path / "silent.wav", "anullsrc=r=16000:cl=mono", "-t", "8"),
        "music.wav": sound(tmp_path / "music.wav", CHORD),
        "mute.mp4": silent_video(tmp_path / "mute.mp4").read_bytes(),
        "empty.mp4": b"",
        "truncated.mp4": whole[: len(whole) // 2],
        "playlist.mp4": b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:10,\nfile:///etc/passwd\n",
        "script.mp4": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        "noise.mp4": os.urandom(50_000),
        "film.srt": SRT.encode(),
        "long.m4a": sound(tmp_path / "long.m4a", "anullsrc=r=8000:cl=mono", "-t", str(LONGEST_SECONDS + 5)),
    }


EXPECTED = {
    "silent.wav": "no_speech",
    "music.wav": "no_speech",
    "mute.mp4": "no_audio_track",
    "empty.mp4": "media_empty",
    "truncated.mp4": "media_truncated",
    "playlist.mp4": "media_playlist",
    "script.mp4": "media_playlist",
    "noise.mp4": "media_damaged",
    "film.srt": "not_media",
    "long.m4a": "media_too_long",
}


@pytest.mark.usefixtures("whisper")
def test_files_without_speech(studio: Product, api: httpx.Client, bad: dict[str, bytes]) -> None:
    for name, code in EXPECTED.items():
        job = run(api, "transcribe", upload_id=upload(api, bad[name], name))
        assert_refused(studio, job, "rejected", code)


@pytest.mark.parametrize("job_type", ["preview", "fingerprint"])
def test_the_limit_of_length_holds_everywhere(
    studio: Product, api: httpx.Client, bad: dict[str, bytes], job_type: str
) -> None:
    job = run(api, job_type, upload_id=upload(api, bad["long.m4a"], "long.m4a"))
    assert_refused(studio, job, "rejected", "media_too_long")


@pytest.mark.usefixtures("whisper")
def test_languages(studio: Product, api: httpx.Client, reading: bytes) -> None:
    source = upload(api, reading, "reading.mp4")
    wrong = run(api, "transcribe", upload_id=source, language="es")
    assert_refused(studio, wrong, "rejected", "wrong_language")
    unknown = run(api, "transcribe", upload_id=source, language="tlh")
    assert_refused(studio, unknown, "rejected", "unknown_language")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"target_language": "ja", "engine": "apertium"}, "language_unsupported"),
        ({"target_language": "es", "engine": "babelfish"}, "unknown_engine"),
        ({}, "validation_error"),
    ],
)
def test_translations_that_cannot_be(
    studio: Product, api: httpx.Client, wanted: dict[str, Any], code: str
) -> None:
    source = upload(api, SRT.encode(), "a.srt")
    job = run(api, "translate", upload_id=source, source_language="en", **wanted)
    assert_refused(studio, job, "rejected", code)


def test_remote_engines(studio: Product, api: httpx.Client, servers: Servers) -> None:
    wanted = {
        "upload_id": upload(api, SRT.encode(), "a.srt"),
        "source_language": "en",
        "target_language": "es",
    }
    servers.fake.answers.clear()
    servers.fake.answer(403, {"error": "Invalid API key"})
    refused = run(api, "translate", **wanted, engine="libretranslate")
    assert_refused(studio, refused, "failed", "engine_unauthorized")
    assert "secret" not in refused["error_message"]
    down = run(api, "translate", **wanted, engine="openai-chat")
    assert_refused(studio, down, "failed", "engine_unreachable")


def test_an_engine_that_is_not_installed(studio: Product, api: httpx.Client, tmp_path: Path) -> None:
    source = upload(api, video(tmp_path / "clip.mp4", 4.0).read_bytes(), "clip.mp4")
    job = run(api, "voiceover", upload_id=source, srt_content=SRT, target_language="en", voice_engine="piper")
    assert_refused(studio, job, "rejected", "engine_missing")
    assert "pip install" in job["error_hint"]


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Product]:
    """A product without a single model."""
    running = start(tmp_path / "data", CUEDECK_MODEL_DIR=str(tmp_path / "models"))
    yield running
    stop(running)


def test_without_a_model_the_command_is_named(bare: Product) -> None:
    with bare.client() as api:
        source = upload(api, b"RIFF", "a.wav")
        for job_type, more in (("transcribe", {}), ("dub", {"target_language": "es"})):
            job = submit(api, job_type, upload_id=source, **more)
            assert_refused(bare, job, "rejected", "engine_missing")
            assert "models pull whisper-base" in job["error_hint"]


@pytest.fixture
def cramped(tmp_path: Path) -> Iterator[Product]:
    """A product whose ffmpeg has no room: it writes to the device that is always full."""
    folder = tmp_path / "bin"
    folder.mkdir()
    full = folder / "ffmpeg"
    full.write_text(f'#!/bin/bash\nexec {program("ffmpeg")} "${{@/*.work-*//dev/full}}"\n')
    full.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    settings = {"CUEDECK_MODEL_DIR": str(MODELS), "CUEDECK_JOBS__FULL_DISK_MINUTES": "0", "PATH": path}
    running = start(tmp_path / "data", **settings)
    yield running
    stop(running)


def test_a_full_disk(cramped: Product, tmp_path: Path) -> None:
    speech = sound(tmp_path / "speech.m4a", CHORD)
    with cramped.client() as api:
        source = upload(api, speech, "speech.m4a")
        job = run(api, "transcribe", upload_id=source)
        assert_refused(cramped, job, "failed", "disk_full")
        small = run(api, "convert", upload_id=upload(api, SRT.encode(), "a.srt"), target_profile="WebVTT")
        assert small["status"] == "completed"
