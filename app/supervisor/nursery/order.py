"""What the nursery is asked for: one process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

MOST_BYTES, MOST_FILES = 65_536, 8


@dataclass(frozen=True, slots=True)
class Order:
    """A module to run as `python -m`, and how. `shares` are modules that are imported before it is forked.

    Sent along are the file of its output, and those that it is to have under `numbers`. `parent` is the
    process whose child it is going to be, and with which it ends.
    """

    module: str
    arguments: list[str]
    shares: list[str]
    environment: dict[str, str]
    parent: int
    nice: int
    numbers: list[int]

    def text(self) -> bytes:
        """As it is sent."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def parse(cls, text: bytes) -> Order:
        """What was sent."""
        return cls(**json.loads(text))
