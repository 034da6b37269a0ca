"""Styled runs put together piece by piece, in time linear in the text, with a cap on their number."""

from __future__ import annotations

from functools import lru_cache

from app.captions.model.document import PLAIN, Run, Style
from app.core.errors import CaptionError

MAX_RUNS = 5_000
"""Styled runs in one cue; a real one has a handful."""


@lru_cache(maxsize=4096)
def interned(style: Style) -> Style:
    """One object for all equal styles, PLAIN for the empty one, so that identity tells them apart."""
    return PLAIN if style == PLAIN else style


class RunBuilder:
    """Collects text with its style; text in the style of the run before it is joined to that run.

    Styles are told apart by identity: pass them through `interned` first.
    """

    __slots__ = ("_pieces", "_sealed", "length")

    def __init__(self) -> None:
        self._pieces: list[tuple[list[str], Style]] = []
        self._sealed = 0
        self.length = 0

    def add(self, text: str, style: Style) -> None:
        """Append text; CaptionError too_many_tags past MAX_RUNS runs."""
        if not text:
            return
        self.length += len(text)
        pieces = self._pieces
        if len(pieces) > self._sealed and pieces[-1][1] is style:
            pieces[-1][0].append(text)
            return
        pieces.append(([text], style))
        if len(pieces) > MAX_RUNS:
            raise CaptionError(
                f"One caption has more than {MAX_RUNS} style changes.",
                code="too_many_tags",
                hint="Remove the tags from that caption; this is not a usual caption file.",
                rejected=True,
            )

    def seal(self) -> int:
        """Let nothing be joined to the runs so far; returns how many there are."""
        self._sealed = len(self._pieces)
        return self._sealed

    def merge_from(self, first: int) -> Style | None:
        """Make the runs from index `first` on one run; returns its style, None when there is none."""
        if first >= len(self._pieces):
            return None
        style = self._pieces[first][1]
        self._pieces[first:] = [([text for texts, _ in self._pieces[first:] for text in texts], style)]
        return style

    def restyle_last(self, style: Style) -> None:
        """Give the last run another style."""
        self._pieces[-1] = (self._pieces[-1][0], style)

    def runs(self) -> list[Run]:
        """The runs so far."""
        return [Run(texts[0] if len(texts) == 1 else "".join(texts), style) for texts, style in self._pieces]
