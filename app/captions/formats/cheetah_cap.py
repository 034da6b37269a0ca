"""Cheetah CAP (.cap), the binary caption file of Cheetah CAPtivator; read only.

No specification is public. What is known comes from two independent open readers (SubtitleEdit's "Cheetah
Caption" and Kaltura's nginx-vod-module) that agree: a head of 128 bytes beginning EA 22; then blocks of one
length byte, one flag byte (0x20: an end time follows the start time), times of four bytes (hours, minutes,
seconds, frames), layout bytes, and the text. In the text a zero ends a line; bytes under 0x20 and from 0xC0
on are codes (0xD0: italic until the end of the line; three at its head: justification, row, column); 0x81
to 0x95 are special characters of CEA-608; the rest is Latin.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.reading_time import reading_time
from app.captions.formats.shared.subrip.markup import make_style
from app.captions.formats.shared.timecodes import reading_rate
from app.captions.model.document import PLAIN, Cue, Document, Placement, Run
from app.captions.model.numpad import from_numpad
from app.captions.model.option import Options
from app.captions.model.runs import Edit, edited, joined, text_of
from app.captions.timecode.smpte import FrameRate, frame_from_label
from app.core.errors import CaptionError

_HEAD, _MARK, _NEWEST = 128, b"\xea\x22", 3
_HAS_END = 0x20
_WITH_END, _WITHOUT_END = 16, 12
_ITALIC = make_style(frozenset({"italic"}))
_ITALIC_CODE, _FIRST_CODE = 0xD0, 0xC0
_SPECIAL = dict(enumerate("♪áéíóúâêîôûàèÑñç¢£¿½®", 0x81))
_JUSTIFIED = {1: 0, 2: 2, 3: 1}


def read(data: bytes, options: Options) -> Document:
    """A CAP file as a document; CaptionError `wrong_file` when it does not begin like one."""
    if not _is_cap(data):
        raise CaptionError(
            "This is not a Cheetah CAP file: it does not begin with its mark.",
            code="wrong_file",
            hint="Choose another source format, or “auto”.",
            rejected=True,
        )
    rate = reading_rate(options)
    document = Document(frame_rate=rate.fps, drop_frame=rate.drop)
    endless: list[Cue] = []
    for block in _blocks(data, document):
        cue, has_end = _cue(block, rate)
        for waiting in endless:
            waiting.end = max(cue.start, waiting.start)
        endless = [] if has_end else [cue]
        if cue.runs:
            document.cues.append(cue)
    for cue in endless:
        cue.end = cue.start + reading_time(cue.text)
    return document


def _is_cap(data: bytes) -> bool:
    return len(data) >= _HEAD and data.startswith(_MARK) and data[2] <= _NEWEST


def _blocks(data: bytes, document: Document) -> Iterator[bytes]:
    """The blocks that are long enough to hold a time; a block that runs past the end ends the reading."""
    at = _HEAD
    while at + 2 < len(data):
        length = data[at]
        if length == 0:
            at += 1
            continue
        if at + length > len(data):
            document.add_issue("truncated", "The file ends inside a caption; that caption is left out.")
            return
        block = data[at : at + length]
        if length >= _WITHOUT_END and (length >= _WITH_END or not block[1] & _HAS_END):
            yield block
        at += length


def _cue(block: bytes, rate: FrameRate) -> tuple[Cue, bool]:
    has_end = bool(block[1] & _HAS_END)
    start = _ticks(block[2:6], rate)
    end = max(_ticks(block[6:10], rate), start) if has_end else start
    body = block[_WITH_END if has_end else _WITHOUT_END :]
    return Cue(start, end, _runs(body), placement=_placement(body)), has_end


def _ticks(time: bytes, rate: FrameRate) -> int:
    """A time whose frame number the rate does not have counts as its last frame."""
    hours, minutes, second, frame = time
    return rate.ticks_at(
        frame_from_label(hours, min(minutes, 59), min(second, 59), min(frame, rate.nominal - 1), rate)
    )


def _placement(body: bytes) -> Placement | None:
    """The third of the picture that the first layout code names; None for bottom centre."""
    if len(body) < 3 or body[0] not in _JUSTIFIED or not 1 <= body[1] <= 15:
        return None
    row = 2 if body[1] <= 5 else 1 if body[1] <= 10 else 0
    return from_numpad(row * 3 + _JUSTIFIED[body[0]] + 1)


def _runs(body: bytes) -> list[Run]:
    runs: list[Run] = []
    style = PLAIN
    for byte in body:
        if byte == 0:
            style = PLAIN
            runs.append(Run("\n"))
        elif byte == _ITALIC_CODE:
            style = _ITALIC
        elif 0x20 <= byte < _FIRST_CODE:
            runs.append(Run(_SPECIAL.get(byte) or bytes([byte]).decode("cp1252", "replace"), style))
    return _without_blank_lines(joined(runs))


def _without_blank_lines(runs: list[Run]) -> list[Run]:
    """Line ends are doubled and trail behind: only those between two texts are line breaks."""
    text = text_of(runs)
    edits: list[Edit] = []
    at = before = 0
    for line in text.split("\n"):
        if line.strip():
            edits.append((before, at, "\n" if edits else ""))
            before = at + len(line)
        at += len(line) + 1
    return edited(runs, [*edits, (before, len(text), "")]) if edits else []


def sniff(head: Head) -> float:
    """Sure by the mark at its beginning."""
    return 1.0 if _is_cap(head.data) else 0.0


FORMAT = CaptionFormat(
    id="cheetah-cap",
    name="Cheetah CAP",
    extensions=(".cap",),
    media_type="application/octet-stream",
    read=read,
    sniff=sniff,
    binary=True,
    frame_based=True,
    keeps=("times to the frame", "text, line breaks and italics", "placement by thirds of the picture"),
    loses=("colours and other codes, whose meaning is not public", "exact columns"),
    aliases=("Cheetah Caption", "CAP"),
)
