"""extract: a caption track out of media, copied, decoded or read from pictures, and written as asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from app.captions.codecs.cea708.picture_lines import document_of_lines
from app.captions.codecs.cea708.user_data import document_of_pictures
from app.captions.conversion.inspect import issues_json
from app.captions.model.document import Cue, Document, Run, ticks
from app.captions.model.word_timings import Word, with_words
from app.core.child_process import guarded_call
from app.core.errors import AppError, CaptionError
from app.core.message_text import counted
from app.core.progress import Slice
from app.job_types.extract import EXTRACTING, ExtractParameters
from app.media.caption_tracks import line_21, ocr
from app.media.caption_tracks.choice import (
    CLOSED_CAPTION_CODECS,
    Track,
    as_jobs_name,
    choose,
    no_caption_track,
    tracks_of,
)
from app.media.caption_tracks.closed_captions import user_data
from app.media.caption_tracks.pictures import Picture, pictures_of
from app.media.caption_tracks.tesseract import ReadPicture
from app.media.caption_tracks.text import text_file
from app.media.partial_files import working_folder
from app.media.probe.media_info import MediaInfo
from app.services.files import uploads
from app.services.jobs import descriptions
from tasks.stages import captioned_video, captions
from tasks.stages.captioned_video import Captioned
from tasks.stages.inspection import examined
from tasks.steps import StepContext, StepResult, runs

_PICTURES_SHARE = 0.06
"""Drawing the pictures out of a film, beside reading them, which takes a third of a second each."""
_MOST_TOLD = 10
_TEXT_SHARE = 0.05
"""Reading a track of text, beside the video that is made with it."""
_FRAME = Fraction(1001, 30000)
"""How long a picture is shown where the file does not say it."""


@dataclass(slots=True)
class TrackCaptions:
    """What a track holds; `doubtful` are the words that OCR was not sure of."""

    document: Document
    track: Track
    doubtful: list[dict[str, Any]] = field(default_factory=list)


@runs(EXTRACTING)
def extracting(context: StepContext) -> StepResult:
    """Write the captions of the track; which it was, and which there are, becomes part of `result_data`."""
    asked = cast(ExtractParameters, context.parameters)
    with context.source() as source:
        info = examined(context, source)
        track = choose(info, str(asked.track or ""))
        if track.kind == "text" and not asked.makes_video():
            return _at_once(context, source, info, track)
        share = min(captioned_video.share_before(asked), 0.95 if track.kind == "pictures" else _TEXT_SHARE)
        found = captions_inside(context, source, info, share)
        made, report = captions.render(context, found.document, descriptions.target_profile(asked))
        language = found.document.language
        video = _captioned(context, found, share)
        files = [replace(made, language=language), *captioned_video.videos(context, source, video)]
    report["notes"] = [*report.get("notes", []), *_notes(found), *video.notes]
    facts = _facts(info, track, language, issues_json(found.document.issues)) | {"doubtful": found.doubtful}
    return StepResult(_kept(context, found), files, _changes(info, language, report | facts))


def _at_once(context: StepContext, source: Path, info: MediaInfo, track: Track) -> StepResult:
    """A track of text of which nothing else is made: read and written by one guarded child."""
    asked = cast(ExtractParameters, context.parameters)
    with working_folder(context.folder) as folder:
        path = text_file(source, info, track, folder, progress=context.progress, cancelled=context.cancelled)
        data = path.read_bytes()
    known = track.language or asked.language or ""
    made, done = captions.render_track(context, data, path.name, known, descriptions.target_profile(asked))
    facts = _facts(info, track, done.language, done.issues) | {"doubtful": []}
    return StepResult({}, [made], _changes(info, done.language, done.conversion.report() | facts))


def _facts(
    info: MediaInfo, track: Track, language: str | None, issues: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "track": track.facts(),
        "tracks": [each.facts() for each in tracks_of(info)],
        "issues": issues,
        "language": language,
    }


def _changes(info: MediaInfo, language: str | None, result: dict[str, Any]) -> dict[str, Any]:
    return {"duration": info.duration, "language": language, "result_data": result}


def _kept(context: StepContext, found: TrackCaptions) -> dict[str, Any]:
    """The captions with the words in doubt, which no caption format can hold, for whoever edits them."""
    if not found.doubtful:
        return {}
    return {"captions": context.store(captions.encode(found.document), "work").key}


def _captioned(context: StepContext, found: TrackCaptions, after: float) -> Captioned:
    def write(format_name: str) -> bytes:
        return captions.written(context, found.document, format_name)

    styled = found.track.stream.codec in ("ass", "ssa")
    return Captioned(write, found.document.language or captioned_video.UNKNOWN, after, styled)


def _notes(found: TrackCaptions) -> list[str]:
    if not found.doubtful:
        return []
    words = counted(len(found.doubtful), "word")
    return [f"Read from pictures; {words} in doubt, listed under doubtful."]


def words_in_doubt(found: TrackCaptions) -> list[str]:
    """What to say of captions that were read from pictures, where nothing else lists the words in doubt."""
    if not found.doubtful:
        return []
    words = counted(len(found.doubtful), "word")
    listed = [f"{each['word']} ({each['cue']})" for each in found.doubtful[:_MOST_TOLD]]
    listed += ["…"] if len(found.doubtful) > _MOST_TOLD else []
    return [f"The captions were read from pictures; {words} in doubt, by cue: {', '.join(listed)}"]


def captions_inside(context: StepContext, source: Path, info: MediaInfo, share: float) -> TrackCaptions:
    """The captions of the track that the job names; its language counts where the track does not say it.

    `share` is how much of the stage's progress this takes. Raises MediaError `no_caption_track`,
    `unknown_track`, and EngineError `engine_missing` for pictures that nothing here reads.
    """
    asked: Any = context.parameters
    named = getattr(asked, "language", None) or getattr(asked, "source_language", None)
    track, language = choose(info, str(asked.track or "")), named or ""
    progress = Slice(context.progress, 0.0, share)
    with working_folder(context.folder) as folder:
        if track.kind == "pictures":
            found = _read(context, source, info, track, folder, track.language or language, progress)
        elif track.kind == "closed captions":
            found = _closed(context, source, info, track, folder, progress)
        else:
            path = text_file(source, info, track, folder, progress=progress, cancelled=context.cancelled)
            found = TrackCaptions(captions.detected(context, path.read_bytes(), path.name), track)
    spoken = track.language or language or found.document.language
    found.document = replace(found.document, language=spoken or None)
    return found


def _closed(
    context: StepContext, source: Path, info: MediaInfo, track: Track, folder: Path, progress: Slice
) -> TrackCaptions:
    """Closed captions as user data of the picture; where it has none, those in its topmost rows."""
    video = track.stream
    failed: AppError = no_caption_track()
    readers = [_user_data] if video.codec in CLOSED_CAPTION_CODECS else []
    readers += [_line_21] if line_21.may_have(video) and not video.closed_captions else []
    for number, read in enumerate(readers):
        share = Slice(progress, number / len(readers), 1 / len(readers))
        try:
            document = read(context, source, info, track, folder, share)
        except CaptionError as error:
            if error.code != "no_captions":
                raise
            failed = _without(error, failed) if track.channel != "auto" else failed
            continue
        if document.cues:
            issues = [replace(issue, message=as_jobs_name(issue.message)) for issue in document.issues]
            return TrackCaptions(replace(document, issues=issues), track)
    raise failed


def _without(error: CaptionError, before: AppError) -> AppError:
    """The channel has no captions: the words of the reader that found some in others, with jobs' names."""
    if before.extra.get("channels"):
        return before
    there = as_jobs_name(", ".join(error.extra["channels"]))
    hint = f"It has captions in {there}." if there else "No other channel has any either."
    return CaptionError(
        as_jobs_name(error.message), code="no_captions", hint=hint, rejected=True,
        channels=error.extra["channels"],
    )  # fmt: skip


def _user_data(
    context: StepContext, source: Path, info: MediaInfo, track: Track, folder: Path, progress: Slice
) -> Document:
    pictures = user_data(source, info, track.stream, folder, progress=progress, cancelled=context.cancelled)
    carried = [(each.at, each.data) for each in pictures]
    return guarded_call.run(
        document_of_pictures, carried, track.stream.codec, _frame(track), info.duration, track.channel,
        bounds=uploads.caption_bounds(), cancelled=context.cancelled,
    )  # fmt: skip


def _line_21(
    context: StepContext, source: Path, info: MediaInfo, track: Track, folder: Path, progress: Slice
) -> Document:
    pairs = line_21.byte_pairs(
        source, info, track.stream, folder, progress=progress, cancelled=context.cancelled
    )
    return guarded_call.run(
        document_of_lines, pairs, _frame(track), info.duration, track.channel,
        bounds=uploads.caption_bounds(), cancelled=context.cancelled,
    )  # fmt: skip


def _frame(track: Track) -> Fraction:
    return 1 / track.stream.frame_rate if track.stream.frame_rate else _FRAME


def _read(
    context: StepContext,
    source: Path,
    info: MediaInfo,
    track: Track,
    folder: Path,
    language: str,
    progress: Slice,
) -> TrackCaptions:
    ocr.check(language)  # before minutes of drawing
    drawing = Slice(progress, 0.0, _PICTURES_SHARE)
    pictures = pictures_of(source, info, track, folder, progress=drawing, cancelled=context.cancelled)
    reading = Slice(progress, _PICTURES_SHARE, 1 - _PICTURES_SHARE)
    paths = [picture.path for picture in pictures]
    read = ocr.read(paths, language, progress=reading, cancelled=context.cancelled)
    document, doubtful = _of_pictures(pictures, read)
    return TrackCaptions(document, track, doubtful)


def _of_pictures(pictures: list[Picture], read: list[ReadPicture]) -> tuple[Document, list[dict[str, Any]]]:
    cues: list[Cue] = []
    doubtful: list[dict[str, Any]] = []
    for picture, words in zip(pictures, read, strict=True):
        if not words.lines:
            continue
        start, end = (ticks(Fraction(at)) for at in (picture.start, picture.end))
        cues.append(Cue(start, end, [Run("\n".join(words.lines))], extras=_in_doubt(words, start, end)))
        doubtful += [{"cue": len(cues), "word": word, "confidence": sure} for word, sure in words.doubtful]
    return Document(cues=cues), doubtful


def _in_doubt(read: ReadPicture, start: int, end: int) -> dict[str, Any] | None:
    """How sure each word is, where one is in doubt; nobody speaks, so they share the time by their length."""
    if not read.doubtful:
        return None
    words, passed = [], 0
    known = read.sure()
    size = sum(len(text) for text, _ in known)
    for text, sure in known:
        before, passed = passed, passed + len(text)
        begin, until = (start + (end - start) * at // size for at in (before, passed))
        words.append(Word(begin, until, text, sure / 100))
    return with_words(None, words)
