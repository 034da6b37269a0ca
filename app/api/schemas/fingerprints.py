"""Two fingerprints compared."""

from __future__ import annotations

from app.api.schemas.base import Answer


class FrameLikeness(Answer):
    """The share of equal bits of each picture hash, 0.0 to 1.0; unrelated pictures share about half."""

    average: float
    """Average hash."""
    perceptual: float
    """Perceptual hash."""
    difference: float
    """Difference hash."""
    same: bool
    """Whether it is the same picture: two of the three hashes agree."""


class SoundLikeness(Answer):
    """How similar the sound is where the two overlap."""

    similarity: float
    """0.0 to 1.0; unrelated sound agrees in about half of the bits."""
    offset_seconds: float
    """How far into the first recording the second one begins."""
    overlap_seconds: float
    """How long they lie over each other."""
    same: bool
    """Whether it is the same sound."""


class Likeness(Answer):
    """Two fingerprints compared; a part that one side lacks is null."""

    a: str
    """The first job."""
    b: str
    """The second job."""
    same: bool
    """Whether picture or sound agree."""
    frame: FrameLikeness | None
    """The pictures compared."""
    audio: SoundLikeness | None
    """The sound compared."""
