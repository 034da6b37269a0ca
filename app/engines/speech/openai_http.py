"""Speech recognition by any server that speaks OpenAI's audio API (`/audio/transcriptions`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.core.errors import engine_missing
from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.engines.config import Endpoint, EngineConfig
from app.engines.protocols import Capabilities, Span, SpeechRequest, Transcript
from app.engines.remote.client import RemoteEngine
from app.engines.remote.errors import unusable
from app.engines.speech import wav
from app.engines.speech.alignment import align
from app.engines.speech.languages import from_whisper, primary

MODEL = "whisper-1"
SETTING = "CUEDECK_ENGINES__REMOTES__OPENAI_SPEECH__URL"


class OpenAISpeech:
    """Speech recognition over HTTP; `config.remotes["openai-speech"]` holds the address and key."""

    id = "openai-speech"
    label = "OpenAI-compatible speech server"

    def __init__(self, config: EngineConfig) -> None:
        self.endpoint: Endpoint | None = config.remotes.get(self.id)

    def version(self) -> str:
        """The model asked for: all that is known of a remote engine."""
        return f"{self.id} {self.endpoint.model or MODEL}" if self.endpoint else ""

    def capabilities(self) -> Capabilities:
        """Ready when an address is set; languages are the server's own."""
        there = self.endpoint is not None
        return Capabilities(
            ready=there,
            quality="As good as the server behind it.",
            install="" if there else f"export {SETTING}=https://SERVER/v1",
            reason="" if there else "No server is set.",
            remote=True,
        )

    def check(self, request: SpeechRequest, *, installed: bool = True) -> None:
        """Only the server knows its models and languages."""

    def recognize(
        self,
        audio: Path,
        request: SpeechRequest,
        *,
        span: Span | None = None,
        on_progress: OnProgress = ignore_progress,
        cancelled: Cancelled = never,
    ) -> Transcript:
        """See `SpeechRecognizer.recognize`; a given language is not checked by the server."""
        if self.endpoint is None:
            raise engine_missing(self.label, self.capabilities().install)
        samples = wav.pcm(audio, span)
        length = len(samples) / wav.SAMPLE_BYTES / wav.RATE
        path = "audio/translations" if request.task == "translate" else "audio/transcriptions"
        answer = RemoteEngine(self.label, self.endpoint).json(
            "POST", path, cancelled=cancelled, data=self._fields(request),
            files={"file": ("audio.wav", wav.as_file(samples), "audio/wav")},
        )  # fmt: skip
        on_progress(1.0)
        return self._transcript(answer, request, span.start if span else 0.0, length)

    def _fields(self, request: SpeechRequest) -> dict[str, Any]:
        model = request.model or (self.endpoint.model if self.endpoint else "") or MODEL
        fields: dict[str, Any] = {"model": model, "response_format": "verbose_json"}
        if request.task == "transcribe":
            fields["timestamp_granularities[]"] = ["word", "segment"]
            if request.language:
                fields["language"] = primary(request.language)
        if expected := " ".join(filter(None, (request.prompt, ", ".join(request.hotwords)))):
            fields["prompt"] = expected
        return fields

    def _transcript(self, answer: Any, request: SpeechRequest, start: float, length: float) -> Transcript:
        try:
            segments = _segments(answer, length)
            language = from_whisper(str(answer.get("language", ""))) or primary(request.language)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise unusable(self.label, f"the transcript is not in the usual form ({error!r})") from error
        language = "en" if request.task == "translate" else language or "und"
        moved = tuple(_moved(segment, start) for segment in segments)
        return Transcript(language, 1.0, moved, length)


def _segments(answer: Mapping[str, Any], length: float) -> list[SpokenSegment]:
    """Segments with word times; a server that gives only text gets one segment over the whole."""
    heard = [
        SpokenWord(str(item["word"]).strip(), float(item["start"]), float(item["end"]))
        for item in answer.get("words") or ()
    ]
    listed = answer.get("segments") or [{"text": answer["text"], "start": 0.0, "end": length}]
    segments = []
    for item in listed:
        text, begin, end = str(item["text"]).strip(), float(item["start"]), float(item["end"])
        inside = [word for word in heard if begin <= (word.start + word.end) / 2 < end]
        if text:
            segments.append(SpokenSegment(text, begin, end, align(text, inside, begin, end)))
    return segments


def _moved(segment: SpokenSegment, by: float) -> SpokenSegment:
    words = tuple(
        replace(word, start=round(word.start + by, 3), end=round(word.end + by, 3)) for word in segment.words
    )
    start, end = round(segment.start + by, 3), round(segment.end + by, 3)
    return replace(segment, start=start, end=end, words=words)
