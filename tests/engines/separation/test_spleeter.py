"""Separation by Spleeter: what is written is as long as what was heard, and is the music alone."""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.core.errors import Canceled, EngineError
from app.core.progress import ignore_progress, never
from app.engines.config import EngineConfig
from app.engines.model_store import ModelStore
from app.engines.registry import separator
from app.engines.separation.spleeter import DATA, PULL, RATE, Networks, Spleeter, separate
from tests.support.media.clips import make
from tests.support.programs import program

CHORD = "0.12*sin(2*PI*{one}*t)*exp(-2*mod(t,0.5))+0.1*sin(2*PI*{two}*t)*exp(-3*mod(t+0.25,0.5))"
DRUM = "0.15*sin(2*PI*55*t)+0.1*(random({side})-0.5)*exp(-20*mod(t,0.25))"


def samples(path: Path) -> Any:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 2, 2)
        found = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return found.reshape(-1, 2).astype(float) / 32768


def written(path: Path, sound: Any) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * 32767).round().clip(-32768, 32767).astype("<i2").tobytes())
    return path


@pytest.mark.parametrize("length", [1, 700, 4096, 530_000, 12 * RATE])
def test_a_network_that_halves_everything_halves_every_sample(tmp_path: Path, length: int) -> None:
    """Across the edges of stretches, at the beginning and at the end."""
    noise = np.random.default_rng(1).uniform(-0.9, 0.9, (length, 2))
    audio, told = written(tmp_path / "a.wav", noise), list[float]()
    separate(audio, tmp_path / "b.wav", lambda heard: (heard, heard), told.append, never)
    made = samples(tmp_path / "b.wav")
    assert made.shape == noise.shape
    assert np.abs(made - samples(audio) / 2).max() < 2e-4
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_what_a_network_calls_voices_goes(tmp_path: Path) -> None:
    """Also above the frequencies that it sees."""
    noise = np.random.default_rng(2).uniform(-0.9, 0.9, (RATE, 2))
    audio = written(tmp_path / "a.wav", noise)
    separate(audio, tmp_path / "b.wav", lambda heard: (heard, heard * 0), ignore_progress, never)
    assert np.abs(samples(tmp_path / "b.wav")).max() < 1e-3


def test_it_is_canceled_between_two_stretches(tmp_path: Path) -> None:
    audio = written(tmp_path / "a.wav", np.zeros((30 * RATE, 2)))
    stretches: list[int] = []

    def split(heard: Any) -> tuple[Any, Any]:
        stretches.append(1)
        return heard, heard

    with pytest.raises(Canceled):
        separate(audio, tmp_path / "b.wav", split, ignore_progress, lambda: len(stretches) > 0)
    assert len(stretches) == 1


def test_an_empty_sound_stays_empty(tmp_path: Path) -> None:
    audio = written(tmp_path / "a.wav", np.zeros((0, 2)))
    separate(audio, tmp_path / "b.wav", lambda heard: (heard, heard), ignore_progress, never)
    assert len(samples(tmp_path / "b.wav")) == 0


def test_without_its_model_the_command_is_told(tmp_path: Path) -> None:
    engine = Spleeter(EngineConfig(model_dir=tmp_path))
    offered = engine.capabilities()
    assert (offered.ready, offered.install) == (False, PULL)
    with pytest.raises(EngineError) as missing:
        engine.without_voices(tmp_path / "a.wav", tmp_path / "b.wav")
    assert missing.value.code == "model_missing"
    with pytest.raises(EngineError) as none:
        separator("", EngineConfig(model_dir=tmp_path))
    assert (none.value.code, PULL in none.value.hint) == ("engine_missing", True)


def test_weights_that_are_cut_are_damaged(tmp_path: Path) -> None:
    (tmp_path / DATA).write_bytes(bytes(1000))
    with pytest.raises(EngineError) as damaged:
        Networks(tmp_path / DATA, 1)
    assert (damaged.value.code, PULL in damaged.value.hint) == ("model_damaged", True)


def test_a_network_that_fails_is_told() -> None:
    class Session:
        def run(self, *_: Any) -> Any:
            raise RuntimeError("bad allocation")

    networks = Networks.__new__(Networks)
    networks._session = Session()
    with pytest.raises(EngineError, match="bad allocation") as failed:
        networks.split(np.zeros((2, 512, 1024), np.float32))
    assert (failed.value.code, bool(failed.value.hint)) == ("engine_failed", True)


@pytest.mark.slow
def test_music_stays_and_the_voice_goes(
    tmp_path: Path, models: ModelStore, engine_config: EngineConfig
) -> None:
    models.pull("spleeter")
    raw, text = (
        tmp_path / "raw.wav",
        "The harbour was quiet when the two sisters came down to the boats. " * 2,
    )
    subprocess.run([program("espeak-ng"), "-v", "en-gb", "-w", str(raw), text], check=True)
    form = ("-ar", str(RATE), "-ac", "2", "-t", "6", "-c:a", "pcm_s16le")
    voice = samples(make(tmp_path / "voice.wav", "-i", raw, *form))
    left = f"{CHORD.format(one=220, two=277.2)}+{DRUM.format(side=0)}"
    right = f"{CHORD.format(one=220, two=415.3)}+{DRUM.format(side=1)}"
    band = make(tmp_path / "band.wav", "-f", "lavfi", "-i", f"aevalsrc='{left}|{right}':s={RATE}", *form)
    music = samples(band)[: len(voice)]
    audio = written(tmp_path / "film.wav", voice + music)
    separator("", engine_config).without_voices(audio, tmp_path / "bed.wav")
    made = samples(tmp_path / "bed.wav")
    assert _decibels(music, voice) < 8, "beforehand the voice is nearly as loud"
    assert _decibels(music, made - music) > 13


def _decibels(wanted: Any, other: Any) -> float:
    return float(10 * np.log10((wanted**2).mean() / (other**2).mean()))
