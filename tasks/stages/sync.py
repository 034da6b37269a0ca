"""sync: find how captions must be moved to fit speech, or other captions, and move them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from app.captions.model.document import TICKS_PER_SECOND, Document
from app.captions.transform.synchronize import Fit, Span, find_fit, fitted, spans_of
from app.core.errors import MediaError
from app.core.message_text import counted
from app.core.progress import Slice
from app.engines.speech.voice_activity import speech_spans
from app.job_types.sync import SYNCING, SyncParameters
from app.media.extract import extract_speech
from app.media.probe.media_info import MediaInfo
from app.services.jobs import descriptions
from tasks.stages import captions
from tasks.stages.captions_beside import given_captions
from tasks.stages.inspection import examined
from tasks.steps import StepContext, StepResult, runs

_SOUND_SHARE, _SPEECH_SHARE = 0.4, 0.5


@runs(SYNCING)
def syncing(context: StepContext) -> StepResult:
    """Move the captions; what was wrong with their times becomes part of `result_data`.

    Raises CaptionError `no_fit`, and what reading the media or the captions raises.
    """
    asked = cast(SyncParameters, context.parameters)
    name, data = given_captions(context, asked)
    document = captions.given(context, data, name)
    spoken, length = _reference(context)
    fit = find_fit(spans_of(document), spoken)
    moved = fitted(document, fit)
    made, report = captions.render(context, moved, descriptions.target_profile(asked))
    found = facts(document, fit)
    report["notes"] = [*report.get("notes", []), *notes(found, len(document.cues) - len(moved.cues))]
    changes: dict[str, Any] = {"result_data": report | found, "duration": length}
    return StepResult({}, [made], changes)


def _reference(context: StepContext) -> tuple[list[Span], float]:
    """When somebody speaks in the source, or when its captions are shown; and the length in seconds."""
    with context.source() as source:
        try:
            info = examined(context, source)
        except MediaError as error:
            if error.code != "not_media":
                raise
            spans = spans_of(captions.detected(context, source.read_bytes(), context.job.source_name))
            return spans, max((end for _, end in spans), default=0.0)
        return _speech(context, source, info), info.duration or 0.0


def _speech(context: StepContext, source: Path, info: MediaInfo) -> list[Span]:
    wav = context.folder / "speech.wav"
    sound = Slice(context.progress, 0.0, _SOUND_SHARE)
    extract_speech(source, info, wav, progress=sound, cancelled=context.cancelled)
    heard = Slice(context.progress, _SOUND_SHARE, _SPEECH_SHARE)
    return speech_spans(wav, on_progress=heard, cancelled=context.cancelled)


def facts(document: Document, fit: Fit) -> dict[str, Any]:
    """The fit as JSON: times in seconds; a cut names the time in the old captions from which it holds."""
    first, *others = fit.pieces
    starts = sorted(cue.start for cue in document.cues if not cue.comment)
    return {
        "offset": first.offset,
        "mistaken_rate": fit.mistaken_rate,
        "cuts": [
            {"at": round(starts[piece.first] / TICKS_PER_SECOND, 3), "offset": piece.offset}
            for piece in others
        ],
        "agreement": fit.agreement,
    }


def notes(found: dict[str, Any], lost: int) -> list[str]:
    """The facts of a fit in sentences; `lost` captions are not on the new timeline."""
    said = [f"The captions were moved by {found['offset']:+.3f} s."]
    if found["mistaken_rate"]:
        said = [f"Their times were counted at {found['mistaken_rate']} frames a second.", *said]
    for cut in found["cuts"]:
        said.append(
            f"From {cut['at']:.3f} s on they were moved by {cut['offset']:+.3f} s: something was cut."
        )
    if lost:
        lie = counted(lost, "caption lies", "captions lie")
        said.append(f"Left out: {lie} before the beginning of the media.")
    return said
