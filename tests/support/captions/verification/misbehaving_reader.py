"""A reader that misbehaves as its file says, for the guarded child."""

from __future__ import annotations

import os
import time

from app.captions.verification.expected import Expected, PlainCue


def read(data: bytes, expected: Expected) -> list[PlainCue]:
    match data:
        case b"hang":
            time.sleep(60)
        case b"busy":
            while True:
                pass
        case b"memory":
            return [PlainCue(1, 0, 0, "x" * (1 << 33))]
        case b"crash":
            os._exit(3)
        case b"error":
            raise ValueError("no such thing")
    return expected.cues


def also_read_as(text: str, kind: str, *, last: bool) -> list[str]:
    return [text]
