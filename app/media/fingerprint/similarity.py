"""How alike two fingerprints are, and where one recording lies in the other."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.core.errors import MediaError
from app.media.fingerprint.compute import ITEM_SECONDS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Items = npt.NDArray[np.uint32]

HASHES = ("average", "perceptual", "difference")
SAME_PICTURE = 0.84
"""Hashes of unrelated pictures agree in about half of their bits; of the same picture in nearly all."""
SAME_SOUND = 0.75
"""Unrelated sound agrees in about half of the bits; a re-encode keeps 0.97."""
KEY_SHIFT = 16
"""Items that agree in their upper 16 bits vote for the offset between them."""
LEAST_ITEMS = 24
"""Three seconds of sound: less in common proves nothing."""
CANDIDATES = 12
MOST_PER_KEY = 40
"""A sound that repeats more often than this (silence, a drone) says nothing about the offset."""


def compare(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Compare two results of `fingerprint()`.

    `{"same", "frame": {"average", "perceptual", "difference", "same"} or None, "audio": {"similarity",
    "offset_seconds", "overlap_seconds", "same"} or None}`: similarities from 0.0 to 1.0. A positive offset
    says how far into the first recording the second one begins. `same` is whether sound or picture agree;
    a part that one side lacks (or, for frames, that has another hash_size) is None. Raises MediaError
    `invalid_option` when a side is not a fingerprint.
    """
    try:
        frame = _frames(first["frame"], second["frame"])
        audio = _sounds(first["audio"], second["audio"])
    except (KeyError, TypeError, ValueError) as error:
        raise MediaError(
            "These are not two fingerprints.",
            code="invalid_option",
            hint="Compare the results of two completed fingerprint jobs.",
            rejected=True,
        ) from error
    same = bool(frame and frame["same"]) or bool(audio and audio["same"])
    return {"same": same, "frame": frame, "audio": audio}


def _frames(first: Mapping[str, Any] | None, second: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not first or not second or first["hash_size"] != second["hash_size"]:
        return None
    bits = int(first["hash_size"]) ** 2
    found: dict[str, Any] = {
        name: round(1 - (int(first[name], 16) ^ int(second[name], 16)).bit_count() / bits, 4)
        for name in HASHES
    }
    found["same"] = sum(found[name] >= SAME_PICTURE for name in HASHES) >= 2
    return found


def _sounds(first: Mapping[str, Any] | None, second: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not first or not second:
        return None
    a, b = _items(first), _items(second)
    least = min(LEAST_ITEMS, len(a), len(b))
    scores = [
        (score, overlap, offset) for offset in _offsets(a, b) if (overlap := _overlap(a, b, offset)) >= least
        for score in [_agreement(a, b, offset)]
    ]  # fmt: skip
    if not scores:
        return {"similarity": 0.0, "offset_seconds": 0.0, "overlap_seconds": 0.0, "same": False}
    score, overlap, offset = max(scores)
    return {
        "similarity": round(score, 4),
        "offset_seconds": round(offset * ITEM_SECONDS, 2),
        "overlap_seconds": round(overlap * ITEM_SECONDS, 2),
        "same": score >= SAME_SOUND and overlap >= LEAST_ITEMS,
    }


def _items(audio: Mapping[str, Any]) -> Items:
    import numpy as np

    return np.frombuffer(base64.b64decode(audio["items"], validate=True), dtype="<u4")


def _offsets(a: Items, b: Items) -> list[int]:
    """The likeliest places of `b` in `a`, and 0."""
    import numpy as np

    keys_a, keys_b = a >> KEY_SHIFT, b >> KEY_SHIFT
    order = np.argsort(keys_b, kind="stable")
    ordered = keys_b[order]
    left, right = np.searchsorted(ordered, keys_a, "left"), np.searchsorted(ordered, keys_a, "right")
    votes: dict[int, int] = {}
    for place, (start, end) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        if 0 < end - start <= MOST_PER_KEY:
            for other in order[start:end].tolist():
                votes[place - other] = votes.get(place - other, 0) + 1
    best = sorted(votes, key=lambda offset: votes[offset], reverse=True)[:CANDIDATES]
    return list(dict.fromkeys([*best, 0]))


def _overlap(a: Items, b: Items, offset: int) -> int:
    return min(len(a) - max(offset, 0), len(b) - max(-offset, 0))


def _agreement(a: Items, b: Items, offset: int) -> float:
    """The share of equal bits where the two lie over each other."""
    import numpy as np

    count = _overlap(a, b, offset)
    one = a[max(offset, 0) :][:count]
    two = b[max(-offset, 0) :][:count]
    different = np.unpackbits((one ^ two).view(np.uint8)).sum()
    return 1.0 - float(different) / (32 * count)
