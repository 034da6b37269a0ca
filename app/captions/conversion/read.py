"""From the bytes of a file to a document: limits, encoding, detection, and the reader of the right format."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import Any

from app.captions.conversion.detect import STRONG, Detection, check_choice, detect, make_head, wrong_profile
from app.captions.conversion.not_captions import HLS_PLAYLIST, name_of_file
from app.captions.conversion.options import check_options
from app.captions.conversion.request import ConvertRequest, is_auto, readable
from app.captions.formats.base import CaptionFormat
from app.captions.formats.shared.language_names import language_of_file
from app.captions.formats.shared.loose_times import TIME_FORMAT
from app.captions.formats.shared.timecodes import ASSUMED, note_assumed_rate
from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Run
from app.captions.model.moved_cues import moved
from app.captions.model.option import Options
from app.captions.text_io.encoding import SURE, Decoded, decode
from app.captions.text_io.gzip_file import unpacked
from app.captions.text_io.line_ends import has_separators, separated_lines
from app.captions.text_io.mojibake import RepairedText, repaired
from app.captions.text_io.web_page import without_fence, without_wrapping
from app.core.errors import CaptionError

MAX_BYTES = 20_000_000
MAX_CUES = 500_000
_HOLE = re.compile("\0+")
_DAMAGE = ("invalid_time", "invalid_scc", "invalid_timecode", "truncated", "malformed_xml")
"""Refusals of readers that can read such a file leniently."""


@dataclass(slots=True)
class Source:
    """A file that has been read: its document, how it was read, how sure its encoding is, and what was mended
    as `auto_fix` asks."""

    document: Document
    caption_format: CaptionFormat
    encoding: str | None
    confidence: float
    fixes: list[dict[str, Any]] = field(default_factory=list)


def read_source(data: bytes, request: ConvertRequest) -> Source:
    """Read a file as the request says.

    CaptionError, all `rejected`: empty_file, file_too_large, not_captions, wrong_profile, undecodable,
    no_cues, too_many_cues, and whatever the format's own reader finds wrong.
    """
    data, whole = unpacked(data, MAX_BYTES)
    _check_size(data)
    source = _read_detected(data, request)
    if not whole:
        source.document.add_issue(
            "damaged_file", "The gzip archive is cut off or damaged: only its start was read."
        )
    return source


def _read_detected(data: bytes, request: ConvertRequest) -> Source:
    detection = detect(make_head(data, request.file_name))
    chosen = _choose(data, request, detection)
    try:
        return _read_as(chosen, data, request, detection)
    except CaptionError as refusal:
        if refusal.code != "wrong_file" or not is_auto(request.source_profile):
            raise
        for rival, score in detection.ranking:
            if score < STRONG or rival.read is chosen.read:
                continue
            with suppress(CaptionError):
                return _read_as(rival, data, request, detection)
        raise


def _read_as(
    caption_format: CaptionFormat, data: bytes, request: ConvertRequest, detection: Detection
) -> Source:
    options = _options(caption_format, request)
    decoded = (
        None if caption_format.binary else decode(data, request.encoding, language_of_file(request.file_name))
    )
    decoded, around = _unwrapped(decoded)
    twice = repaired(decoded.text) if decoded is not None else None
    if decoded is not None and twice is not None and request.auto_fix:
        decoded = replace(decoded, text=twice.text)
    holes = 0
    if decoded is not None and "\0" in decoded.text:
        text, holes = _HOLE.subn("", decoded.text)
        decoded = replace(decoded, text=text)
    may_be_lenient = options.get("lenient") is False and "lenient" not in request.decode_options
    read = partial(_read, data, decoded, caption_format, detection=detection)
    document = _read_damaged(read, options) if may_be_lenient else read(options=options)
    if holes:
        document.add_issue("damaged_file", f"Skipped {holes} stretches of NUL bytes: the file is damaged.")
    if around:
        document.add_issue("text_before_first_cue", f"Skipped around the captions: {around[:80]!r}.")
    if decoded is not None and not caption_format.lossless and has_separators(decoded.text):
        _separate_lines(document)
    _check_cues(document, caption_format)
    _cut_at_zero(document)
    _go_on_after_midnight(document)
    _note_assumed_rate(document, caption_format, request)
    if decoded is not None:
        _note_encoding(document, decoded)
    return Source(
        document,
        caption_format,
        decoded.encoding if decoded else None,
        decoded.confidence if decoded else 1.0,
        _note_double_encoding(document, twice, request.auto_fix),
    )


def _unwrapped(decoded: Decoded | None) -> tuple[Decoded | None, str]:
    """The text without the page, the mail or the chat that it stands in, and the words around it there."""
    if decoded is None:
        return None, ""
    bare = without_wrapping(decoded.text)
    fenced = without_fence(bare)
    bare, around = fenced or (bare, "")
    return (decoded if bare is decoded.text else replace(decoded, text=bare)), around


def _read_damaged(read: Callable[..., Document], options: Options) -> Document:
    """The document by the standard, or leniently where the file is damaged or loses captions by it."""
    refusal: CaptionError | None = None
    try:
        document = read(options=options)
        lost = sum(issue.code == "unreadable_times" for issue in document.issues)
        if document.cues and not lost:
            return document
        held = f"{lost} captions are lost" if lost else "it holds no caption"
        reason = f"by the standard {held}."
    except CaptionError as error:
        if error.code not in _DAMAGE:
            raise
        document, refusal, reason = Document(), error, f"it is damaged. {error.message}"
    try:
        leniently = read(options={**options, "lenient": True})
    except CaptionError:
        leniently = Document()
    if len(leniently.cues) > len(document.cues):
        leniently.add_issue("read_leniently", f"Read leniently: {reason}")
        return leniently
    if refusal is not None:
        raise refusal
    return document


def _separate_lines(document: Document) -> None:
    """Line breaks in the texts where they have other marks for the end of a line."""
    for cue in document.cues:
        if has_separators(cue.text):
            cue.runs = [Run(separated_lines(run.text), run.style) for run in cue.runs]


def _check_size(data: bytes) -> None:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise _refuse("empty_file", "The file is empty.", "Upload a file with captions in it.")
    if len(data) > MAX_BYTES:
        raise _refuse(
            "file_too_large",
            f"The file has {len(data) / 1e6:.1f} MB; a caption file may have {MAX_BYTES // 1_000_000} MB.",
            "Check that this is a caption file and not a video, or split it.",
        )


def _choose(data: bytes, request: ConvertRequest, detection: Detection) -> CaptionFormat:
    if not is_auto(request.source_profile):
        chosen = readable(request.source_profile)
        check_choice(chosen, detection)
        if detection.score(chosen) <= 0 and (kind := name_of_file(data)):
            raise _not_captions(kind)
        return chosen
    if detection.caption_format is None:
        raise _not_captions(name_of_file(data))
    return detection.caption_format


def _options(caption_format: CaptionFormat, request: ConvertRequest) -> Options:
    given = dict(request.decode_options)
    if is_auto(request.source_profile):
        names = {option.name for option in caption_format.decode_options}
        given = {name: value for name, value in given.items() if name in names}
    options = check_options(caption_format.decode_options, given, caption_format.name)
    if request.auto_fix and "lenient" in options and "lenient" not in given:
        options["lenient"] = True
    if caption_format.frame_based:
        rate = request.source_rate or request.assumed_rate(caption_format)
        options = {
            "frame_rate": rate.fps,
            "drop_frame": rate.drop,
            ASSUMED: not request.source_rate,
        } | options
    return options


def _read(
    data: bytes,
    decoded: Decoded | None,
    caption_format: CaptionFormat,
    options: Options,
    detection: Detection,
) -> Document:
    if caption_format.read is None:
        raise _not_captions(None)
    try:
        return caption_format.read(data if decoded is None else decoded.text, options)
    except CaptionError as error:
        found = detection.caption_format
        if (
            found is not None
            and found.read is not caption_format.read
            and detection.confidence > detection.score(caption_format)
        ):
            raise wrong_profile(caption_format, found) from error
        error.extra.setdefault("rejected", True)
        raise


def _check_cues(document: Document, caption_format: CaptionFormat) -> None:
    if not document.cues:
        found = " ".join(issue.message for issue in document.issues[:3])
        raise _refuse(
            "no_cues",
            f"No captions were found when reading this as {caption_format.name}."
            + (f" {found}" if found else ""),
            "Check the file, choose another source format, or turn on auto_fix for lenient reading.",
        )
    if len(document.cues) > MAX_CUES:
        raise _refuse(
            "too_many_cues",
            f"The file has {len(document.cues):,} captions; at most {MAX_CUES:,} are converted.",
            "Split the file into parts.",
        )


def _cut_at_zero(document: Document) -> None:
    """A time before zero becomes zero: the picture begins there."""
    if min([cue.start for cue in document.cues]) >= 0:
        return
    for number, cue in enumerate(document.cues, 1):
        if cue.start < 0:
            cue.start, cue.end = 0, max(0, cue.end)
            message = "Begins before zero; what lies before the start of the picture was cut."
            document.add_issue("negative_time", message, number)


_DAY = 24 * 3600 * TICKS_PER_SECOND
_LONGEST_OVER_MIDNIGHT = 600 * TICKS_PER_SECOND


def _go_on_after_midnight(document: Document) -> None:
    """Times of day that begin anew at midnight go on; only there do they fall by more than half a day.

    Captions out of order may stand on either side of it. A time far from those on both sides is wrong, and
    none of the next day; hours past 24 count on themselves.
    """
    latest = max(cue.start for cue in document.cues)
    if not _DAY * 5 // 6 <= latest < _DAY:
        return
    days = _days(document.cues)
    ends = [_end_of_day(cue) for cue in document.cues]
    if min(days) < 0 or not any((*days, *ends)):
        return
    for cue, day, more in zip(document.cues, days, ends, strict=True):
        if day:
            cue.extras = moved(cue.extras, (day * _DAY).__add__)
        cue.start, cue.end = cue.start + day * _DAY, cue.end + day * _DAY + more
    document.add_issue("midnight", "The times are those of a day and pass midnight: they were made to go on.")


def _days(cues: Sequence[Cue]) -> list[int]:
    """How many midnights lie before each cue, by steps of over half a day; below zero if wrong."""
    days = [0]
    for before, cue in pairwise(cues):
        step = cue.start - before.start
        days.append(days[-1] + (step < -_DAY // 2) - (step > _DAY // 2))
    return days


def _end_of_day(cue: Cue) -> int:
    """What is missing at the end of a caption that is shown over midnight."""
    over = cue.end < cue.start and cue.end + _DAY - cue.start <= _LONGEST_OVER_MIDNIGHT
    return _DAY if over else 0


def _note_assumed_rate(document: Document, caption_format: CaptionFormat, request: ConvertRequest) -> None:
    """Tables and transcripts tell it themselves, because their times need not be frames."""
    counts = caption_format.frame_based and TIME_FORMAT not in caption_format.encode_options
    if counts and document.frame_rate is None and request.source_rate is None:
        note_assumed_rate(document, request.assumed_rate(caption_format))


def _note_encoding(document: Document, decoded: Decoded) -> None:
    if decoded.damaged:
        message = (
            f"{decoded.damaged} characters are damaged (read as {decoded.encoding}): those that Windows-1252 "
            "has were taken from it, the others were replaced by “\ufffd”."
        )
        document.add_issue("damaged_characters", message)
    elif decoded.confidence < SURE:
        others = ", ".join(f"{name} (“{line}”)" for name, line in decoded.alternatives)
        names = (decoded.encoding, *(name for name, _ in decoded.alternatives)) if others else ()
        message = f"The encoding is a guess: {decoded.encoding}. Name the right one if letters look wrong."
        if others:
            message = (
                f"The encoding is a guess: {decoded.encoding}. Name the right one if letters look wrong: "
                f"{others}."
            )
        document.add_issue("encoding_guessed", message, option="encoding" if names else "", choices=names)


def _note_double_encoding(document: Document, twice: RepairedText | None, mend: bool) -> list[dict[str, Any]]:
    """An issue for text that was encoded twice, or the fix when it was mended."""
    if twice is None:
        return []
    sample = f"{twice.lines} lines, such as “{twice.before[:60]}” for “{twice.after[:60]}”"
    if mend:
        message = f"UTF-8 that was taken for another encoding and encoded again was mended in {sample}."
        return [{"code": "double_encoding", "message": message, "cue": None}]
    message = f"UTF-8 was taken for another encoding and encoded again (mojibake) in {sample}."
    told = f"{message} Turn on auto_fix to mend it."
    document.add_issue("double_encoding", told, option="auto_fix", choices=("false", "true"))
    return []


def _not_captions(kind: str | None) -> CaptionError:
    if kind == HLS_PLAYLIST:
        return _refuse(
            "not_captions",
            "This is an HLS playlist, which only names the files that captions are in.",
            "Pack it with the WebVTT segments that it names in one ZIP archive, or give its address.",
        )
    if kind:
        return _refuse(
            "not_captions",
            f"This is {kind}, not a caption file.",
            "Use captions. From audio or video, an extract job takes them, or a transcribe job makes them.",
        )
    return _refuse(
        "not_captions",
        "No caption format was recognised in this file.",
        "Choose the source format yourself if you know it, and check that the file is not damaged.",
    )


def _refuse(code: str, message: str, hint: str) -> CaptionError:
    return CaptionError(message, code=code, hint=hint, rejected=True)
