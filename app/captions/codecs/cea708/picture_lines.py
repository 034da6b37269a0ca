"""CEA-608 as it stands in the picture itself: line 21 of each field, in the topmost rows of a frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from app.captions.codecs.cea608.channels import document_of
from app.captions.codecs.cea608.decoder import EXTRAS
from app.captions.codecs.cea608.fields import Line21
from app.captions.model.document import Document, ticks
from app.core.message_text import counted

_SELDOM = 10
"""A row that has a tenth of what the fullest one has, or less, is a picture that looks like line 21."""


class _Pair(NamedTuple):
    at: Fraction
    row: int
    first: int
    second: int

    def whole(self) -> bool:
        """Whether both bytes have the odd parity that they were sent with."""
        return self.first.bit_count() & 1 == self.second.bit_count() & 1 == 1

    def word(self) -> int:
        """Both without parity."""
        return (self.first & 0x7F) << 8 | self.second & 0x7F


def document_of_lines(
    said: Sequence[tuple[Fraction, int, int, int]], frame: Fraction, end: float, channel: str
) -> Document:
    """The captions of one channel; for a guarded child.

    `said` are time (seconds), row, and the two bytes with parity that stand in it, `frame` is how many
    seconds one is shown, `end` the film's length. Damaged pairs are left out, and told. Raises CaptionError
    `no_captions` for a channel without any.
    """
    pairs = _of_usual_rows([_Pair(*each) for each in said])
    whole = [pair for pair in pairs if pair.whole()]
    line21, second = Line21(ticks(frame)), _second_field(whole)
    for pair in whole:
        line21.fields[pair.row % 2 == second].feed(pair.word(), ticks(pair.at))
    document = document_of(line21.channels, ticks(Fraction(end)), channel, EXTRAS)
    if damaged := len(pairs) - len(whole):
        of = counted(len(pairs), "pair")
        document.add_issue(
            "line_21_damaged", f"Damaged in line 21 and left out: {damaged:,} of {of} of bytes."
        )
    return document


def _of_usual_rows(pairs: Sequence[_Pair]) -> list[_Pair]:
    rows = Counter(pair.row for pair in pairs if pair.whole())
    least = max(rows.values(), default=0) / _SELDOM
    return [pair for pair in pairs if rows[pair.row] > least]


def _second_field(pairs: Sequence[_Pair]) -> int:
    """0 or 1: field 2 stands in the even rows or in the odd ones.

    Which field is above differs from machine to machine, so what is said decides: codes that each field has
    for itself, and data about the programme, which only field 2 carries. Otherwise field 1 is above.
    """
    votes = [0, 0]
    for pair in pairs:
        word, parity = pair.word(), pair.row % 2
        if word & 0x7670 == 0x1420:
            votes[parity if word & 0x100 else 1 - parity] += 1
        elif 0x100 <= word < 0x1000:
            votes[parity] += 1
    if votes[0] != votes[1]:
        return int(votes[1] > votes[0])
    return 1 - min((pair.row for pair in pairs), default=0) % 2
