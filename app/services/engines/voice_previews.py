"""Voice previews: one sample sentence per voice, synthesized once and stored."""

from __future__ import annotations

import hashlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from app.core.settings import get_settings
from app.engines.registry import voice_synthesizer
from app.engines.voice import recordings, samples
from app.services.engines.configuration import config, voice_for


def sample(engine: str, voice: str, text: str = "") -> bytes:
    """A WAV file of `voice` saying `text`, or a sentence in its own language.

    Raises EngineError `engine_missing`, `unknown_engine`, `unknown_voice`, or what the engine raises.
    """
    speaker = voice_for(engine, "") if engine else voice_synthesizer("", config())
    facts = "\n".join([speaker.id, speaker.version(), voice, text])
    mark = hashlib.sha256(facts.encode()).hexdigest()[:40]
    kept = get_settings().data_dir / "voices" / f"sample-{mark}.wav"
    if not kept.exists():
        samples.language_of(speaker, voice)  # a voice that nobody has needs no child to say so
        recordings.store_recording(kept, _in_a_child(speaker.id, voice, text))
    return kept.read_bytes()


def _in_a_child(engine: str, voice: str, text: str) -> bytes:
    """One that ends with its answer: this process is the web's, and would keep the model for ever."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("forkserver")) as pool:
        return pool.submit(spoken, engine, voice, text).result()


def spoken(engine: str, voice: str, text: str) -> bytes:
    """The recording itself; called in a child."""
    return samples.sample(voice_synthesizer(engine, config()), voice, text)
