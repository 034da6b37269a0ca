"""From the byte pairs of a field to its two channels (79.101(i), CTA-608-E section 8)."""

from __future__ import annotations

from typing import Final

from app.captions.codecs.cea608.characters import BASIC
from app.captions.codecs.cea608.decoder import ChannelDecoder, RollUp
from app.captions.model.document import TICKS_PER_SECOND

REPEATED_WITHIN: Final = TICKS_PER_SECOND // 8
"""A control code that comes again in the next frame of its field is a repetition; later it counts."""


class _Pairs(dict[int, str]):
    """Words of two basic characters as text, each worked out once."""

    def __missing__(self, word: int) -> str:
        text = BASIC.get(word >> 8, "") + BASIC.get(word & 0x7F, "")
        self[word] = text
        return text


_TEXT: Final = _Pairs()


class Field:
    """One field of line 21: two caption channels, and in field 2 the Extended Data Services between them.

    Parity is not looked at: files carry many words without it, and a file has no transmission errors.
    """

    def __init__(self, frame: int, roll_up: RollUp = "lines") -> None:
        self.channels = ChannelDecoder(frame, roll_up), ChannelDecoder(frame, roll_up)
        self._active: ChannelDecoder | None = None
        self._last = 0
        self._last_at = 0

    def feed(self, word: int, at: int) -> None:
        """Take one word without parity, sent at `at` ticks."""
        if word >= 0x2000:
            self._last = 0
            if self._active is not None:
                self._active.write(_TEXT[word], at)
        elif word >= 0x1000:
            self._control(word, at)
        else:
            self._last = 0
            if 0 < word < 0x80:
                self._single(word, at)
            elif word:
                self._active = None

    def _control(self, word: int, at: int) -> None:
        if word == self._last and at - self._last_at < REPEATED_WITHIN:
            self._last = 0
            return
        self._last, self._last_at = word, at
        self._active = self.channels[word >> 11 & 1]
        word &= 0x77FF
        self._active.operate(word & 0x7EFF if word & 0x7FF0 == 0x1520 else word, at)

    def _single(self, code: int, at: int) -> None:
        """A character in the second byte only."""
        if self._active is not None and code >= 0x20:
            self._active.write(BASIC[code], at)


class Line21:
    """Both fields: the caption channels CC1 to CC4, here ch01 to ch04."""

    def __init__(self, frame: int, roll_up: RollUp = "lines") -> None:
        self.fields = Field(frame, roll_up), Field(frame, roll_up)
        self.channels: dict[str, ChannelDecoder] = {
            f"ch0{2 * field + channel + 1}": self.fields[field].channels[channel]
            for field in (0, 1)
            for channel in (0, 1)
        }
        self._mixed = self.fields[0]

    def feed_mixed(self, data: bytes, at: int, frame: int) -> int:
        """Take words of one stream without field marks (SCC), one a frame from `at`; returns the time after.

        The miscellaneous codes say which field they belong to, and what follows belongs to the same.
        """
        field = self._mixed
        for high, low in zip(data[::2], data[1::2], strict=True):
            high &= 0x7F
            low &= 0x7F
            if high & 0x76 == 0x14 and low & 0x70 == 0x20:
                field = self._mixed = self.fields[high & 1]
            field.feed(high << 8 | low, at)
            at += frame
        return at
