"""Speaking a line of a dub or voiceover anew: which line, and what changes."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import reflex as rx

from app.core.errors import AppError, EngineError
from app.core.limits import thread_pools
from app.engines.voice.voice_assignment import voices_for
from app.services.editor import respeaking
from app.services.editor.respeaking import Change, Spoken, SpokenLine
from app.services.engines.configuration import voice_for
from app.ui import session
from app.ui.components.picker import Choice
from app.ui.labels import duration_text
from app.ui.language import message, message_with_hint, tr

SPEEDS = ("0.8", "0.9", "1.0", "1.1", "1.2", "1.3")
"""What the page offers; a program may ask for any from 0.5 to 2."""


class SpokenLinesState(rx.State):
    """The lines of one job, the one that is chosen with its words and voice, and what went wrong."""

    job_id: str = ""
    lines: list[Choice] = []
    voices: list[Choice] = []
    cue: str = ""
    text: str = ""
    voice: str = ""
    problem: str = ""

    _spoken: list[SpokenLine] = []

    @rx.event
    async def open(self, job_id: str) -> None:
        """Show the lines of a job."""
        who = await session.person(self)
        self.reset()
        try:
            spoken = await thread_pools.run(thread_pools.LARGE, respeaking.lines, who, job_id)
        except AppError as error:
            self.problem = message_with_hint(error)
            return
        self.job_id, self._spoken = job_id, spoken.lines
        self.lines = [_choice(line) for line in spoken.lines]
        self.voices = await asyncio.to_thread(_voices, spoken)
        if spoken.lines:
            self._choose(spoken.lines[0])

    @rx.event
    async def close(self) -> None:
        """Put them away."""
        self.reset()

    @rx.event
    async def choose(self, cue: str) -> None:
        """Take another line."""
        chosen = next((line for line in self._spoken if str(line.cue) == cue), None)
        if chosen is not None:
            self._choose(chosen)

    def _choose(self, line: SpokenLine) -> None:
        self.cue, self.text, self.voice = str(line.cue), line.text, line.voice
        self.problem = ""

    @rx.event
    async def choose_voice(self, voice: str) -> None:
        """Take another voice for the line."""
        self.voice = voice

    @rx.event
    async def speak(self, form: dict[str, Any]) -> Any:
        """Queue the job that speaks the line anew, and go to its page."""
        who = await session.person(self)
        try:
            change = self._change(str(form.get("text", "")), str(form.get("speed", "")))
            speak = partial(respeaking.speak, who, self.job_id, "web", [change])
            job = await thread_pools.run(thread_pools.LARGE, speak)
        except AppError as error:
            self.problem = message_with_hint(error)
            return None
        self.reset()
        return rx.redirect(f"/jobs/{job.number}")

    def _change(self, text: str, speed: str) -> Change:
        """What differs from the line as it was spoken."""
        line = next((line for line in self._spoken if str(line.cue) == self.cue), None)
        if line is None:
            return Change(0)
        asked = float(speed) if speed in SPEEDS else line.speed
        return Change(
            line.cue,
            text.replace("\r\n", "\n") if text.strip() != line.text.strip() else None,
            self.voice if self.voice not in ("", line.voice) else None,
            asked if asked != line.speed else None,
        )


def _choice(line: SpokenLine) -> Choice:
    said = " ".join(line.text.split())
    name = f"{line.speaker}: " if line.speaker else ""
    label = tr("{number} at {time}", number=line.cue, time=duration_text(line.start))
    return {"value": str(line.cue), "label": f"{label} · {name}{said}"}


def _voices(spoken: Spoken) -> list[Choice]:
    """The voices of the engine that spoke, those of the language."""
    try:
        offered = voice_for(spoken.engine, spoken.language).capabilities().voices
    except EngineError:  # it is no longer here; speaking says so
        return []
    return [
        {
            "value": voice.id,
            "label": voice.name,
            "note": " ".join([voice.language, message(voice.gender)]).strip(),
        }
        for voice in voices_for(offered, spoken.language)
    ]
