"""Who spoke when, through moonshine-voice: its voice detector and voice prints, without its recogniser.

Tells real voices apart whatever the language. Synthetic voices made by one model sound alike to it.
"""

from __future__ import annotations

import importlib.util
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.core.errors import EngineError, engine_missing
from app.core.progress import Cancelled, OnProgress, ignore_progress, never, stop_if
from app.engines.config import EngineConfig
from app.engines.loaded_models import use_loaded
from app.engines.protocols import Capabilities, Span, Turn
from app.engines.speech import wav

INSTALL = "pip install 'cuedeck[speakers]'"
MODEL = "tiny-en"
OPTIONS = {"identify_speakers": "true", "skip_transcription": "true", "return_audio_data": "false"}
STEP_SECONDS = 10.0
"""Audio handed over at once: how often percent moves and cancel is looked at."""


class MoonshineSpeakers:
    """Speaker labels, kept apart by the sound of the voice."""

    id = "moonshine-speakers"
    label = "Moonshine speaker labels"

    def __init__(self, config: EngineConfig) -> None:
        self.config = config

    def version(self) -> str:
        """The package and its version."""
        return f"moonshine-voice {version('moonshine-voice')}" if _installed() else ""

    def capabilities(self) -> Capabilities:
        """Any language; the model comes with the package."""
        there = _installed()
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
        if not _installed():
            raise engine_missing(self.label, INSTALL)
        total = wav.duration(audio)
        with use_loaded(("moonshine-speakers",), _load, cancelled) as transcriber:
            stream = transcriber.create_stream(update_interval=STEP_SECONDS)
            try:
                _feed(stream, audio, total, on_progress, cancelled)
                # Asked before the stream is stopped: afterwards it has forgotten its last lines.
                lines = stream.update_transcription().lines
            finally:
                stream.close()
        return merge([_turn(line) for line in lines if line.has_speaker_id])


def _installed() -> bool:
    return importlib.util.find_spec("moonshine_voice") is not None


def _load() -> Any:
    from moonshine_voice import ModelArch, MoonshineError, get_model_path
    from moonshine_voice.transcriber import Transcriber

    try:
        return Transcriber(str(get_model_path(MODEL)), ModelArch.TINY, options=OPTIONS)
    except (MoonshineError, OSError) as error:
        raise EngineError(
            f"The speaker model cannot be loaded: {error}",
            code="engine_failed",
            hint=f"Install the package again with: {INSTALL}",
        ) from error


def _feed(stream: Any, audio: Path, total: float, on_progress: OnProgress, cancelled: Cancelled) -> None:
    """Hand the audio over step by step; the stream keeps the voices apart over the whole file."""
    stream.start()
    at = 0.0
    while at < total:
        stop_if(cancelled)
        stream.add_audio(wav.floats(audio, Span(at, at + STEP_SECONDS)).tolist(), wav.RATE)
        at += STEP_SECONDS
        on_progress(min(1.0, at / total))


def _turn(line: Any) -> Turn:
    start = round(float(line.start_time), 3)
    return Turn(start, round(start + float(line.duration), 3), f"Speaker {line.speaker_index + 1}")


def merge(turns: list[Turn]) -> list[Turn]:
    """Neighbouring turns of one speaker as one."""
    merged: list[Turn] = []
    for turn in sorted(turns, key=lambda turn: turn.start):
        if merged and merged[-1].speaker == turn.speaker:
            merged[-1] = Turn(merged[-1].start, max(merged[-1].end, turn.end), turn.speaker)
        else:
            merged.append(turn)
    return merged
