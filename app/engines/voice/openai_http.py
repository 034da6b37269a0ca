"""Speech by any server that speaks OpenAI's audio API (`/audio/speech`)."""

from __future__ import annotations

from app.core.errors import engine_missing
from app.core.progress import Cancelled, never
from app.engines.config import Endpoint, EngineConfig
from app.engines.protocols import Capabilities, Speech, Voice
from app.engines.remote.client import RemoteEngine
from app.engines.remote.errors import unusable
from app.engines.voice import wav
from app.engines.voice.errors import nothing_to_say

MODEL = "tts-1"
SETTING = "CUEDECK_ENGINES__REMOTES__OPENAI_VOICE__URL"
NAMES = ("alloy", "ash", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer")
VOICES = tuple(Voice(name, name.capitalize(), "mul") for name in NAMES)
"""OpenAI's own; other servers take names of their own."""
SLOWEST, FASTEST = 0.25, 4.0


class OpenAIVoice:
    """Speech over HTTP; `config.remotes["openai-voice"]` holds the address and key."""

    id = "openai-voice"
    label = "OpenAI-compatible voice server"

    def __init__(self, config: EngineConfig) -> None:
        self.endpoint: Endpoint | None = config.remotes.get(self.id)

    def version(self) -> str:
        """The model asked for: all that is known of a remote engine."""
        return f"{self.id} {self.endpoint.model or MODEL}" if self.endpoint else ""

    def capabilities(self) -> Capabilities:
        """Ready when an address is set; languages and voices are the server's own."""
        there = self.endpoint is not None
        return Capabilities(
            ready=there,
            quality="As good as the server behind it.",
            voices=VOICES,
            install="" if there else f"export {SETTING}=https://SERVER/v1",
            reason="" if there else "No server is set.",
            remote=True,
        )

    def synthesize(
        self, text: str, voice: str, *, language: str = "", speed: float = 1.0, cancelled: Cancelled = never
    ) -> Speech:
        """See `VoiceSynthesizer.synthesize`; every voice speaks the language of the text."""
        if self.endpoint is None:
            raise engine_missing(self.label, self.capabilities().install)
        body = {
            "model": self.endpoint.model or MODEL,
            "input": text,
            "voice": voice or NAMES[0],
            "response_format": "wav",
            "speed": min(max(round(speed, 3), SLOWEST), FASTEST),
        }
        remote = RemoteEngine(self.label, self.endpoint)
        answer = remote.content("POST", "audio/speech", cancelled=cancelled, json=body)
        try:
            speech = wav.trim(wav.decode(answer))
        except ValueError as error:
            raise unusable(self.label, f"the speech is {error}") from error
        if not speech.pcm:
            raise nothing_to_say(self.label, text)
        return speech
