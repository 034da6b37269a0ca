"""Protocols of speech, speaker, translation, voice and separation engines, and the types they exchange.

An engine is one adapter a file with its heavy imports inside its methods, and one line in
`app/engines/registry.py`. Rules every adapter keeps:

- Times are seconds as `float`, counted from the start of the audio file: engines deal in audio, not frames.
  Ticks begin where a `Transcript` becomes a caption `Document` (`app/captions/speech`).
- Languages are lower-case BCP 47 primary tags ("en", "es"), with a region only where an engine tells them
  apart ("pt-br").
- Long calls take `on_progress`, called with 0.0 to 1.0 as work is finished (never backwards), and
  `cancelled`, asked at least every few seconds; when it answers True they stop and raise `Canceled`.
- Adapters are made cheaply from an `EngineConfig`, keep loaded models, and may be called from any thread.
- They raise `EngineError` and nothing else on purpose. Rejected input: `engine_missing`, `model_missing`,
  `language_unsupported`, `task_unsupported`, `wrong_language`, `no_speech`, `audio_format`, `engine_refused`.
  Failures: `engine_unauthorized`, `engine_quota`, `engine_rate_limited`, `engine_unreachable`,
  `engine_timeout`, `engine_failed`, `model_damaged`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from app.captions.model.spoken_word import SpokenSegment
from app.core.errors import Canceled
from app.core.progress import Cancelled, OnProgress, Slice, ignore_progress, never, stop_if

__all__ = [
    "Briefable", "Canceled", "Cancelled", "Capabilities", "Engine", "ModelChoice", "OnProgress", "Separator",
    "Slice", "Span", "SpeakerLabeler", "Speech", "SpeechRecognizer", "SpeechRequest", "Transcript",
    "Translator", "Turn", "Voice", "VoiceSynthesizer", "ignore_progress", "never", "stop_if",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice: `id` is what a job names, `language` a BCP 47 tag, `gender` "female", "male" or ""."""

    id: str
    name: str
    language: str
    gender: str = ""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model an engine can run; `install` is the one command that fetches it ("" when installed)."""

    id: str
    label: str
    installed: bool
    install: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine offers on this machine, as /v1/capabilities publishes it.

    `languages` empty means any, or "whatever the remote side knows". `pairs` are a translator's (source,
    target). When not `ready`, `reason` says what is missing and `install` is the one command that mends it.
    """

    ready: bool
    quality: str
    languages: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    models: tuple[ModelChoice, ...] = ()
    voices: tuple[Voice, ...] = ()
    install: str = ""
    reason: str = ""
    remote: bool = False


class Engine(Protocol):
    """What every engine has: a stable `id`, a `label` for people, and its capabilities."""

    @property
    def id(self) -> str:
        """The stable word a job names, such as "faster-whisper"."""

    @property
    def label(self) -> str:
        """The name people read."""

    def version(self) -> str:
        """Name and version of the software: part of the key under which results are kept."""

    def capabilities(self) -> Capabilities:
        """What works here and now; quick (no model is loaded) and never raises."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said in `duration` seconds of audio; no segments means that nothing was said."""

    language: str
    language_probability: float
    segments: tuple[SpokenSegment, ...]
    duration: float

    @property
    def text(self) -> str:
        """All words, segments separated by one space."""
        return " ".join(segment.text.strip() for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an audio file: `start` inclusive, `end` exclusive."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """What is asked of a recogniser.

    `language` "" detects it; a given one that is clearly wrong is refused (`wrong_language`) unless
    `check_language` is False. `task` "translate" gives English words whatever is spoken. `model` is an id or
    size ("base"), "" the engine's default. `prompt` is text as it might stand before, `hotwords` are names
    and terms to expect. `multilingual` tells the language of each stretch of speech; `language` is then that
    of stretches that tell none. The others are faster-whisper's own words, for engines that decode here.
    """

    language: str = ""
    model: str = ""
    task: Literal["transcribe", "translate"] = "transcribe"
    prompt: str = ""
    check_language: bool = True
    hotwords: tuple[str, ...] = ()
    multilingual: bool = False
    vad_filter: bool = True
    vad_threshold: float = 0.5
    condition_on_previous_text: bool = True
    hallucination_silence_threshold: float | None = None


class SpeechRecognizer(Engine, Protocol):
    """Speech to words with times."""

    def check(self, request: SpeechRequest, *, installed: bool = True) -> None:
        """EngineError for what can never be served: `unknown_model`, `model_missing`, `language_unsupported`,
        `task_unsupported`. Quick; without `installed` a model that has yet to be fetched is fine."""

    def recognize(
        self,
        audio: Path,
        request: SpeechRequest,
        *,
        span: Span | None = None,
        on_progress: OnProgress = ignore_progress,
        cancelled: Cancelled = never,
    ) -> Transcript:
        """The words in `audio` (16 kHz mono 16-bit WAV), or only in `span` of it; times are the file's.

        Silence and music give no segments; `app.engines.speech.recognition` makes that `no_speech`.
        """


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker talking; `speaker` is an anonymous label such as "Speaker 1"."""

    start: float
    end: float
    speaker: str


class SpeakerLabeler(Engine, Protocol):
    """Who spoke when."""

    def label_speakers(
        self, audio: Path, *, on_progress: OnProgress = ignore_progress, cancelled: Cancelled = never
    ) -> list[Turn]:
        """Turns in time order, from 16 kHz mono 16-bit WAV."""


class Translator(Engine, Protocol):
    """Sentences to sentences in another language.

    Sentences may hold tags, `<s1>…</s1>` around styled words and `<x1/>` for something that must not change;
    `app.engines.translation.sentences.translate_sentences` is the way to call one.
    """

    @property
    def keeps_tags(self) -> bool:
        """Whether tags usually come back where they belong; if not, none are sent."""

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        glossary: Mapping[str, str] | None = None,
        on_progress: OnProgress = ignore_progress,
        cancelled: Cancelled = never,
    ) -> list[str]:
        """One translation a sentence, in order and never fewer.

        `glossary` holds wanted translations by source term; an engine that cannot use it may ignore it.
        """


@runtime_checkable
class Briefable(Protocol):
    """A translator that can be told more than the sentences."""

    def briefed(self, brief: str) -> Translator:
        """The same translator, told what the text is about, for whom it is and how it should sound."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Synthesized audio: mono 16-bit little-endian samples in `pcm` at `sample_rate` hertz."""

    pcm: bytes = field(repr=False)
    sample_rate: int

    @property
    def duration(self) -> float:
        """Seconds, from the sample count."""
        return len(self.pcm) / 2 / self.sample_rate


class VoiceSynthesizer(Engine, Protocol):
    """Text to speech; `capabilities().voices` lists the voices."""

    def synthesize(
        self, text: str, voice: str, *, language: str = "", speed: float = 1.0, cancelled: Cancelled = never
    ) -> Speech:
        """`text` spoken by `voice`; `speed` 1.0 is normal and 1.25 a quarter faster.

        `language` is needed only where one voice speaks several; "" takes the voice's own.
        """


class Separator(Engine, Protocol):
    """Voices and everything else in a recording, apart."""

    def without_voices(
        self,
        audio: Path,
        target: Path,
        *,
        on_progress: OnProgress = ignore_progress,
        cancelled: Cancelled = never,
    ) -> None:
        """Write what in `audio` is no voice to `target`: 44.1 kHz stereo 16-bit WAV, as long as that."""
