"""Who spoke when: the voice prints of moonshine-voice, grouped over the whole file.

The package has its speaker model inside its library, and tells voices apart while sound comes in, which takes
one voice for two and two for one. Here the same model is asked for the print of every two seconds of speech,
and all of them are compared.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.core.errors import EngineError, engine_missing
from app.core.progress import Cancelled, OnProgress, Slice, ignore_progress, never, stop_if
from app.engines.config import EngineConfig
from app.engines.loaded_models import use_loaded
from app.engines.onnx_errors import onnx_errors
from app.engines.packages import installed
from app.engines.protocols import Capabilities, Span, Turn
from app.engines.speech import wav
from app.engines.speech.speaker_clusters import turns_of, windows_of
from app.engines.speech.voice_activity import speech_spans

INSTALL = "pip install 'cuedeck[speakers]'"
PACKAGES = ("moonshine_voice", "faster_whisper", "onnxruntime")
_MODEL, _SIZE = "speaker_embedding_model_ort_bytes", "speaker_embedding_model_ort_byte_count"
_LIBRARIES = {"darwin": "libmoonshine.dylib", "win32": "moonshine.dll"}
_LEAST_SAMPLES = wav.RATE // 2
"""A shorter window is repeated until it is as long: the model hears nothing in less."""
_SPANS_SHARE = 0.3
_GROUPING = "1"
"""Part of the version; raise it when other turns come of the same prints."""


class MoonshineSpeakers:
    """Speaker labels, kept apart by the sound of the voice."""

    id = "moonshine-speakers"
    label = "Moonshine speaker labels"

    def __init__(self, config: EngineConfig) -> None:
        self.config = config

    def version(self) -> str:
        """The package and its version, and how its prints are grouped."""
        return (
            "+".join(("moonshine-voice", version("moonshine-voice"), _GROUPING))
            if installed(PACKAGES)
            else ""
        )

    def capabilities(self) -> Capabilities:
        """Any language; the model comes with the package."""
        there = installed(PACKAGES)
        return Capabilities(
            ready=there,
            quality="Good for a few clear voices; labels are anonymous until people name them.",
            install="" if there else INSTALL,
            reason="" if there else "Not installed.",
        )

    def label_speakers(
        self, audio: Path, *, on_progress: OnProgress = ignore_progress, cancelled: Cancelled = never
    ) -> list[Turn]:
        """See `SpeakerLabeler.label_speakers`."""
        if not installed(PACKAGES):
            raise engine_missing(self.label, INSTALL)
        looked = Slice(on_progress, 0.0, _SPANS_SHARE)
        windows = windows_of(speech_spans(audio, on_progress=looked, cancelled=cancelled))
        if not windows:
            return []
        with use_loaded(("moonshine-speakers",), _load, cancelled) as model:
            listened = Slice(on_progress, _SPANS_SHARE, 1 - _SPANS_SHARE)
            every = [window for stretch in windows for window in stretch]
            try:
                prints = _prints(model, audio, every, listened, cancelled)
            except onnx_errors() as error:
                raise EngineError(
                    f"The speakers could not be told apart: {error}",
                    code="engine_failed",
                    hint="Retry the job; most often there was too little memory.",
                ) from error
            return turns_of(windows, prints)


def _load() -> Any:
    """The speaker model out of the package's library."""
    import onnxruntime

    try:
        library = ctypes.CDLL(str(_library()))
        size = ctypes.c_size_t.in_dll(library, _SIZE).value
        content = bytes((ctypes.c_char * size).in_dll(library, _MODEL))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except onnx_errors(OSError, ValueError) as error:
        raise EngineError(
            f"The speaker model cannot be loaded: {error}",
            code="engine_failed",
            hint=f"Install the package again with: {INSTALL}",
        ) from error


def _library() -> Path:
    import moonshine_voice

    folder = Path(str(moonshine_voice.__file__)).parent
    return folder / _LIBRARIES.get(sys.platform, "libmoonshine.so")


def _prints(
    model: Any, audio: Path, windows: Sequence[Span], on_progress: OnProgress, cancelled: Cancelled
) -> Any:
    """A unit vector for each window."""
    import numpy

    found = []
    for number, window in enumerate(windows, 1):
        stop_if(cancelled)
        samples = wav.floats(audio, window)
        samples = numpy.resize(samples, max(len(samples), _LEAST_SAMPLES))  # repeats what is short
        voice = model.run(None, {"waveform": samples[None]})[0][0]
        found.append(voice / (numpy.linalg.norm(voice) or 1.0))
        on_progress(number / len(windows))
    return numpy.stack(found)
