"""What holds for a transcription and a dub of any film."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.engines.word_error_rate import word_error_rate
from tests.support.media.jobs import (
    assert_nothing_left,
    captions_in,
    cost,
    output,
    probed,
    run,
    spoken,
    stages,
    upload,
)
from tests.support.product import Product

DUB_STAGES = [
    "created", "transcribing", "transcribed", "translating", "translated",
    "dubbing", "dubbed", "merging", "merged",
]  # fmt: skip


@dataclass(frozen=True)
class Film:
    """A film in which `text` is said, and the share of its words that may be heard wrong."""

    data: bytes
    text: str
    seconds: float
    errors: float


def kept(api: httpx.Client, job: dict[str, Any], folder: Path, index: int = 0) -> Path:
    path = folder / job["outputs"][index]["file_name"]
    path.write_bytes(output(api, job, index))
    return path


def check_transcription(studio: Product, api: httpx.Client, film: Film, tmp_path: Path) -> None:
    source = upload(api, film.data, "reading.mp4")
    job = run(api, "transcribe", upload_id=source, embed=True, burn_in=True)
    assert (job["status"], job["error_message"]) == ("completed", None)
    assert stages(studio, job) == ["created", "transcribing", "transcribed"]
    srt = output(api, job).decode()
    assert word_error_rate(film.text, spoken(srt)) <= film.errors
    assert job["result_data"]["language"] == "en"
    assert job["duration"] == pytest.approx(film.seconds, abs=0.1)
    assert (job["credits_charged"], cost(studio, job)) == (3, 3)
    drawn, switched = kept(api, job, tmp_path, 1), kept(api, job, tmp_path, 2)
    assert {s["codec_type"] for s in probed(drawn)["streams"]} == {"video", "audio"}
    assert spoken(captions_in(switched)) == spoken(srt)
    again = run(api, "transcribe", upload_id=upload(api, film.data, "copy.mp4"), output_format="json")
    assert [note for note in again["result_data"]["notes"] if f"job {job['number']}" in note]
    transcript = json.loads(output(api, again))
    assert word_error_rate(film.text, transcript["text"]) <= film.errors
    assert "words" not in transcript["segments"][0]
    assert_nothing_left(studio, job)


def check_dub(studio: Product, api: httpx.Client, film: Film, tmp_path: Path) -> None:
    source = upload(api, film.data, "reading.mp4")
    job = run(api, "dub", upload_id=source, target_language="es", voice_engine="kokoro", engine="apertium")
    assert (job["status"], job["error_message"]) == ("completed", None)
    assert stages(studio, job) == DUB_STAGES
    dubbed = kept(api, job, tmp_path)
    assert dubbed.name == "reading.es.mp4"
    facts = probed(dubbed)
    sound = [s for s in facts["streams"] if s["codec_type"] == "audio"]
    assert [s["tags"]["language"] for s in sound] == ["spa", "eng"]
    assert [s["disposition"]["default"] for s in sound] == [1, 0]
    assert float(facts["format"]["duration"]) == pytest.approx(film.seconds, abs=0.1)
    assert job["result_data"]["longest_overrun"] <= 0.3
    translated = spoken(captions_in(dubbed))
    heard = run(api, "transcribe", upload_id=upload(api, dubbed.read_bytes(), dubbed.name), language="es")
    assert heard["status"] == "completed", heard["error_message"]
    assert word_error_rate(translated, spoken(output(api, heard).decode())) <= 0.15
    assert_nothing_left(studio, job)
