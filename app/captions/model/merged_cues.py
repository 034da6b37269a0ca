"""The captions that one caption of two languages was made of, under one key of its extras.

With them such a file is taken apart into what both files were, as long as nobody has changed their words.
"""

from __future__ import annotations

from typing import Any

from app.captions.model.document import Cue

MERGED = "merged"
"""The key in `Cue.extras`; the value are lists of `Cue` by language."""


def merged_from(cue: Cue) -> dict[str, list[Cue]]:
    """The captions of each language, empty for a caption that was not merged."""
    return said_in(cue.extras)


def said_in(extras: dict[str, Any] | None) -> dict[str, list[Cue]]:
    """What these extras say under the key; a project that somebody wrote may say anything there."""
    said = (extras or {}).get(MERGED)
    if not isinstance(said, dict) or not all(isinstance(cues, list) for cues in said.values()):
        return {}
    return said if all(isinstance(cue, Cue) for cues in said.values() for cue in cues) else {}


def without_merged(extras: dict[str, Any] | None) -> dict[str, Any] | None:
    """What else there is in these extras."""
    return {key: value for key, value in (extras or {}).items() if key != MERGED} or None


def own_times_differ(cue: Cue) -> bool:
    """Whether a merged caption is shown at another time than a caption that it was made of."""
    spans = [(each.start, each.end) for cues in merged_from(cue).values() for each in cues]
    return any(span != (cue.start, cue.end) for span in spans)
