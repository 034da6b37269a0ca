"""A dub from the form to the ear: two people keep a voice each, and the music stays without their own."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy
import pytest
from playwright.sync_api import expect

from app.engines.config import EngineConfig
from app.engines.model_store import ModelStore
from app.engines.voice.kokoro import Kokoro
from tests.support.media.clips import VIDEO, make
from tests.support.media.studio import MODELS
from tests.support.page.accessibility import violations
from tests.support.page.results import done, kept
from tests.support.page.screen import Screen

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]
BEN, ANNA = "am_michael", "af_heart"
TURNS = (
    (BEN, "Good morning, everybody, and welcome to the harbour of the old city."),
    (ANNA, "The two sisters have carried bread and apples from the house on the hill."),
    (BEN, "Nobody speaks when the old captain points at the water in the morning."),
    (ANNA, "Then the wind turns, and the boats can sail to the island."),
)
RATE, PAUSE, TAIL = 24_000, 1.2, 3.0
MUSIC = "aevalsrc='0.05*(sin(2*PI*1318.5*t)+sin(2*PI*1760*t)+sin(2*PI*2637*t))*exp(-3*mod(t,0.5))':s=24000"


def dialogue(folder: Path) -> tuple[Path, list[tuple[float, str]]]:
    """A film of two voices over quiet music, which outlasts them; when each turn begins, and whose it is."""
    for model in ("whisper-base", "kokoro", "spleeter"):
        ModelStore(MODELS).pull(model)
    kokoro, begins, at = Kokoro(EngineConfig(model_dir=MODELS)), list[tuple[float, str]](), 0.8
    sound = [numpy.zeros(round(at * RATE), "<i2")]
    for voice, text in TURNS:
        begins.append((at, voice))
        spoken = numpy.frombuffer(kokoro.synthesize(text, voice).pcm, "<i2")
        sound += [spoken, numpy.zeros(round(PAUSE * RATE), "<i2")]
        at += len(spoken) / RATE + PAUSE
    sound.append(numpy.zeros(round(TAIL * RATE), "<i2"))
    with wave.open(str(folder / "voices.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(numpy.concatenate(sound).tobytes())
    length = f"{at + TAIL:.2f}"
    film = make(
        folder / "dialogue.mp4", "-f", "lavfi", "-t", length, "-i", VIDEO, "-i", folder / "voices.wav",
        "-f", "lavfi", "-t", length, "-i", MUSIC,
        "-filter_complex", "[1:a][2:a]amix=inputs=2:normalize=0,aformat=channel_layouts=stereo[a]",
        "-map", "0:v", "-map", "[a]", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
        "-c:a", "aac",
    )  # fmt: skip
    return film, begins


def pitch(sound: numpy.ndarray, start: float, seconds: float = 1.6) -> float:
    """How high a voice is in these seconds, in hertz: the median over the parts that have a clear pitch."""
    found = []
    for at in numpy.arange(start, start + seconds, 0.04):
        part = sound[round(at * RATE) : round((at + 0.05) * RATE)]
        part = part - part.mean()
        alike = numpy.correlate(part, part, "full")[len(part) - 1 :]
        lags = slice(RATE // 320, RATE // 75)
        best = int(numpy.argmax(alike[lags])) + lags.start
        if alike[0] > 0 and alike[best] > 0.6 * alike[0]:
            found.append(RATE / best)
    return float(numpy.median(found))


def samples(film: Path, target: Path, filters: str) -> numpy.ndarray:
    """The first sound track of a film, filtered."""
    sound = make(target, "-i", film, "-map", "0:a:0", "-ac", "1", "-af", filters, "-ar", str(RATE))
    with wave.open(str(sound)) as file:
        return numpy.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)


def test_two_people_keep_a_voice_each_and_the_music_stays(studio_screen: Screen, tmp_path: Path) -> None:
    screen, page = studio_screen, studio_screen.page
    film, begins = dialogue(tmp_path)
    screen.drop(film)
    expect(screen.file(film.name)).to_be_visible()
    screen.choose("job-type", "Dub")
    page.get_by_label("Target language").fill("es")
    screen.choose("engine", "Apertium")
    screen.choose("voice_engine", "Kokoro")
    page.get_by_label("Tell speakers apart").select_option("true")
    page.get_by_label("Names of the speakers").fill("Ben, Anna")
    page.get_by_label("Original sound").select_option("separated")
    page.get_by_test_id("options").locator("summary").first.click()
    page.get_by_role("textbox", name="Cast").fill("Anna: ef_dora, Ben: em_alex")
    drawer = done(screen, film)
    expect(drawer).to_contain_text("taken out by a separation model")
    made = kept(screen, drawer, "dialogue.es.mp4", tmp_path)
    spoken = samples(made, tmp_path / "spoken.wav", "lowpass=900")
    heard = [(voice, pitch(spoken, at)) for at, voice in begins]
    hers, his = ([hertz for voice, hertz in heard if voice == who] for who in (ANNA, BEN))
    assert min(hers) > 1.1 * max(his), heard
    behind = samples(made, tmp_path / "music.wav", "anull")[-round((TAIL - 1) * RATE) :]
    assert numpy.sqrt((behind**2).mean()) > 100, "the music goes on behind the last word"
    assert violations(page) == []
