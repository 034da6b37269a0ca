"""Which format a file is, from its content: every profile's `sniff` scores the head and the best one wins."""

from __future__ import annotations

from dataclasses import dataclass

from app.captions.formats import registry
from app.captions.formats.base import Head, Profile
from app.captions.text_io.encoding import head_text
from app.core.errors import CaptionError

HEAD_BYTES = 65_536
WEAK = 0.15
"""Below this a chosen profile plainly does not fit."""
STRONG = 0.6
"""From this on another profile plainly fits."""


@dataclass(frozen=True, slots=True)
class Detection:
    """The profiles that fit, best first, each with its score from 0.0 to 1.0."""

    ranking: tuple[tuple[Profile, float], ...]

    @property
    def profile(self) -> Profile | None:
        """The best fit; None when nothing fits at all."""
        return self.ranking[0][0] if self.ranking else None

    @property
    def sure(self) -> float:
        """The score of the best fit."""
        return self.ranking[0][1] if self.ranking else 0.0

    def score(self, profile: Profile) -> float:
        """How well this profile fits; 0.0 when it does not."""
        return next((score for candidate, score in self.ranking if candidate.id == profile.id), 0.0)


def make_head(data: bytes, file_name: str = "") -> Head:
    """The first 64 KB of a file, decoded well enough to recognise it."""
    head = data[:HEAD_BYTES]
    return Head(head, head_text(head), file_name)


def detect(head: Head) -> Detection:
    """Score the head against every profile that can be read; among equals the file name decides."""
    scored = []
    for order, profile in enumerate(registry.profiles().values()):
        if profile.read is None or profile.sniff is None:
            continue
        score = profile.sniff(head)
        if score > 0:
            named = head.file_name.lower().endswith(profile.extensions) if profile.extensions else False
            scored.append((-score, not named, order, profile))
    scored.sort(key=lambda item: item[:3])
    return Detection(tuple((profile, -score) for score, _, _, profile in scored))


def check_choice(chosen: Profile, detection: Detection) -> None:
    """CaptionError wrong_profile when the file plainly is another format than the one chosen.

    Profiles with one reader (the TTML family, both SubStation versions) read each other.
    """
    found = detection.profile
    if found is None or found.read is chosen.read or detection.sure < STRONG:
        return
    if detection.score(chosen) < WEAK:
        raise wrong_profile(chosen, found)


def wrong_profile(chosen: Profile, found: Profile) -> CaptionError:
    """The error that names both formats and offers the right one."""
    return CaptionError(
        f"This looks like {found.name}; you chose {chosen.name}. Convert it as {found.name}?",
        code="wrong_profile",
        hint=f"Set source_profile to “{found.name}”, or to “auto”.",
        rejected=True,
        detected_profile=found.name,
        suggested_profile=found.name,
    )
