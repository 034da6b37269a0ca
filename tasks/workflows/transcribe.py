"""transcribe: speech into captions, in chunks that a retry resumes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from app.captions import guides
from app.captions.document import Document
from app.captions.segmentation import captions_from_speech
from app.core.settings import get_settings
from app.engines.base import Slice, SpeechRecognizer, SpeechRequest, Transcript
from app.engines.media.audio import extract_speech
from app.engines.media.probe import probe
from app.engines.registry import speaker_labeler, speech_recognizer
from app.engines.speech.recognition import join, recognize_in_chunks
from app.engines.speech.speakers import assign_speakers
from app.engines.speech.transcripts import from_json, to_json
from app.services.engines import config
from app.services.outputs import Made
from models import Stage
from models.params import CaptionParameters, TranscribeParameters
from tasks.steps import StepContext, StepResult
from tasks.workflows import captions

_AUDIO_SHARE, _SPEECH_SHARE = 0.05, 0.9


def transcribing(context: StepContext) -> StepResult:
    """Recognise the speech of the source and cut it into captions; the last stage also writes the files."""
    transcript = _transcript(context)
    document = captions_from_speech(transcript.segments, _guide(context), language=transcript.language)
    kept = context.store(captions.encode(document), "work")
    words = context.store(json.dumps(to_json(transcript)).encode(), "work")
    data = {"captions": kept.key, "transcript": words.key, "language": transcript.language}
    changes: dict[str, Any] = {"duration": transcript.duration, "language": transcript.language}
    if context.job.stages[-1] != Stage.TRANSCRIBED:
        return StepResult(data, [], changes)
    made, report = _output(context, transcript, document)
    report |= {"language": transcript.language, "language_probability": transcript.language_probability}
    return StepResult(data, [made], changes | {"result_data": report | _facts(transcript)})


def _facts(transcript: Transcript) -> dict[str, Any]:
    return {"duration": transcript.duration, "word_count": len(transcript.text.split())}


def _output(context: StepContext, transcript: Transcript, document: Document) -> tuple[Made, dict[str, Any]]:
    target = captions.target_of(context)
    if target.casefold() != "json":
        return captions.render(context, document, target)
    body = json.dumps(to_json(transcript), ensure_ascii=False, indent=1).encode()
    name = captions.file_name(context.job.source_name, "json")
    return Made(context.store(body), name, "application/json"), {"cue_count": len(document.cues)}


def _guide(context: StepContext) -> guides.Guide:
    named = cast(CaptionParameters, context.parameters).guide
    return guides.parse_guide(named) if named else guides.NETFLIX


def _transcript(context: StepContext) -> Transcript:
    wav = context.folder / "speech.wav"
    if not wav.exists():
        with context.source() as source:
            limit = get_settings().limits.media_seconds
            info = probe(source, max_seconds=limit, cancelled=context.cancelled)
            heard = Slice(context.progress, 0.0, _AUDIO_SHARE)
            extract_speech(source, info, wav, progress=heard, cancelled=context.cancelled)
    engine = _engine(context)
    recognizer = speech_recognizer(engine, config())
    transcript = join(list(_chunks(context, recognizer, wav)))
    if getattr(context.parameters, "speakers", False):
        labeler = speaker_labeler("", config())
        turns = labeler.label_speakers(wav, cancelled=context.cancelled)
        transcript = assign_speakers(transcript, turns)
    return transcript


def _engine(context: StepContext) -> str:
    options = getattr(context.parameters, "transcribe_options", None)
    return (options.provider_id or "") if options else ""


def request_of(context: StepContext) -> SpeechRequest:
    """What the job asks of the recogniser."""
    asked = cast(TranscribeParameters, context.parameters)
    options = getattr(asked, "transcribe_options", None)
    language = getattr(asked, "language", None) or getattr(asked, "source_language", None)
    return SpeechRequest(
        language=language or (options.source_language if options else None) or "",
        model=getattr(asked, "model_size", None) or "",
        task=getattr(asked, "task", "transcribe"),
        prompt=getattr(asked, "prompt", ""),
    )


def _chunks(context: StepContext, recognizer: SpeechRecognizer, wav: Path) -> Iterator[Transcript]:
    """Every chunk, each written down as soon as it is there, so that a retry goes on behind it."""
    request = request_of(context)
    notes = context.folder / "chunks.jsonl"
    done = [from_json(json.loads(line)) for line in notes.read_text().splitlines()] if notes.exists() else []
    heard = Slice(context.progress, _AUDIO_SHARE, _SPEECH_SHARE)
    parts = recognize_in_chunks(
        recognizer, wav, request, done=done, on_progress=heard, cancelled=context.cancelled
    )
    with notes.open("a") as file:
        for index, part in enumerate(parts):
            if index >= len(done):
                file.write(json.dumps(to_json(part)) + "\n")
                file.flush()
            yield part
