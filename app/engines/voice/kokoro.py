"""Speech with Kokoro 82M: natural voices on the processor.

One session is shared by all threads and uses one processor thread a call: speaking several cues side by side
is faster than giving several threads to one cue.
"""

from __future__ import annotations

import importlib.metadata
from functools import cache
from pathlib import Path

from app.core.child_process.program import ProgramFailed
from app.core.errors import engine_missing
from app.core.progress import Cancelled, never, stop_if
from app.engines.config import EngineConfig
from app.engines.loaded_models import shared_loaded
from app.engines.model_store import ModelStore
from app.engines.onnx_errors import onnx_errors
from app.engines.packages import installed
from app.engines.protocols import Capabilities, ModelChoice, Speech, Voice
from app.engines.voice import kokoro_model, wav
from app.engines.voice.errors import failed, nothing_to_say, unknown_voice
from app.engines.voice.phonemes import phonemes
from app.engines.voice.spoken_text import spoken_text

MODEL = "kokoro"
INSTALL = "pip install 'cuedeck[voice]'"
PULL = "cuedeck models pull kokoro"
FASTEST, SLOWEST = 2.0, 0.5
"""What the model takes as speed."""

LANGUAGES = {
    "a": ("en-us", "en-us"),
    "b": ("en-gb", "en"),
    "e": ("es", "es"),
    "f": ("fr", "fr"),
    "h": ("hi", "hi"),
    "i": ("it", "it"),
    "p": ("pt-br", "pt-br"),
}
"""By the first letter of a voice: its language, and what espeak-ng calls it.

The model's Japanese and Chinese voices need phonemes that espeak-ng does not make, and are left out.
"""
GENDERS = {"f": "female", "m": "male"}
PACKAGES = ("onnxruntime", "espeakng_loader")
PAUSE_SECONDS = 0.25
"""Between two stretches of a text that is too long for one."""


class Kokoro:
    """The model in `config.model_dir`."""

    id = "kokoro"
    label = "Kokoro"

    def __init__(self, config: EngineConfig) -> None:
        self.store = ModelStore(config.model_dir)

    def version(self) -> str:
        """Model, and what makes its phonemes."""
        if not installed(PACKAGES):
            return self.id
        return f"kokoro-82m int8, espeakng-loader {importlib.metadata.version('espeakng-loader')}"

    def capabilities(self) -> Capabilities:
        """Ready when the package and the model are there."""
        package = installed(PACKAGES)
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
            reason="The packages for voices are not installed." if not package
            else "" if model else "The model is not there yet.",
        )  # fmt: skip

    def synthesize(
        self, text: str, voice: str, *, language: str = "", speed: float = 1.0, cancelled: Cancelled = never
    ) -> Speech:
        """See `VoiceSynthesizer.synthesize`; half a minute of speech can be stopped only as a whole."""
        if not installed(PACKAGES):
            raise engine_missing(self.label, INSTALL)
        folder = self.store.path(MODEL)
        voices = _voices(folder / "voices.npz")
        if voice not in {v.id for v in voices}:
            raise unknown_voice(self.label, voice, voices)
        if not spoken_text(text):  # it would make a noise of dots
            raise nothing_to_say(self.label, text)
        stop_if(cancelled)
        try:
            speech = self._spoken(folder, text, voice, min(max(speed, SLOWEST), FASTEST), cancelled)
        except onnx_errors(ProgramFailed) as error:
            raise failed(self.label, str(error)) from error
        if not speech.pcm:  # no phonemes in it: another script, or signs only
            raise nothing_to_say(self.label, text)
        return speech

    def _spoken(self, folder: Path, text: str, voice: str, pace: float, cancelled: Cancelled) -> Speech:
        sounds = phonemes(text, LANGUAGES[voice[0]][1], cancelled)
        model = shared_loaded(("kokoro", str(folder)), lambda: kokoro_model.KokoroModel(folder))
        rate = kokoro_model.SAMPLE_RATE
        parts = []
        for pcm in model.spoken(sounds, voice, pace, cancelled):
            stop_if(cancelled)
            parts.append(wav.trim(Speech(pcm, rate)).pcm)
        silence = bytes(2 * round(PAUSE_SECONDS * rate))
        return Speech(silence.join(part for part in parts if part), rate)


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
