"""A loaded Whisper model that recognises several stretches of speech at once, as a GPU does in one run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class BatchedWhisper:
    """Stands in for faster-whisper's `WhisperModel`: stretches are those of the filter for speech.

    Without the filter, or with a limit for words around silence, which its pipeline does not know, the model
    recognises one stretch after another.
    """

    def __init__(self, whisper: Any, at_once: int) -> None:
        self.whisper, self.at_once = whisper, at_once
        self.model = whisper.model

    def detect_language(self, *args: Any, **options: Any) -> Any:
        """See `WhisperModel.detect_language`."""
        return self.whisper.detect_language(*args, **options)

    def transcribe(self, samples: Any, **options: Any) -> tuple[Iterable[Any], Any]:
        """See `WhisperModel.transcribe`; no stretch knows the words of the one before."""
        found: tuple[Iterable[Any], Any]
        if not options.get("vad_filter") or options.get("hallucination_silence_threshold"):
            found = self.whisper.transcribe(samples, **options)
            return found
        from faster_whisper import BatchedInferencePipeline

        pipeline = BatchedInferencePipeline(self.whisper)
        found = pipeline.transcribe(samples, batch_size=self.at_once, **options)
        return found
