"""Recognition by sherpa-onnx on the processor: fast transducers and CTC models beside Whisper."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.core.errors import EngineError, engine_missing
from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.engines.config import EngineConfig
from app.engines.loaded_models import use_loaded
from app.engines.model_store.own_models import model_damaged, model_missing, unknown_model
from app.engines.packages import installed
from app.engines.protocols import Capabilities, ModelChoice, Span, SpeechRequest, Transcript
from app.engines.speech import wav
from app.engines.speech.alignment import by_length
from app.engines.speech.languages import language_name, primary
from app.engines.speech.pieces import MARGIN, pieces, recognise_pieces
from app.engines.speech.sherpa.models import SHERPA, SherpaModel, models_in

INSTALL = "pip install 'cuedeck[sherpa]'"
PULL = "cuedeck models pull sherpa-onnx-MODEL.tar.bz2"
PACKAGES = ("sherpa_onnx", "faster_whisper")
LONGEST, LONGEST_UNTIMED = 28.0, 8.0
"""Seconds of a piece; a short one where a model tells no times, so that a guess is not far off."""
_LONGEST_WORD = 1.5
_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(rf"{_SIGN.pattern}[^\w\s]*|(?:(?!{_SIGN.pattern})\S)+")
UNKNOWN = "und"


class SherpaOnnx:
    """Keeps `SpeechRecognizer`, with the models that somebody put into the models' folder."""

    id = "sherpa-onnx"
    label = "sherpa-onnx on this server"

    def __init__(self, config: EngineConfig) -> None:
        self.config = config

    def version(self) -> str:
        """The package and its version."""
        return f"sherpa-onnx {version('sherpa-onnx')}" if installed(PACKAGES) else ""

    def capabilities(self) -> Capabilities:
        """The models there are; nothing is loaded or imported to find out."""
        package, models = installed(PACKAGES), models_in(self.config.model_dir)
        reason = "Not installed." if not package else "" if models else "No model of sherpa-onnx is here."
        known = {language for model in models.values() for language in model.languages}
        any_language = any(not model.languages for model in models.values())
        return Capabilities(
            ready=package and bool(models),
            quality="As its model: Parakeet, SenseVoice, Zipformer or Moonshine.",
            languages=() if any_language else tuple(sorted(known)),
            models=tuple(
                ModelChoice(model.id, model.id.removeprefix(SHERPA), True, languages=model.languages)
                for model in models.values()
            ),
            install=INSTALL if not package else "" if models else PULL,
            reason=reason,
        )

    def check(self, request: SpeechRequest, *, installed: bool = True) -> None:
        """See `SpeechRecognizer.check`."""
        if request.task == "translate":
            raise EngineError(
                f"{self.label} cannot translate.",
                code="task_unsupported",
                hint="Use faster-whisper for that, or translate the transcript.",
                rejected=True,
            )
        if installed:
            self._model(request)

    def recognize(
        self,
        audio: Path,
        request: SpeechRequest,
        *,
        span: Span | None = None,
        on_progress: OnProgress = ignore_progress,
        cancelled: Cancelled = never,
    ) -> Transcript:
        """See `SpeechRecognizer.recognize`; the language is not checked, for these models do not tell it."""
        if not installed(PACKAGES):
            raise engine_missing(self.label, INSTALL)
        model = self._model(request)
        whole = span or Span(0.0, wav.duration(audio))
        longest = LONGEST if model.timed else LONGEST_UNTIMED
        parts = pieces(audio, request, whole, longest=longest, joined=model.timed, cancelled=cancelled)
        with use_loaded(self._key(model), lambda: self._load(model), cancelled) as recognizer:
            hear = partial(_heard, recognizer, audio, timed=model.timed)
            found = recognise_pieces(parts, hear, on_progress, cancelled)
        language = _language(request, model, found)
        return Transcript(language, 1.0, tuple(found), whole.end - whole.start)

    def _model(self, request: SpeechRequest) -> SherpaModel:
        """The named model, or the first that knows the language; EngineError as `check` says."""
        models, spoken = models_in(self.config.model_dir), primary(request.language)
        if not models:
            raise model_missing("sherpa-onnx", PULL)
        if request.model:
            found = models.get(request.model) or models.get(f"{SHERPA}{request.model}")
            if found is None:
                raise unknown_model(request.model, models)
            chosen = [found]
        else:
            chosen = list(models.values())
        able = [model for model in chosen if not spoken or not model.languages or spoken in model.languages]
        if not able:
            raise EngineError(
                f"No model here knows {language_name(spoken)}.",
                code="language_unsupported",
                hint=f"There are: {', '.join(model.id for model in chosen)}.",
                rejected=True,
            )
        return able[0]

    def _key(self, model: SherpaModel) -> tuple[str, ...]:
        return (self.id, str(self.config.model_dir / model.id), str(self.config.threads))

    def _load(self, model: SherpaModel) -> Any:
        try:
            return model.load(self.config.threads)
        except (RuntimeError, ValueError, OSError) as error:
            raise model_damaged(model.id, error, PULL) from error


def _heard(recognizer: Any, audio: Path, part: Span, *, timed: bool) -> list[SpokenSegment]:
    stream = recognizer.create_stream()
    stream.accept_waveform(wav.RATE, wav.floats(audio, part))
    recognizer.decode_stream(stream)
    return segments_of(stream.result, part, timed=timed)


def segments_of(heard: Any, part: Span, *, timed: bool) -> list[SpokenSegment]:
    """What was heard in a part of the file as one segment; none where nothing was."""
    text = str(heard.text).strip()
    if not text:
        return []
    words = _timed(heard, part) if timed and heard.timestamps else []
    if "".join(word.text for word in words) != "".join(text.split()):  # some have tokens of single bytes
        words = _shared_out(text, part)
    language = str(heard.lang).strip("<|>")
    named = language if language.isalpha() and len(language) <= 3 else None
    return [SpokenSegment(text, words[0].start, words[-1].end, tuple(words), language=named)]


def _timed(heard: Any, part: Span) -> list[SpokenWord]:
    """Tokens with their times as words; one lasts as the model says, else until the next begins."""
    begins = [part.start + float(at) for at in heard.timestamps]
    ends = [
        min(after, begin + _LONGEST_WORD)
        for begin, after in zip(begins, [*begins[1:], part.end], strict=True)
    ]
    if len(durations := list(heard.durations)) == len(begins):
        ends = [
            max(begin, min(begin + float(lasts), end))
            for begin, lasts, end in zip(begins, durations, ends, strict=True)
        ]
    sure = list(heard.ys_log_probs)
    likely = (
        [math.exp(min(0.0, float(each))) for each in sure]
        if len(sure) == len(begins)
        else [1.0] * len(begins)
    )
    tokens = [
        SpokenWord(str(token).replace("▁", " "), round(begin, 3), round(end, 3), round(p, 4))
        for token, begin, end, p in zip(heard.tokens, begins, ends, likely, strict=True)
    ]
    return _joined(tokens)


def _joined(tokens: list[SpokenWord]) -> list[SpokenWord]:
    """Words of tokens: one begins with a space, or is a sign of Chinese or Japanese."""
    words: list[SpokenWord] = []
    for token in tokens:
        text = token.text.strip()
        if text and (not words or token.text.startswith(" ") or _SIGN.match(text)):
            words.append(replace(token, text=text))
        elif text:
            last = words[-1]
            sure = min(last.probability, token.probability)
            words[-1] = SpokenWord(last.text + text, last.start, token.end, sure)
    return words


def _shared_out(text: str, part: Span) -> list[SpokenWord]:
    """Words without times, each as long as its letters."""
    start, end = part.start + MARGIN, max(part.start + MARGIN + 0.1, part.end - MARGIN)
    return by_length(_WORD.findall(text), start, end)


def _language(request: SpeechRequest, model: SherpaModel, found: list[SpokenSegment]) -> str:
    """What was asked for, else what the model tells or is for; "und" where nothing says it."""
    told = next((segment.language for segment in found if segment.language), None)
    only = model.languages[0] if len(model.languages) == 1 else UNKNOWN
    return primary(request.language) or told or only
