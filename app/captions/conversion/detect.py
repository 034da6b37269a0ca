"""Which format a file is, from its content: every format's `sniff` scores the head and the best one wins."""

from __future__ import annotations

from functools import cached_property

from app.captions.formats import registry
from app.captions.formats.base import CaptionFormat, Head
from app.captions.text_io.encoding import head_text
from app.captions.text_io.web_page import start_of_page
from app.core.errors import CaptionError

HEAD_BYTES = 65_536
WEAK = 0.15
"""Below this a chosen format plainly does not fit."""
STRONG = 0.6
"""From this on another format plainly fits."""


class Detection:
    """What formats a head fits; each is asked when its score is needed, and all of them for the ranking."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._scores: dict[str, float] = {}

    @cached_property
    def ranking(self) -> tuple[tuple[CaptionFormat, float], ...]:
        """The formats that fit, best first, each with its score; among equals the file name decides."""
        name = self._head.file_name.lower()
        scored = [(each, score) for each in registry.formats().values() if (score := self.score(each)) > 0]
        scored.sort(key=lambda found: (-found[1], not name.endswith(found[0].extensions or ("\0",))))
        return tuple(scored)

    @property
    def caption_format(self) -> CaptionFormat | None:
        """The best fit; None when nothing fits at all."""
        return self.ranking[0][0] if self.ranking else None

    @property
    def confidence(self) -> float:
        """The score of the best fit."""
        return self.ranking[0][1] if self.ranking else 0.0

    def score(self, caption_format: CaptionFormat) -> float:
        """How well this format fits, from 0.0 to 1.0; 0.0 when it cannot be read or recognised."""
        if caption_format.read is None or caption_format.sniff is None:
            return 0.0
        known = self._scores.get(caption_format.id)
        if known is None:
            known = self._scores[caption_format.id] = caption_format.sniff(self._head)
        return known


def make_head(data: bytes, file_name: str = "") -> Head:
    """The first 64 KB of a file, decoded well enough to recognise it."""
    head = data[:HEAD_BYTES]
    return Head(head, start_of_page(head_text(head), data), file_name)


def detect(head: Head) -> Detection:
    """Which formats the head fits."""
    return Detection(head)


def check_choice(chosen: CaptionFormat, detection: Detection) -> None:
    """CaptionError wrong_profile when the file plainly is another format than the one chosen.

    Formats with one reader (the TTML family, both SubStation versions) read each other.
    """
    if detection.score(chosen) >= WEAK:
        return
    found = detection.caption_format
    if found is not None and found.read is not chosen.read and detection.confidence >= STRONG:
        raise wrong_profile(chosen, found)


def wrong_profile(chosen: CaptionFormat, found: CaptionFormat) -> CaptionError:
    """The error that names both formats and offers the right one."""
    return CaptionError(
        f"This looks like {found.name}; you chose {chosen.name}. Convert it as {found.name}?",
        code="wrong_profile",
        hint=f"Choose “{found.name}” as the source format (source_profile), or let it be detected (“auto”).",
        rejected=True,
        detected_profile=found.name,
        suggested_profile=found.name,
    )
