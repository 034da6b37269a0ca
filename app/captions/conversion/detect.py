"""Which format a file is, from its content: every format's `sniff` scores the head and the best one wins."""

from __future__ import annotations

from dataclasses import dataclass

from app.captions.formats import registry
from app.captions.formats.base import CaptionFormat, Head
from app.captions.text_io.encoding import head_text
from app.core.errors import CaptionError

HEAD_BYTES = 65_536
WEAK = 0.15
"""Below this a chosen format plainly does not fit."""
STRONG = 0.6
"""From this on another format plainly fits."""


@dataclass(frozen=True, slots=True)
class Detection:
    """The formats that fit, best first, each with its score from 0.0 to 1.0."""

    ranking: tuple[tuple[CaptionFormat, float], ...]

    @property
    def caption_format(self) -> CaptionFormat | None:
        """The best fit; None when nothing fits at all."""
        return self.ranking[0][0] if self.ranking else None

    @property
    def confidence(self) -> float:
        """The score of the best fit."""
        return self.ranking[0][1] if self.ranking else 0.0

    def score(self, caption_format: CaptionFormat) -> float:
        """How well this format fits; 0.0 when it does not."""
        return next((score for candidate, score in self.ranking if candidate.id == caption_format.id), 0.0)


def make_head(data: bytes, file_name: str = "") -> Head:
    """The first 64 KB of a file, decoded well enough to recognise it."""
    head = data[:HEAD_BYTES]
    return Head(head, head_text(head), file_name)


def detect(head: Head) -> Detection:
    """Score the head against every format that can be read; among equals the file name decides."""
    scored = []
    for order, caption_format in enumerate(registry.formats().values()):
        if caption_format.read is None or caption_format.sniff is None:
            continue
        score = caption_format.sniff(head)
        if score > 0:
            named = (
                head.file_name.lower().endswith(caption_format.extensions)
                if caption_format.extensions
                else False
            )
            scored.append((-score, not named, order, caption_format))
    scored.sort(key=lambda item: item[:3])
    return Detection(tuple((caption_format, -score) for score, _, _, caption_format in scored))


def check_choice(chosen: CaptionFormat, detection: Detection) -> None:
    """CaptionError wrong_profile when the file plainly is another format than the one chosen.

    Formats with one reader (the TTML family, both SubStation versions) read each other.
    """
    found = detection.caption_format
    if found is None or found.read is chosen.read or detection.confidence < STRONG:
        return
    if detection.score(chosen) < WEAK:
        raise wrong_profile(chosen, found)


def wrong_profile(chosen: CaptionFormat, found: CaptionFormat) -> CaptionError:
    """The error that names both formats and offers the right one."""
    return CaptionError(
        f"This looks like {found.name}; you chose {chosen.name}. Convert it as {found.name}?",
        code="wrong_profile",
        hint=f"Set source_profile to “{found.name}”, or to “auto”.",
        rejected=True,
        detected_profile=found.name,
        suggested_profile=found.name,
    )
