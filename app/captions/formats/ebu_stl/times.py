"""Time codes of EBU STL: four bytes in a TTI block, eight digits in the GSI block."""

from __future__ import annotations

from app.captions.timecode.smpte import FrameRate, frame_from_label, label_from_frame


def from_bytes(data: bytes, rate: FrameRate) -> int:
    """Ticks of TCI or TCO: one byte each for hours, minutes, seconds, frames."""
    hours, minutes, seconds, frames = data
    return rate.ticks_at(frame_from_label(hours, minutes, seconds, frames, rate))


def to_bytes(ticks: int, rate: FrameRate) -> bytes | None:
    """TCI or TCO of the nearest frame; None before 00:00:00:00 or from 24:00:00:00 on."""
    frame = rate.frame_at(ticks)
    hours, minutes, seconds, frames = label_from_frame(max(frame, 0), rate)
    return bytes((hours, minutes, seconds, frames)) if frame >= 0 and hours < 24 else None


def from_digits(text: str, rate: FrameRate) -> int:
    """Ticks of "HHMMSSFF" (TCP, TCF); 0 when it is no time code."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return 0
    return from_bytes(bytes(int(text[i : i + 2]) for i in (0, 2, 4, 6)), rate)


def to_digits(ticks: int, rate: FrameRate) -> str:
    """ "HHMMSSFF" of the nearest frame, within the day."""
    data = to_bytes(ticks, rate)
    return "".join(f"{part:02d}" for part in data) if data else "00000000"
