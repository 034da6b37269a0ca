"""TTML written from a cue or two, and what was lost on the way."""

from __future__ import annotations

from app.captions.formats.ttml import dialects
from app.captions.formats.ttml.writer import write
from app.captions.model.document import (
    TICKS_PER_SECOND,
    Cue,
    Document,
    Run,
    Style,
)
from app.captions.model.losses import Losses


def cue(text: str = "a", style: Style | None = None, **more: object) -> Cue:
    runs = [Run(text, style or Style())]
    return Cue(TICKS_PER_SECOND, 2 * TICKS_PER_SECOND, runs, **more)  # type: ignore[arg-type]


def written(document: Document, dialect: dialects.Dialect = dialects.TTML, times: str = "clock") -> str:
    return write(document, dialect, times, "", Losses())


def lost(document: Document, dialect: dialects.Dialect = dialects.TTML) -> dict[str, int]:
    losses = Losses()
    write(document, dialect, "clock", "", losses)
    return {kind: loss.count for kind, loss in losses.kinds.items()}
