"""Separation with Spleeter's two stems: fast on a processor, good enough under a new voice."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.core.errors import EngineError, engine_missing
from app.core.limits.interruptible import in_thread
from app.core.progress import Cancelled, OnProgress, ignore_progress, never, stop_if
from app.engines.config import EngineConfig
from app.engines.loaded_models import use_loaded
from app.engines.model_store import ModelStore
from app.engines.onnx_errors import onnx_errors
from app.engines.packages import installed
from app.engines.protocols import Capabilities, ModelChoice
from app.engines.separation.spleeter_network import BINS, FRAMES, STEMS, network

MODEL, DATA = "spleeter", "model.data"
RATE = 44_100
WINDOW, STEP = 4096, 1024
PACKAGES = ("numpy", "onnxruntime")
INSTALL = "pip install 'cuedeck[voice]'"
PULL = "cuedeck models pull spleeter"
_LEAST = 1e-10
_OVERLAP = 2 / 3
"""Four Hann windows, each applied twice, add up to one and a half."""

Split = Callable[[Any], tuple[Any, Any]]
"""From magnitudes (channels, FRAMES, BINS) to those of the voices and of the rest."""


class Spleeter:
    """Keeps `Separator`."""

    id = MODEL
    label = "Spleeter"

    def __init__(self, config: EngineConfig) -> None:
        self.store, self.threads = ModelStore(config.model_dir), config.threads

    def version(self) -> str:
        """The networks, which do not change."""
        return "spleeter-2stems"

    def capabilities(self) -> Capabilities:
        """Ready when the packages and the model are there."""
        package, model = installed(PACKAGES), self.store.installed(MODEL)
        return Capabilities(
            ready=package and model,
            quality="Voices mostly gone; music a little dull where they were. Trained on songs.",
            models=(ModelChoice(MODEL, "Spleeter, 2 stems", model, "" if model else PULL),),
            install=INSTALL if not package else "" if model else PULL,
            reason="The packages for separation are not installed." if not package
            else "" if model else "The model is not there yet.",
        )  # fmt: skip

    def without_voices(
        self,
        audio: Path,
        target: Path,
        *,
        on_progress: OnProgress = ignore_progress,
        cancelled: Cancelled = never,
    ) -> None:
        """See `Separator.without_voices`."""
        if not installed(PACKAGES):
            raise engine_missing(self.label, INSTALL)
        data = self.store.path(MODEL) / DATA
        with use_loaded((MODEL, str(data)), lambda: Networks(data, self.threads), cancelled) as networks:
            separate(audio, target, networks.split, on_progress, cancelled)


class Networks:
    """Both networks in one session."""

    def __init__(self, data: Path, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        try:
            self._session = onnxruntime.InferenceSession(
                network(data), options, providers=["CPUExecutionProvider"]
            )
        except onnx_errors(ValueError) as error:
            raise EngineError(
                f"The model {MODEL} cannot be loaded: {error}", code="model_damaged", hint=f"Run: {PULL}"
            ) from error

    def split(self, magnitudes: Any) -> tuple[Any, Any]:
        """See `Split`."""
        try:
            voices, rest = self._session.run(list(STEMS), {"mix": magnitudes[None]})
        except onnx_errors() as error:
            raise EngineError(
                f"Spleeter could not separate the sound: {error}",
                code="engine_failed",
                hint="Retry the job: most often there was too little memory. Or choose another original.",
            ) from error
        return voices[0], rest[0]


def separate(audio: Path, target: Path, split: Split, on_progress: OnProgress, cancelled: Cancelled) -> None:
    """Write what of a stereo WAV at RATE is no voice; only a stretch of it is in memory at once."""
    import numpy as np

    with wave.open(str(audio)) as source, wave.open(str(target), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        length, written = source.getnframes(), 0
        kept = np.zeros((WINDOW - STEP, 2), np.float32)  # nothing is before the beginning
        pending = np.zeros((WINDOW - STEP, 2), np.float32)
        while written < length:
            stop_if(cancelled)
            heard = np.concatenate([kept, _samples(source, FRAMES * STEP)])
            made = in_thread(lambda part=heard: _stretch(part, split), cancelled)  # type: ignore[misc]
            made[: len(pending)] += pending
            done, pending, kept = made[: FRAMES * STEP], made[FRAMES * STEP :], heard[FRAMES * STEP :]
            skipped = WINDOW - STEP if written == 0 else 0
            written += _write(out, done[skipped:], length - written)
            on_progress(written / length)


def _samples(source: wave.Wave_read, count: int) -> Any:
    """So many of the next samples; silence behind the end."""
    import numpy as np

    found = np.frombuffer(source.readframes(count), "<i2").reshape(-1, 2).astype(np.float32) / 32768
    return np.concatenate([found, np.zeros((count - len(found), 2), np.float32)])


def _write(out: wave.Wave_write, samples: Any, most: int) -> int:
    import numpy as np

    pcm = (np.clip(samples[:most], -1.0, 1.0) * 32767).round().astype("<i2")
    out.writeframes(pcm.tobytes())
    return len(pcm)


def _stretch(heard: Any, split: Split) -> Any:
    """FRAMES windows of sound without their voices, added up where they overlap."""
    import numpy as np

    window = np.hanning(WINDOW + 1)[:WINDOW].astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(heard, WINDOW, axis=0)[::STEP].transpose(1, 0, 2)
    spectrum = np.fft.rfft(frames * window, axis=-1)
    voices, rest = split(np.abs(spectrum[..., :BINS]).astype(np.float32))
    share = (rest**2 + _LEAST / 2) / (voices**2 + rest**2 + _LEAST)
    above = np.repeat(share.mean(axis=-1, keepdims=True), WINDOW // 2 + 1 - BINS, axis=-1)
    sound = np.fft.irfft(spectrum * np.concatenate([share, above], axis=-1), n=WINDOW, axis=-1)
    made = np.zeros(heard.shape, np.float32)
    for number, frame in enumerate((sound * window * _OVERLAP).transpose(1, 2, 0)):
        made[number * STEP : number * STEP + WINDOW] += frame
    return made
