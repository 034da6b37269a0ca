"""From what is on the screen, and when, to cues with a start and an end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.captions.codecs.cea608.caption_lines import Block
from app.captions.codecs.cea608.cell_grid import cue_runs, placement_of
from app.captions.model.document import TICKS_PER_SECOND, Align, Cue, Mode

NEVER_ERASED = 5 * TICKS_PER_SECOND
"""How long a caption is taken to stay when the file ends without erasing it."""


class Timeline:
    """Collects cues in order of their start; a time before the last one counts as that.

    `shortest` is the time of one frame: a caption that a contradictory file erases before it was shown still
    gets that long, since losing it would be silent.
    """

    __slots__ = ("_latest", "_open", "cues", "extras_key", "shortest")

    def __init__(self, shortest: int, extras_key: str) -> None:
        self.cues: list[Cue] = []
        self.shortest = shortest
        self.extras_key = extras_key
        self._open: dict[Block, Cue] = {}
        self._latest = 0

    def show(
        self,
        blocks: Sequence[Block],
        at: int,
        mode: Mode,
        *,
        keep: bool = True,
        extras: dict[str, Any] | None = None,
    ) -> None:
        """From `at` on the screen shows these blocks and no others.

        A block that stays while others change stays one cue, when `keep` allows; a screen that is sent again
        as it was begins anew, as its author wanted.
        """
        at = self._latest = max(at, self._latest)
        kept = {b: self._open.pop(b) for b in blocks if b in self._open} if keep and self._open else {}
        if len(kept) == len(blocks) and not self._open:
            self._close(kept.values(), at)
            kept = {}
        self.clear(at)
        for block in blocks:
            self._open[block] = kept.get(block) or self._cue(block, at, mode, extras)

    def clear(self, at: int) -> None:
        """From `at` on the screen is blank."""
        at = self._latest = max(at, self._latest)
        if self._open:
            self._close(self._open.values(), at)
            self._open = {}

    def finish(self, at: int) -> list[Cue]:
        """Close what is still open at the end of the file, and return every cue."""
        for cue in self._open.values():
            cue.end = max(at, cue.start + NEVER_ERASED)
        self._open = {}
        return self.cues

    def _close(self, cues: Any, at: int) -> None:
        for cue in cues:
            cue.end = max(at, cue.start + self.shortest)

    def _cue(self, block: Block, at: int, mode: Mode, extras: dict[str, Any] | None) -> Cue:
        placement, columns = placement_of(block, Align.LEFT if mode is Mode.ROLL_UP else None)
        own = dict(extras or {})
        if columns:
            own["cells"] = columns
        cue = Cue(at, at, cue_runs(block), placement=placement, mode=mode)
        cue.extras = {self.extras_key: own} if own else None
        self.cues.append(cue)
        return cue
