"""What webvtt-py reads in a WebVTT file: https://webvtt-py.readthedocs.io."""

from __future__ import annotations

import html
import io
import re

from app.captions.verification.expected import Expected, PlainCue, numbered

_MILLISECONDS = (3_600_000, 60_000, 1000)


def read(data: bytes, expected: Expected) -> list[PlainCue]:
    """The cues of the file that have words."""
    import webvtt

    captions = webvtt.from_buffer(io.StringIO(data.decode(expected.codec)), format="vtt").captions
    # `text` is without tags, but entities are left as they are.
    return numbered(
        (_milliseconds(caption.start), _milliseconds(caption.end), html.unescape(caption.text))
        for caption in captions
    )


def _milliseconds(clock: str) -> int:
    *parts, fraction = re.split(r"[:.]", clock)
    return sum(int(part) * unit for part, unit in zip(parts, _MILLISECONDS, strict=True)) + int(fraction)


def also_read_as(text: str, kind: str, *, last: bool) -> list[str]:
    """The same words: nothing that it reads otherwise is known."""
    return [text]
