"""What is in a caption file, without converting it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.captions.conversion.language import detected_language
from app.captions.conversion.read import read_source
from app.captions.conversion.request import ConvertRequest
from app.captions.formats.base import CaptionFormat
from app.captions.formats.shared.language_names import language_of_file
from app.captions.formats.vtt.cue_settings import format_settings
from app.captions.model.document import Cue, Document, Issue, seconds
from app.captions.quality.assessment import assess, guide_for
from app.captions.timecode.smpte import frame_rate as rate_named
from app.core.errors import CaptionError

FIRST_LINES = 5
_OF_ISSUES = ("code", "message", "cue")


@dataclass(frozen=True, slots=True)
class Inspection:
    """A file that was read: its document, the format it is, and how its text was encoded."""

    document: Document
    caption_format: CaptionFormat
    encoding: str | None
    confidence: float

    def language(self) -> tuple[str | None, bool]:
        """The language that the file or its name says, else that of its words, and whether these told it."""
        if self.document.language:
            return self.document.language, False
        found = detected_language(self.document)
        return found, found is not None

    def as_json(self) -> dict[str, Any]:
        """Format, encoding, language, frame rate, every cue (times in seconds) and the reader's notes."""
        language, detected = self.language()
        return {
            "profile": self.caption_format.name,
            "encoding": self.encoding,
            "language": language,
            "language_detected": detected,
            "frame_rate": frame_rate_name(self.document),
            "drop_frame": self.document.drop_frame,
            "cues": [_cue_json(cue) for cue in self.document.cues if not cue.comment],
            "issues": self.issues(),
        }

    def issues(self) -> list[dict[str, Any]]:
        """What the reader noted, then what is wrong with the captions (`check`)."""
        found = assess(self.document).quality
        shown = [{**{name: item[name] for name in _OF_ISSUES}, "check": True} for item in found]
        return issues_json(self.document.issues) + shown

    def summary(self) -> dict[str, Any]:
        """What the form shows before a conversion: counts, length and the first lines, not every cue."""
        cues = [cue for cue in self.document.cues if not cue.comment]
        language, detected = self.language()
        return {
            "profile": self.caption_format.name,
            "profile_id": self.caption_format.id,
            "encoding": self.encoding,
            "encoding_sure": self.confidence,
            "frame_rate": frame_rate_name(self.document),
            "drop_frame": self.document.drop_frame,
            "cue_count": len(cues),
            "duration": duration_of(self.document),
            "language": language,
            "language_detected": detected,
            "first_lines": [cue.text for cue in cues[:FIRST_LINES]],
            "issues": self.issues(),
        }


def inspect(
    data: bytes,
    *,
    file_name: str = "",
    caption_format: str = "auto",
    encoding: str = "auto",
    frame_rate: str = "auto",
    auto_fix: bool = False,
    decode_options: Mapping[str, Any] | None = None,
) -> Inspection:
    """Read a file without converting it, in the language of its name where it says none itself.

    CaptionError as from a conversion.
    """
    request = ConvertRequest(
        source_profile=caption_format,
        encoding=encoding,
        source_frame_rate=frame_rate,
        auto_fix=auto_fix,
        file_name=file_name,
        decode_options=decode_options or {},
    )
    source = read_source(data, request)
    source.document.language = source.document.language or language_of_file(file_name)
    return Inspection(source.document, source.caption_format, source.encoding, source.confidence)


def frame_rate_name(document: Document) -> str | None:
    """The document's frame rate as people write it, "29.97"; None when it has none."""
    if document.frame_rate is None:
        return None
    try:
        return rate_named(document.frame_rate).label.split()[0]
    except CaptionError:
        return f"{float(document.frame_rate):g}"


def duration_of(document: Document) -> float:
    """Seconds until the last cue ends."""
    return seconds(max((cue.end for cue in document.cues), default=0))


def issues_json(issues: list[Issue]) -> list[dict[str, Any]]:
    """Reader's notes as JSON: `code`, `message` and `cue`; `option` and `choices` where there is a choice."""
    return [_issue_json(issue) for issue in issues]


def _issue_json(issue: Issue) -> dict[str, Any]:
    said: dict[str, Any] = {"code": issue.code, "message": issue.message, "cue": issue.cue}
    return said | ({"option": issue.option, "choices": list(issue.choices)} if issue.option else {})


def _cue_json(cue: Cue) -> dict[str, Any]:
    settings = format_settings(cue.placement) if cue.placement is not None else ""
    return {
        "start": seconds(cue.start),
        "end": seconds(cue.end),
        "text": cue.text,
        "speaker": cue.speaker,
        "settings": settings or None,
    }


def summarize(data: bytes, file_name: str) -> dict[str, Any]:
    """The summary of an inspection, for a guarded child, which then imports nothing but the caption core."""
    return inspect(data, file_name=file_name).summary()


def checked(
    data: bytes, file_name: str, guide: str, of_receiver: str, reading: Mapping[str, Any]
) -> dict[str, Any]:
    """The summary of a file that is read as somebody has chosen, with the short `report` of a style guide.

    `reading` are arguments of `inspect`; where no `guide` is named, the one of the receiver counts.
    """
    from app.captions.quality.delivery_report import delivery_report, in_short
    from app.captions.quality.style_guides import ANY

    found = inspect(data, file_name=file_name, **reading)
    rules = guide_for(guide, of_receiver) or ANY
    report = delivery_report(found.document, rules, file_name, found.caption_format.name)
    return found.summary() | {"report": in_short(report)}
