"""Speech recognition as a job does it: sound out of the source, chunk after chunk, resumed by a retry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from app.captions.model.document import Document
from app.captions.speech.speaker_names import numbered_speakers
from app.core.child_process.killed import ChildKilled
from app.core.errors import Canceled
from app.core.http_fetch.client import disk_full
from app.core.limits import outages
from app.core.log import logger
from app.core.message_text import counted
from app.core.progress import OnProgress, Slice, ignore_progress
from app.core.storage import StorageAway
from app.engines.protocols import SpeechRecognizer, SpeechRequest, Transcript
from app.engines.registry import speaker_labeler, speech_recognizer
from app.engines.speech.recognition import join, recognize_in_chunks
from app.engines.speech.sound_edges import sound_edges, with_sharp_edges
from app.engines.speech.speakers import assign_speakers
from app.engines.speech.transcripts import from_json, to_json
from app.media.extract import extract_speech
from app.services.engines.configuration import config, speech_engine, speech_request
from app.services.jobs.feasibility.problem import Problem
from tasks.stages.inspection import examined
from tasks.steps import StepContext

_AUDIO_SHARE, _SPEECH_SHARE, _SPEAKERS_SHARE = 0.02, 0.96, 0.06
"""Of the progress of recognition: the sound out of the source, its words, and telling voices apart."""


def recognised(context: StepContext, progress: OnProgress) -> tuple[Transcript, list[dict[str, str]]]:
    """The words of the source, with speakers when the job wants them, and warnings for the job.

    Raises MediaError, EngineError (`no_speech`, `wrong_language`, ...) or Canceled.
    """
    wav = context.folder / f"speech{_heard_track(context)}.wav"
    if not wav.exists():
        with context.source() as source:
            info = examined(context, source)
            heard = Slice(progress, 0.0, _AUDIO_SHARE)
            extract_speech(source, info, wav, progress=heard, cancelled=context.cancelled)
    recognizer = speech_recognizer(speech_engine(context.parameters), config())
    speakers = bool(getattr(context.parameters, "speakers", False))
    share = _SPEECH_SHARE - (_SPEAKERS_SHARE if speakers else 0.0)
    transcript = join(list(_chunks(context, recognizer, wav, Slice(progress, _AUDIO_SHARE, share))))
    edges = sound_edges(wav, cancelled=context.cancelled)
    transcript = replace(transcript, segments=with_sharp_edges(transcript.segments, edges))
    if speakers:
        told_apart = Slice(progress, _AUDIO_SHARE + share, _SPEAKERS_SHARE)
        return _with_speakers(context, transcript, wav, told_apart)
    return transcript, []


def _with_speakers(
    context: StepContext, transcript: Transcript, wav: Path, progress: OnProgress = ignore_progress
) -> tuple[Transcript, list[dict[str, str]]]:
    """The transcript with speakers; as it was, and a warning, when they cannot be told apart.

    What is no fault of the voices (a full disk, a child that was killed, a store that is away) is raised: the
    job is tried again, and its transcript is kept by then.
    """
    try:
        labeler = speaker_labeler("", config())
        turns = labeler.label_speakers(wav, on_progress=progress, cancelled=context.cancelled)
    except (Canceled, ChildKilled, StorageAway):
        raise
    except Exception as error:
        if outages.is_disk_full(error) or getattr(error, "code", "") == disk_full().code:
            raise
        logger().exception("speakers_failed")
        return transcript, [_no_speakers(str(error)).as_json()]
    if not turns:
        return transcript, [_no_speakers("no voice was clear enough").as_json()]
    return assign_speakers(transcript, turns), []


def _no_speakers(reason: str) -> Problem:
    return Problem(
        "speakers",
        "speakers_failed",
        f"The speakers could not be told apart ({reason[:300]}); the captions name none.",
        "Name them in the editor, or submit the job again.",
    )


def about_names(heard: Document, names: Sequence[str]) -> list[dict[str, str]]:
    """What to tell where more or fewer speakers were heard than the job has names for.

    Nothing where none were told apart: that has a warning of its own.
    """
    count, given = numbered_speakers(heard), len(names)
    if count in (0, given):
        return []
    said = counted(count, "speaker")
    named = counted(given, "name")
    if count < given:
        unused = ", ".join(names[count:])
        problem = Problem(
            "speaker_names",
            "speaker_names_unused",
            f"The recording has {said}, the job {named}; not used: {unused[:300]}.",
            "Check who speaks: two voices that are alike can be taken for one.",
        )
    else:
        problem = Problem(
            "speaker_names",
            "speakers_without_name",
            f"The recording has {said}, the job {named}: from Speaker {given + 1} on a number stays.",
            "Submit the job again with all names, one name twice for a person who was taken for two. "
            "What was recognised is used again.",
        )
    return [problem.as_json()]


def _chunks(
    context: StepContext, recognizer: SpeechRecognizer, wav: Path, progress: OnProgress
) -> Iterator[Transcript]:
    """Every chunk, each written down as soon as it is there, so that a retry goes on behind it."""
    request = speech_request(context.parameters)
    notes = context.folder / f"chunks-{_mark(context, recognizer, request)}.jsonl"
    lines = notes.read_text().splitlines(keepends=True) if notes.exists() else []
    whole = [line for line in lines if line.endswith("\n")]  # a worker may have died while it wrote the last
    done = [from_json(json.loads(line)) for line in whole]
    parts = recognize_in_chunks(
        recognizer, wav, request, done=done, on_progress=progress, cancelled=context.cancelled
    )
    with notes.open("w") as file:
        file.writelines(whole)
        for index, part in enumerate(parts):
            if index >= len(done):
                file.write(json.dumps(to_json(part)) + "\n")
            file.flush()
            yield part


def _heard_track(context: StepContext) -> str:
    """A word for the sound track: a retry with another one listens again."""
    chosen = context.parameters.sound_track()
    return f"-{hashlib.sha256(chosen.encode()).hexdigest()[:8]}" if chosen else ""


def _mark(context: StepContext, recognizer: SpeechRecognizer, request: SpeechRequest) -> str:
    """What the chunks depend on: a retry with another language or model begins anew."""
    source = context.upload.sha256 if context.upload else ""
    facts = [source + _heard_track(context), recognizer.id, recognizer.version(), asdict(request)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]
