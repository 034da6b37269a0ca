"""transcribe: speech into captions, in chunks that a retry resumes, and never twice for the same file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from app.captions import save
from app.captions.formats.shared.asr import to_document
from app.captions.model.document import Document, nearest_ms, seconds, ticks
from app.captions.quality import style_guides
from app.captions.speech.chapters import Chapter, as_description, as_document, chapters_of
from app.captions.speech.segmentation import LONGEST, captions_from_speech
from app.captions.speech.speaker_names import named, named_segments
from app.captions.transform.shot_changes import with_shot_changes
from app.core.db import read_scope
from app.core.errors import NotFound
from app.core.progress import Slice
from app.core.settings import get_settings
from app.core.storage import Stored
from app.engines.protocols import Transcript
from app.engines.speech.recognition import seconds_by_language
from app.engines.speech.transcripts import from_json, to_json
from app.job_types import JOB_TYPES
from app.job_types.caption_parameters import CaptionParameters
from app.job_types.transcribe import JSON, TranscribeParameters
from app.media.drawing.colour import need_usual_colours
from app.media.playback.shots import shots
from app.services.dispatch import leases
from app.services.files import uploads
from app.services.files.outputs import NewOutput
from app.services.jobs import descriptions
from models import Stage
from tasks.checkpoints import checkpoint_key
from tasks.stages import captioned_video, captions
from tasks.stages.captioned_video import Captioned
from tasks.stages.inspection import examined
from tasks.stages.recognition import about_names, recognised
from tasks.steps import StepContext, StepResult, runs

_USUAL_RATE = Fraction(25)
"""Where a picture does not say its rate."""


@dataclass(frozen=True, slots=True)
class RecognisedSpeech:
    """What was said, as words and as captions."""

    transcript: Transcript
    document: Document
    notes: list[str] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)


@runs(Stage.TRANSCRIBING)
def transcribing(context: StepContext) -> StepResult:
    """Recognise the speech of the source and cut it into captions; the last stage also writes the files.

    What is kept has no names for speakers, so that a job with other names recognises nothing again.
    """
    with context.source() as source:  # from here on the source is known by its content
        if (given := _captions_behind_the_address(context, source)) is not None:
            return given
        if context.parameters.makes_video():
            video = examined(context, source).need_video()
            if getattr(context.parameters, "burn_in", False):
                need_usual_colours(video)
        heard = _heard_before(context) or _heard(context)
    transcript = heard.transcript
    kept = context.store(captions.encode(heard.document), "work")
    words = context.store(json.dumps(to_json(transcript)).encode(), "work")
    data: dict[str, Any] = {"captions": kept.key, "transcript": words.key, "notes": heard.notes}
    data["language"] = transcript.language
    changes: dict[str, Any] = {"duration": transcript.duration, "language": transcript.language}
    if heard.warnings:
        data["incomplete"] = True
    heard, remarks = _named(context, heard)
    if told := [*heard.warnings, *remarks]:
        changes["warnings"] = [*context.job.warnings, *told]
    found = _chapters(context, heard)
    listed = {"chapters": _listed(found)} if found else {}
    if context.job.stages[-1] != Stage.TRANSCRIBED:
        return StepResult(data, [], changes | ({"result_data": listed} if listed else {}))
    made, report = _output(context, heard.transcript, heard.document)
    report |= {"language": transcript.language, "language_probability": transcript.language_probability}
    report["notes"] = [*report.get("notes", []), *heard.notes]
    files = [made, *_videos(context, heard, report["notes"]), *_chapter_files(context, heard, found)]
    return StepResult(data, files, changes | {"result_data": report | _facts(transcript) | listed})


def _named(context: StepContext, heard: RecognisedSpeech) -> tuple[RecognisedSpeech, list[dict[str, str]]]:
    """The speech with the names of the job, and what does not fit; a translation tells that itself."""
    names = context.parameters.named_speakers()
    if not names or Stage.TRANSLATING in context.job.stages:
        return heard, []
    segments = named_segments(heard.transcript.segments, names)
    transcript = replace(heard.transcript, segments=segments)
    remarks = about_names(heard.document, names)
    return replace(heard, transcript=transcript, document=named(heard.document, names)), remarks


def _chapters(context: StepContext, heard: RecognisedSpeech) -> list[Chapter]:
    if not getattr(context.parameters, "chapters", False):
        return []
    return chapters_of(heard.document.cues, nearest_ms(heard.transcript.duration))


def _listed(found: list[Chapter]) -> list[dict[str, Any]]:
    return [{"start": seconds(each.start), "title": each.title} for each in found]


def _chapter_files(
    context: StepContext, heard: RecognisedSpeech, found: list[Chapter]
) -> Iterator[NewOutput]:
    """The chapters as a WebVTT track and as text for a description; times are those of the media."""
    if not found:
        return
    language, name = heard.transcript.language, context.job.source_name
    track = save(as_document(found, language), "WebVTT")
    text = as_description(found).encode()
    for body, extension, kind in ((track, "vtt", "text/vtt"), (text, "txt", "text/plain")):
        yield NewOutput(
            context.store(body), captions.file_name(name, f"chapters.{extension}"), kind, language
        )


def _captions_behind_the_address(context: StepContext, source: Path) -> StepResult | None:
    """Captions where media may be given too, read instead of heard; None for anything else.

    A file that was sent is known since it came, and its job was planned by what it is.
    """
    upload = context.upload
    if not JOB_TYPES[context.job.job_type].reads_captions or upload is None or upload.inspection:
        return None
    found = uploads.inspect_stored(Stored(upload.storage_key, upload.size, upload.sha256), upload.file_name)
    if found["kind"] != "captions":
        return None
    document = captions.given(context, uploads.read_captions(source, upload.file_name), upload.file_name)
    document, notes = captions.with_language(context, document)
    kept = context.store(captions.encode(document), "work")
    notes = ["The address leads to captions, so nothing was recognised.", *notes]
    data = {"captions": kept.key, "notes": notes, "language": document.language}
    return StepResult(data, [], {"language": document.language})


def _videos(context: StepContext, heard: RecognisedSpeech, notes: list[str]) -> list[NewOutput]:
    def write(format_name: str) -> bytes:
        return captions.written(context, heard.document, format_name)

    if not context.parameters.makes_video():
        return []
    with context.source() as source:
        before = captioned_video.share_before(context.parameters)
        video = Captioned(write, heard.transcript.language, before, notes=notes)
        return captioned_video.videos(context, source, video)


def _heard(context: StepContext) -> RecognisedSpeech:
    share = captioned_video.share_before(context.parameters)
    transcript, warnings = recognised(context, Slice(context.progress, 0.0, share))
    spoken, word_times = transcript.language, bool(getattr(context.parameters, "word_timestamps", False))
    guide = _guide(context)
    if getattr(context.parameters, "caption_formatting", True):
        document = captions_from_speech(transcript.segments, guide, language=spoken, karaoke=word_times)
    else:
        options = {"cut": "segments", "word_times": word_times}
        document = to_document(list(transcript.segments), options, spoken)
    return RecognisedSpeech(transcript, _with_shots(context, document, guide), warnings=warnings)


def _with_shots(context: StepContext, document: Document, guide: style_guides.Guide) -> Document:
    """The captions with the shots of the picture, where the job asks for that and there is one."""
    if not getattr(context.parameters, "shot_changes", False):
        return document
    with context.source() as source:
        info = examined(context, source)
        limit = get_settings().limits.media_seconds
        found = shots(source, info, context.folder, max_seconds=limit, cancelled=context.cancelled)
    rate = (info.video.frame_rate if info.video else None) or _USUAL_RATE
    return with_shot_changes(
        document,
        [nearest_ms(at) for at in found],
        gap=ticks(guide.gap_frames / rate),
        shortest=guide.minimum_duration,
        longest=guide.maximum_duration or LONGEST,
    )


def _heard_before(context: StepContext) -> RecognisedSpeech | None:
    """The transcript of the same file that another job of the account made with the same settings."""
    with read_scope() as session:
        key = checkpoint_key(context, Stage.TRANSCRIBING)
        found = leases.finished_elsewhere(session, context.job, Stage.TRANSCRIBING, key)
    if found is None or found[1].get("incomplete"):
        return None
    number, made = found
    try:
        document = captions.decode(context.load(made["captions"]))
        transcript = from_json(json.loads(context.load(made["transcript"])))
    except NotFound:  # removed in this very moment
        return None
    note = (
        f"This file was recognised before, by job {number}, with the same settings; its transcript was used. "
        "To have it recognised anew, choose another model_size or remove that job's files."
    )
    return RecognisedSpeech(transcript, document, [note])


def _facts(transcript: Transcript) -> dict[str, Any]:
    return {
        "duration": transcript.duration,
        "word_count": len(transcript.text.split()),
        "doubtful": _doubtful(transcript),
        **_languages(transcript),
    }


def _languages(transcript: Transcript) -> dict[str, Any]:
    """How many seconds each language is spoken, where they were told apart."""
    seconds = seconds_by_language(transcript.segments)
    return {"languages": {tag: round(length, 1) for tag, length in seconds.items()}} if seconds else {}


_DOUBTFUL, _MOST_DOUBTFUL = 0.5, 500
"""The probability below which a word is doubtful, and how many are listed."""


def _doubtful(transcript: Transcript) -> list[dict[str, Any]]:
    """The words that the recogniser was not sure of, with their time and its probability in per cent."""
    words = (word for segment in transcript.segments for word in segment.words)
    unsure = [word for word in words if word.probability < _DOUBTFUL][:_MOST_DOUBTFUL]
    return [
        {"start": word.start, "word": word.text, "confidence": round(word.probability * 100, 1)}
        for word in unsure
    ]


def _output(
    context: StepContext, transcript: Transcript, document: Document
) -> tuple[NewOutput, dict[str, Any]]:
    asked = cast(TranscribeParameters, context.parameters)
    if (asked.output_format or "").casefold() != JSON:
        made, report = captions.render(context, document, descriptions.target_profile(asked))
        return replace(made, language=transcript.language), report
    content = to_json(transcript)
    if not asked.word_timestamps:
        content["segments"] = [without_words(segment) for segment in content["segments"]]
    body = json.dumps(content, ensure_ascii=False, indent=1).encode()
    name = captions.file_name(context.job.source_name, "json")
    return NewOutput(context.store(body), name, "application/json"), {"cue_count": len(document.cues)}


def without_words(segment: dict[str, Any]) -> dict[str, Any]:
    """A segment of a JSON transcript with its text and times only."""
    return {name: value for name, value in segment.items() if name != "words"}


def _guide(context: StepContext) -> style_guides.Guide:
    named = cast(CaptionParameters, context.parameters).guide
    return style_guides.parse_guide(named) if named else style_guides.NETFLIX
