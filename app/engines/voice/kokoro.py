"""Speech with Kokoro 82M through kokoro-onnx: natural voices on the processor.

One session is shared by all threads and uses one processor thread a call: speaking several cues side by side
is faster than giving several threads to one cue.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import threading
from functools import cache
from pathlib import Path
from typing import Any

from app.engines.base import (
    Cancelled,
    Capabilities,
    ModelChoice,
    Speech,
    Voice,
    engine_missing,
    never,
    stop_if,
)
from app.engines.config import EngineConfig
from app.engines.models import ModelStore
from app.engines.voice import wav
from app.engines.voice.errors import failed, nothing_to_say, unknown_voice
from app.engines.voice.speakable import speakable

MODEL = "kokoro"
INSTALL = "pip install 'cuedeck[voice]'"
PULL = "cuedeck models pull kokoro"
FASTEST, SLOWEST = 2.0, 0.5
"""What the model takes as speed."""

LANGUAGES = {
    "a": ("en-us", "en-us"),
    "b": ("en-gb", "en-gb"),
    "e": ("es", "es"),
    "f": ("fr", "fr-fr"),
    "h": ("hi", "hi"),
    "i": ("it", "it"),
    "p": ("pt-br", "pt-br"),
}
"""By the first letter of a voice: its language, and what the phonemizer calls it.

The model's Japanese and Chinese voices need other phonemizers than kokoro-onnx has, and are left out.
"""
GENDERS = {"f": "female", "m": "male"}
_loading = threading.Lock()


class Kokoro:
    """The model in `config.model_dir`."""

    id = "kokoro"
    label = "Kokoro"

    def __init__(self, config: EngineConfig) -> None:
        self.store = ModelStore(config.model_dir)

    def version(self) -> str:
        """Library and model."""
        there = importlib.util.find_spec("kokoro_onnx") is not None
        return f"kokoro-onnx {importlib.metadata.version('kokoro-onnx')} int8" if there else self.id

    def capabilities(self) -> Capabilities:
        """Ready when the package and the model are there."""
        package = importlib.util.find_spec("kokoro_onnx") is not None
        model = self.store.installed(MODEL)
        voices = _voices(self.store.path(MODEL) / "voices.npz") if model else ()
        languages = tuple(language for language, _ in LANGUAGES.values())
        return Capabilities(
            ready=package and model,
            quality="Natural voices; about as long to make as to listen to. French is weaker.",
            languages=languages,
            models=(ModelChoice(MODEL, "Kokoro 82M", model, "" if model else PULL, languages),),
            voices=voices,
            install=INSTALL if not package else "" if model else PULL,
            reason="The package kokoro-onnx is not installed." if not package
            else "" if model else "The model is not there yet.",
        )  # fmt: skip

    def synthesize(
        self, text: str, voice: str, *, language: str = "", speed: float = 1.0, cancelled: Cancelled = never
    ) -> Speech:
        """See `VoiceSynthesizer.synthesize`; a text of several sentences can be stopped only as a whole."""
        if importlib.util.find_spec("kokoro_onnx") is None:
            raise engine_missing(self.label, INSTALL)
        folder = self.store.path(MODEL)
        voices = _voices(folder / "voices.npz")
        if voice not in {v.id for v in voices}:
            raise unknown_voice(self.label, voice, voices)
        if not speakable(text):  # it would make a noise of dots
            raise nothing_to_say(self.label, text)
        stop_if(cancelled)
        with _loading:
            model = _loaded(folder)
        pace = min(max(speed, SLOWEST), FASTEST)
        try:
            samples, rate = model.create(text, voice, pace, LANGUAGES[voice[0]][1])
        except ValueError as error:  # no phonemes in it: another script, or signs only
            raise nothing_to_say(self.label, text) from error
        except RuntimeError as error:
            raise failed(self.label, str(error)) from error
        speech = wav.trim(Speech(_sixteen_bit(samples), int(rate)))
        if not speech.pcm:
            raise nothing_to_say(self.label, text)
        return speech


@cache
def _loaded(folder: Path) -> Any:
    import onnxruntime
    from kokoro_onnx import Kokoro as Model

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )
    return Model.from_session(session, str(folder / "voices.npz"))


@cache
def _voices(path: Path) -> tuple[Voice, ...]:
    """The voices in the archive whose language we can phonemize; ids are such as "ef_dora"."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        names = sorted(name.removesuffix(".npy") for name in archive.namelist())
    return tuple(
        Voice(name, name[3:].capitalize(), LANGUAGES[name[0]][0], GENDERS.get(name[1], ""))
        for name in names
        if name[0] in LANGUAGES
    )


def _sixteen_bit(samples: Any) -> bytes:
    import numpy as np

    pcm: bytes = (np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()
    return pcm
