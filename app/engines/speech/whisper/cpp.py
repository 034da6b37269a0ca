"""Whisper by whisper.cpp (ggml): on the processor, and with a build of one's own on GPUs without CUDA."""

from __future__ import annotations

import math
import re
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.core.errors import EngineError, engine_missing
from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.engines.config import EngineConfig
from app.engines.loaded_models import use_loaded
from app.engines.model_store.own_models import model_damaged, model_missing, unknown_model
from app.engines.model_store.speech_files import GGML
from app.engines.packages import installed
from app.engines.protocols import Capabilities, ModelChoice, Span, SpeechRequest, Transcript
from app.engines.speech import wav
from app.engines.speech.language_check import check_language
from app.engines.speech.languages import WHISPER_LANGUAGES, from_whisper, to_whisper
from app.engines.speech.pieces import pieces, recognise_pieces
from app.engines.speech.whisper.models import english_only

INSTALL = "pip install 'cuedeck[whisper-cpp]'"
PULL = "cuedeck models pull ggml-base.bin"
PACKAGES = ("pywhispercpp", "faster_whisper")
LONGEST = 28.0
"""Seconds of a piece: Whisper hears thirty at once."""
SMALLEST = 1 << 20
"""Bytes of a model; whisper.cpp takes a file without weights for a model of a test."""
_NO_WORD = re.compile(r"\[[A-Z _]+\]|\([a-z ]+\)|♪+")
"""What it writes of sounds that are no words."""
_REFUSED = "whisper.cpp does not take the file."


class WhisperCpp:
    """Keeps `SpeechRecognizer`, with the ggml models that somebody put into the models' folder."""

    id = "whisper-cpp"
    label = "Whisper by whisper.cpp on this server"

    def __init__(self, config: EngineConfig) -> None:
        self.config = config

    def version(self) -> str:
        """The package and its version."""
        return f"pywhispercpp {version('pywhispercpp')}" if installed(PACKAGES) else ""

    def capabilities(self) -> Capabilities:
        """The models there are; nothing is loaded or imported to find out."""
        package, models = installed(PACKAGES), models_in(self.config.model_dir)
        english = bool(models) and all(english_only(model) for model in models)
        return Capabilities(
            ready=package and bool(models),
            quality="As good as faster-whisper with the same model, and slower on a processor.",
            languages=("en",) if english else WHISPER_LANGUAGES,
            models=tuple(
                ModelChoice(
                    model, f"Whisper {model.removeprefix(GGML)}", True,
                    languages=("en",) if english_only(model) else (),
                )
                for model in models
            ),
            install=INSTALL if not package else "" if models else PULL,
            reason="Not installed." if not package else "" if models else "No ggml model is here.",
        )  # fmt: skip

    def check(self, request: SpeechRequest, *, installed: bool = True) -> None:
        """See `SpeechRecognizer.check`."""
        if request.language and not to_whisper(request.language):
            raise _unsupported(f"Whisper does not know the language “{request.language[:20]}”.")
        if not installed:
            return
        model = self._model(request)
        if english_only(model) and to_whisper(request.language) not in ("", "en"):
            raise _unsupported(f"The model {model} knows English only.")
        if request.task == "translate" and _cannot_translate(model):
            raise EngineError(
                f"The model {model} cannot translate.",
                code="task_unsupported",
                hint="Choose another model, or translate the transcript.",
                rejected=True,
            )

    def recognize(
        self,
        audio: Path,
        request: SpeechRequest,
        *,
        span: Span | None = None,
        on_progress: OnProgress = ignore_progress,
        cancelled: Cancelled = never,
    ) -> Transcript:
        """See `SpeechRecognizer.recognize`; the language is found in the first piece of speech."""
        if not installed(PACKAGES):
            raise engine_missing(self.label, INSTALL)
        self.check(request)
        model, whole = self._model(request), span or Span(0.0, wav.duration(audio))
        parts = pieces(audio, request, whole, longest=LONGEST, cancelled=cancelled)
        language, sure = to_whisper(request.language) or "en", 1.0
        with use_loaded(self._key(model), lambda: self._load(model), cancelled) as whisper:
            if parts and not english_only(model):
                language, sure = _told(whisper, wav.floats(audio, parts[0]), request)
            options = _options(request, language, self.config.threads)
            found = recognise_pieces(parts, partial(_heard, whisper, audio, options), on_progress, cancelled)
        spoken = "en" if request.task == "translate" else from_whisper(language)
        return Transcript(spoken, sure, tuple(found), whole.end - whole.start)

    def _model(self, request: SpeechRequest) -> str:
        """The named model, or the first; EngineError `model_missing` or `unknown_model`."""
        models = models_in(self.config.model_dir)
        if not models:
            raise model_missing("whisper.cpp", PULL)
        if not request.model:
            return next((model for model in models if not english_only(model)), next(iter(models)))
        wanted = request.model.removeprefix(GGML)
        for model in (f"{GGML}{wanted}", f"{GGML}{wanted}.en"):
            if model in models:
                return model
        raise unknown_model(request.model, models)

    def _key(self, model: str) -> tuple[str, ...]:
        path = models_in(self.config.model_dir)[model]
        return (self.id, str(path), self.config.device, str(self.config.threads))

    def _load(self, model: str) -> Any:
        package: Any = import_module("pywhispercpp.model")
        quiet = {"print_progress": False, "print_realtime": False, "redirect_whispercpp_logs_to": None}
        context = {"use_gpu": self.config.device != "cpu"}
        path = models_in(self.config.model_dir)[model]
        if path.stat().st_size < SMALLEST:
            raise model_damaged(model, _REFUSED, PULL)
        loaded: Any = package.Model(str(path), context_params=context, n_threads=self.config.threads, **quiet)
        if loaded._ctx is None:  # the package says nothing of a file that whisper.cpp refuses
            raise model_damaged(model, _REFUSED, PULL)
        return loaded


def models_in(folder: Path) -> dict[str, Path]:
    """The ggml files below the models' folder by their names, each in a folder of its name."""
    found = sorted(folder.glob(f"{GGML}*/{GGML}*.bin")) if folder.is_dir() else []
    return {path.parent.name: path for path in found}


def _cannot_translate(model: str) -> bool:
    return english_only(model) or "turbo" in model  # trained without translation


def _unsupported(message: str) -> EngineError:
    return EngineError(
        message,
        code="language_unsupported",
        hint="Use a language tag such as en, es or pt-br, or another model.",
        rejected=True,
    )


def _told(whisper: Any, samples: Any, request: SpeechRequest) -> tuple[str, float]:
    """The language as Whisper tags it, and how sure that is; EngineError `wrong_language`."""
    forced = to_whisper(request.language)
    if forced and not request.check_language:
        return forced, 1.0
    (detected, sure), every = whisper.auto_detect_language(samples)
    if not forced:
        return str(detected), float(sure)
    check_language(forced, str(detected), {tag: float(share) for tag, share in every.items()})
    return forced, float(every.get(forced, 0.0))


def _options(request: SpeechRequest, language: str, threads: int) -> dict[str, Any]:
    """A word a segment, each with its times."""
    expected = " ".join(filter(None, (request.prompt, ", ".join(request.hotwords))))
    return {
        "language": language,
        "translate": request.task == "translate",
        "n_threads": threads,
        "token_timestamps": True,
        "max_len": 1,
        "split_on_word": True,
        "suppress_nst": True,
        "extract_probability": True,
        "initial_prompt": expected,
    }


def _heard(whisper: Any, audio: Path, options: dict[str, Any], part: Span) -> list[SpokenSegment]:
    """The words of a piece as one segment; times are whisper.cpp's hundredths of a second."""
    words = [
        SpokenWord(
            each.text,
            round(part.start + each.t0 / 100, 3),
            round(min(part.end, part.start + each.t1 / 100), 3),
            round(each.probability, 4) if math.isfinite(each.probability) else 1.0,
        )
        for each in whisper.transcribe(wav.floats(audio, part), **options)
        if each.text and not _NO_WORD.fullmatch(each.text)
    ]
    if not words:
        return []
    text = " ".join(word.text for word in words)
    return [SpokenSegment(text, words[0].start, words[-1].end, tuple(words))]
