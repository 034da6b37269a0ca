"""How long a text takes to read, for files that do not say when a caption ends."""

from __future__ import annotations

from app.captions.model.document import TICKS_PER_SECOND

CHARACTERS_PER_SECOND = 15
SHORTEST, LONGEST = TICKS_PER_SECOND, 7 * TICKS_PER_SECOND


def reading_time(text: str, characters_per_second: float = CHARACTERS_PER_SECOND) -> int:
    """Ticks to read the text at this reading speed, from one to seven seconds, in whole milliseconds."""
    wanted = round(len(text) * 1000 / characters_per_second) * (TICKS_PER_SECOND // 1000)
    return max(SHORTEST, min(LONGEST, wanted))
