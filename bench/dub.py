"""A dub against the same engines one after another, and a conversion beside it.

    python bench/dub.py [--voice kokoro]

The engines one after another: this process asks the very adapters that the product uses, with their models
loaded, a stage at a time and a caption at a time. The dub goes through the product, from submission to
completed. Both are warm and find no recording and no transcript of an earlier run. What each stage took is
printed of both.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
from bare.instance import cuedeck, machine

from app.captions.model.document import TICKS_PER_SECOND
from app.captions.model.losses import Losses
from app.captions.quality.style_guides import NETFLIX
from app.captions.speech.segmentation import captions_from_speech
from app.captions.translation.apply import with_translations
from app.captions.translation.sentences import sentences_of
from app.core.settings import get_settings
from app.engines.protocols import SpeechRequest
from app.engines.registry import speech_recognizer, translator
from app.engines.speech.recognition import transcribe
from app.engines.translation.sentences import translate_sentences
from app.engines.voice.fit import fit_speech
from app.engines.voice.slots import Line
from app.engines.voice.voice_assignment import assign_voices
from app.media.extract import extract_speech
from app.media.mix import mix_speech
from app.media.mux import CaptionTrack, DubbedTrack, add_dub
from app.media.probe.probe import probe
from app.media.timeline import write_timeline
from app.services.engines.configuration import config, voice_for
from tests.support.engines.readings import SECONDS, spoken
from tests.support.media.clips import make, talking
from tests.support.media.jobs import finished, submit, upload
from tests.support.product import Product

DUB_LIMIT, BESIDE_LIMIT = 0.7, 2.0
SRT = "1\n00:00:00,500 --> 00:00:03,000\nGood morning.\n" * 200
CONVERSIONS = 25


def film(target: Path, *, copies: int = 1) -> Path:
    """A picture with a text of ours spoken, `copies` times one after another."""
    return talking(target, spoken(target.with_suffix(".wav")), SECONDS, copies)


def one_after_another(source: Path, voice: str, folder: Path) -> tuple[float, str]:
    """Seconds for the whole dub without the product, and for each of its stages."""
    laps = [time.perf_counter()]
    info = probe(source)
    wav = extract_speech(source, info, folder / "speech.wav")
    heard = transcribe(speech_recognizer("", config()), wav, SpeechRequest())
    english = captions_from_speech(heard.segments, NETFLIX, language="en")
    laps.append(time.perf_counter())
    sentences = sentences_of(english)
    engine = translator("apertium", config(), "en", "es")
    texts = translate_sentences(engine, [s.text for s in sentences], "en", "es").texts
    spanish = with_translations(english, sentences, texts, language="es", losses=Losses())
    laps.append(time.perf_counter())
    speaker = voice_for(voice, "es")
    voices = assign_voices(speaker, "es", (cue.speaker for cue in spanish.cues))
    lines = [
        Line(n, cue.start / TICKS_PER_SECOND, cue.end / TICKS_PER_SECOND, cue.text, voices[cue.speaker])
        for n, cue in enumerate(spanish.cues, 1)
    ]
    said = fit_speech(lines, speaker, folder / "voices", duration=info.duration, language="es", workers=1)
    spoken = write_timeline([line.clip for line in said.lines], info.duration, folder / "voice.wav")
    laps.append(time.perf_counter())
    mixed = mix_speech(source, info, spoken, folder / "mixed.m4a")
    captions = folder / "es.srt"
    captions.write_text("1\n00:00:00,500 --> 00:00:03,000\nHola\n")
    add_dub(source, info, DubbedTrack(mixed, "es"), [CaptionTrack(captions, "es")], folder, "made")
    laps.append(time.perf_counter())
    return laps[-1] - laps[0], ", ".join(f"{after - before:.1f}" for before, after in pairwise(laps))


def dub(api: httpx.Client, source: Path, voice: str) -> dict[str, Any]:
    wanted = {"target_language": "es", "engine": "apertium", "voice_engine": voice}
    return submit(api, "dub", upload_id=upload(api, source.read_bytes(), source.name), **wanted)


def through_the_product(product: Product, api: httpx.Client, source: Path, voice: str) -> tuple[float, str]:
    """Seconds from submission to completed, and those that each stage worked."""
    shutil.rmtree(product.data_dir / "voices", ignore_errors=True)
    begin = time.perf_counter()
    job = finished(api, dub(api, source, voice), 1200)
    taken = time.perf_counter() - begin
    assert job["status"] == "completed", job["error_message"]
    return taken, ", ".join(f"{worked(step):.1f}" for step in job["steps"] if step["ended_at"])


def worked(step: dict[str, Any]) -> float:
    begin, end = (datetime.fromisoformat(step[name]) for name in ("started_at", "ended_at"))
    return (end - begin).total_seconds()


def conversion(api: httpx.Client, captions: str) -> float:
    begin = time.perf_counter()
    wanted = {"upload_id": captions, "target_profile": "WebVTT"}
    job = api.post("/v1/jobs", params={"wait": 60}, json=wanted).json()
    assert job["status"] == "completed", job
    return time.perf_counter() - begin


def beside(product: Product, api: httpx.Client, source: Path, voice: str) -> tuple[float, float]:
    """Median seconds of a conversion on an idle instance and while a dub runs."""
    captions = upload(api, SRT.encode(), "film.srt")
    idle = [conversion(api, captions) for _ in range(CONVERSIONS)]
    shutil.rmtree(product.data_dir / "voices", ignore_errors=True)
    job = dub(api, source, voice)
    busy: list[float] = []
    while api.get(f"/v1/jobs/{job['job_id']}").json()["status"] not in ("completed", "failed"):
        busy.append(conversion(api, captions))
        time.sleep(0.3)
    return statistics.median(idle[3:]), statistics.median(busy)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--voice", default="kokoro")
    options = parser.parse_args()
    models = str(get_settings().model_dir.expanduser())
    with tempfile.TemporaryDirectory() as name, cuedeck(CUEDECK_MODEL_DIR=models) as product:
        folder = Path(name)
        long, longer = (film(folder / f"{n}.mp4", copies=n) for n in (2, 3))
        short = make(folder / "short.mp4", "-t", "6", "-i", long, "-c:v", "copy", "-c:a", "aac")
        for part in ("warm", "measured"):
            (folder / part).mkdir()
        with product.client() as api:
            through_the_product(product, api, short, options.voice)  # loads every model
            ours, stages = through_the_product(product, api, long, options.voice)
            one_after_another(short, options.voice, folder / "warm")
            theirs, parts = one_after_another(long, options.voice, folder / "measured")
            print(f"dub of 49 s, product {ours:.1f} s, one after another {theirs:.1f} s")
            print(f"  recognised, translated, spoken, merged: {stages} s, and {parts} s")
            print(f"  ratio {ours / theirs:.2f}  (at most {DUB_LIMIT})", flush=True)
            idle, busy = beside(product, api, longer, options.voice)
            print(f"conversion idle {idle * 1e3:.0f} ms, during a dub {busy * 1e3:.0f} ms")
            print(f"  ratio {busy / idle:.2f}  (at most {BESIDE_LIMIT})", flush=True)
    print(machine())
    return 0 if ours / theirs <= DUB_LIMIT and busy / idle <= BESIDE_LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
