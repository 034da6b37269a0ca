"""Cues as plain text, for the formats that hold nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.captions.formats.shared.speakers import with_speaker
from app.captions.model.document import Cue
from app.captions.model.losses import Losses
from app.captions.model.style_losses import note_style_losses


def plain_text(cue: Cue, number: int, losses: Losses, options: Mapping[str, Any]) -> str:
    """The cue's text, with the speaker before it if asked; everything else it has is recorded as lost."""
    note_style_losses(cue, number, losses, frozenset())
    if cue.placement is not None:
        losses.add("placement", "Exact placement on the picture", cue=number)
    return with_speaker(cue, cue.text, number, losses, options)


def escape_time_line(line: str, number: int, losses: Losses) -> str:
    """A line that would be read as times, with a word joiner before it, which shows nothing; recorded."""
    losses.add("character", "Lines that would be read as times", cue=number, detail=line)
    return f"\u2060{line}"
