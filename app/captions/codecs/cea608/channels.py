"""Choosing a channel among those a file carries, and the document of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from app.captions.codecs.cea608.codes import COLUMNS
from app.captions.model.document import Cue, Document, Issue
from app.captions.model.option import Option
from app.captions.timecode.smpte import FrameRate, frame_from_label
from app.core.errors import CaptionError
from app.core.message_text import counted

CHANNELS_608 = ("ch01", "ch02", "ch03", "ch04")

CHANNEL_OPTION = Option(
    "channel",
    "choice",
    "auto",
    "The channel to read: ch01 to ch04 are CC1 to CC4; auto takes the one with the most text.",
    ("auto", *CHANNELS_608),
)
_TWINS = {"ch01", "programA"}
"""CC1 and service 1, which carry the same captions: not worth a note."""


class Decoded(Protocol):
    """A decoder of one channel or service that has seen the whole file."""

    written: int

    def finish(self, at: int) -> list[Cue]:
        """Close what is open at this time (ticks) and return the cues."""


def document_of(
    decoders: Mapping[str, Decoded], end: int, channel: str, extras_key: str, prefer: tuple[str, ...] = ()
) -> Document:
    """A document of the chosen channel; its extras name the channel and all channels with captions.

    `prefer` are the channels that "auto" looks at first. Raises CaptionError `no_captions`.
    """
    cues = {name: decoder.finish(end) for name, decoder in decoders.items() if decoder.written}
    present = [name for name, found in cues.items() if found]
    if channel == "auto":
        pool = [name for name in present if name in prefer] or present
        channel = max(pool, key=lambda name: decoders[name].written, default="")
    elif channel not in present:
        raise _no_captions(channel, present)
    own: dict[str, Any] = {"channel": channel, "channels": present}
    document = Document(cues=cues.get(channel, []), extras={extras_key: own} if channel else {})
    others = [name for name in present if name != channel and {name, channel} != _TWINS]
    if others:
        document.issues.append(
            Issue("other_channels", f"Read from {channel}; there are captions in {', '.join(others)} too.")
        )
    if channel in CHANNELS_608:
        document.issues += _overlong(document.cues)
    return document


def _overlong(cues: list[Cue]) -> Iterator[Issue]:
    """A note on rows too long for the screen; they are kept whole."""
    found = [n for n, cue in enumerate(cues, 1) if _columns(cue) > COLUMNS]
    if found:
        message = (
            f"Rows past column {COLUMNS}, of which receivers show only a part: "
            f"in {counted(len(found), 'caption')}."
        )
        yield Issue("overlong_row", message, found[0])


def _columns(cue: Cue) -> int:
    indent = (cue.placement.indent if cue.placement else None) or 0
    return indent + max(map(len, cue.text.split("\n")))


def _no_captions(channel: str, present: list[str]) -> CaptionError:
    there = f"It has captions in {', '.join(present)}." if present else "No other channel has any either."
    return CaptionError(
        f"The file has no captions in the channel {channel}.",
        code="no_captions",
        hint=f"{there} Choose “auto” to take the channel with the most text.",
        rejected=True,
        channels=present,
    )


def past_midnight(at: int, last: int, rate: FrameRate) -> int:
    """Times that run on past midnight count on; times that go back a little stay where they were.

    A day of labels is longer than 24 hours where frames are slower than they are counted (29.97 non-drop).
    """
    day = rate.ticks_at(frame_from_label(24, 0, 0, 0, rate))
    if at < last - day // 2:
        at += (last - at + day // 2) // day * day
    return max(at, last)
