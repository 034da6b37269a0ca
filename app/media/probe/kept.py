"""What was found in a media file as JSON, kept with its upload so that no job has to look again."""

from __future__ import annotations

import hashlib
from dataclasses import MISSING, fields
from fractions import Fraction
from typing import Any

from app.media.probe.media_info import MediaInfo, Stream

_USUAL = {field.name: field.default for field in fields(Stream)}
_RATIOS = frozenset({"frame_rate", "highest_rate", "pixel_aspect"})
_FORM = hashlib.sha256(" ".join(_USUAL).encode()).hexdigest()[:8]
"""Names what is known of a stream: an older version that looked for less is not believed."""
_MOST_STREAMS = 64


def as_json(info: MediaInfo) -> dict[str, Any] | None:
    """The facts, or None of a file with so many tracks that looking again is better than keeping them."""
    if len(info.streams) > _MOST_STREAMS:
        return None
    return {
        "form": _FORM,
        "container": info.container,
        "duration": info.duration,
        "size": info.size,
        "streams": [_facts(stream) for stream in info.streams],
    }


def from_json(kept: Any) -> MediaInfo | None:
    """What `as_json` was given; None of what another version kept, or of nothing."""
    if not isinstance(kept, dict) or kept.get("form") != _FORM:
        return None
    streams = tuple(_stream(facts) for facts in kept["streams"])
    return MediaInfo(kept["container"], kept["duration"], kept["size"], streams)


def _facts(stream: Stream) -> dict[str, Any]:
    """What is not as usual."""
    said = {name: getattr(stream, name) for name in _USUAL}
    told = {name: value for name, value in said.items() if _USUAL[name] is MISSING or value != _USUAL[name]}
    return {name: str(value) if name in _RATIOS else value for name, value in told.items()}


def _stream(facts: dict[str, Any]) -> Stream:
    said: dict[str, Any] = dict(facts)
    for name in _RATIOS & said.keys():
        said[name] = Fraction(said[name])
    said["flags"] = tuple(said.get("flags", ()))
    return Stream(**said)
