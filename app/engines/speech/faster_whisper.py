"""Whisper on this machine, through faster-whisper (CTranslate2): int8 on a processor, float16 on a GPU."""

from __future__ import annotations

import importlib.util
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.core.errors import EngineError, engine_missing
from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.engines.config import EngineConfig
from app.engines.loaded_models import use_loaded
from app.engines.model_store import ModelStore
from app.engines.onnx_errors import onnx_errors
from app.engines.protocols import Capabilities, Span, SpeechRequest, Transcript
from app.engines.speech import wav
from app.engines.speech.languages import WHISPER_LANGUAGES
from app.engines.speech.whisper.batched import BatchedWhisper
from app.engines.speech.whisper.decoding import recognize_in_one_language
from app.engines.speech.whisper.models import capable_model, choices
from app.engines.speech.whisper.multilingual import recognize_in_each_language

INSTALL = "pip install 'cuedeck[speech]'"


class FasterWhisper:
    """Speech recognition with a Whisper model from the model store, kept loaded."""

    id = "faster-whisper"
    label = "Whisper on this server"

    def __init__(self, config: EngineConfig) -> None:
        self.config = config
        self.store = ModelStore(config.model_dir)

    def version(self) -> str:
        """The package and its version, and how many stretches a GPU recognises at once: it changes words."""
        if not _installed():
            return ""
        batch = f" batch={self.config.gpu_batch}" if self.config.gpu_batch > 1 and self._on_gpu() else ""
        return f"faster-whisper {version('faster-whisper')}{batch}"

    def capabilities(self) -> Capabilities:
        """The models there are, and 99 languages; nothing is loaded or imported to find out."""
        models = choices(self.store)
        package, model = _installed(), any(choice.installed for choice in models)
        reason = "" if package and model else "No speech model is installed." if package else "Not installed."
        return Capabilities(
            ready=package and model,
            quality="Good; better with each larger model.",
            languages=WHISPER_LANGUAGES,
            models=models,
            install=INSTALL if not package else "" if model else "cuedeck models pull whisper-base",
            reason=reason,
        )

    def check(self, request: SpeechRequest, *, installed: bool = True) -> None:
        """See `SpeechRecognizer.check`."""
        capable_model(self.store, request, installed=installed)

    def recognize(
        self,
        audio: Path,
        request: SpeechRequest,
        *,
        span: Span | None = None,
        on_progress: OnProgress = ignore_progress,
        cancelled: Cancelled = never,
    ) -> Transcript:
        """See `SpeechRecognizer.recognize`; the language is checked before a word is decoded."""
        if not _installed():
            raise engine_missing(self.label, INSTALL)
        model = capable_model(self.store, request)
        samples = wav.floats(audio, span)
        with use_loaded(self._key(model), lambda: self._load(model), cancelled) as whisper:
            if self.config.gpu_batch > 1 and self._on_gpu():
                whisper = BatchedWhisper(whisper, self.config.gpu_batch)
            several = request.multilingual and whisper.model.is_multilingual
            recognize = recognize_in_each_language if several else recognize_in_one_language
            try:
                return recognize(
                    whisper, samples, request, span.start if span else 0.0, on_progress, cancelled
                )
            except onnx_errors() as error:  # of the network that finds pauses; RuntimeError of the model
                raise EngineError(
                    f"The speech could not be recognised: {error}",
                    code="engine_failed",
                    hint="Retry the job; most often there was too little memory.",
                ) from error

    def _key(self, model: str) -> tuple[str, ...]:
        return ("faster-whisper", str(self.store.path(model)), self.config.device, str(self.config.threads))

    def _on_gpu(self) -> bool:
        import ctranslate2

        return self.config.device != "cpu" and ctranslate2.get_cuda_device_count() > 0

    def _load(self, model: str) -> Any:
        from faster_whisper import WhisperModel

        device, precision = ("cuda", "float16") if self._on_gpu() else ("cpu", "int8")
        try:
            return WhisperModel(
                str(self.store.path(model)),
                device=device,
                compute_type=precision,
                cpu_threads=self.config.threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineError(
                f"The model {model} cannot be loaded: {error}",
                code="model_damaged",
                hint=f"Check it with: cuedeck models verify {model}",
            ) from error


def _installed() -> bool:
    return importlib.util.find_spec("faster_whisper") is not None
