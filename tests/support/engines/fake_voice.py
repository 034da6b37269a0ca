"""A voice that says every letter as a tenth of a second of tone, and remembers what it was asked."""

from __future__ import annotations

import array
import threading
from dataclasses import dataclass, field

from app.core.progress import Cancelled, never, stop_if
from app.engines.protocols import Capabilities, Speech, Voice
from app.engines.voice.errors import nothing_to_say

RATE = 24_000
VOICES = (Voice("f1", "F", "es", "female"), Voice("m1", "M", "es-419", "male"), Voice("e1", "E", "en-us"))


@dataclass
class FakeVoice:
    """`obeys` is how much of an asked speed-up really comes out; `rates` gives voices their sample rate."""

    obeys: float = 1.0
    remote: bool = False
    rates: dict[str, int] = field(default_factory=dict)
    asked: list[tuple[str, str, float]] = field(default_factory=list)
    most_at_once: int = 0
    id: str = "fake"
    label: str = "Fake"
    number: str = "1"

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._now = 0
        self.gate: threading.Event | None = None

    def version(self) -> str:
        return f"fake {self.number}"

    def capabilities(self) -> Capabilities:
        voices = (
            Voice("f1", "F", "es", "female"),
            Voice("m1", "M", "es-419", "male"),
            Voice("e1", "E", "en-us"),
        )
        return Capabilities(ready=True, quality="", voices=voices, remote=self.remote)

    def synthesize(
        self, text: str, voice: str, *, language: str = "", speed: float = 1.0, cancelled: Cancelled = never
    ) -> Speech:
        with self._lock:
            self.asked.append((text, voice, speed))
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            if self.gate is not None:
                while not self.gate.wait(0.01):
                    stop_if(cancelled)
            stop_if(cancelled)
            if "漢" in text:
                raise nothing_to_say(self.label, text)
            real = 1.0 + (speed - 1.0) * self.obeys
            rate = self.rates.get(voice, RATE)
            count = round(len(text) * 0.1 / real * rate)
            return Speech(array.array("h", [8000, -8000] * (count // 2)).tobytes(), rate)
        finally:
            with self._lock:
                self._now -= 1
