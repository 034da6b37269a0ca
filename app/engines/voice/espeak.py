"""Speech with the espeak-ng program: over a hundred languages, fast, plainly artificial."""

from __future__ import annotations

import shutil
from functools import cache

from app.core.child_process.program import Bounds, ProgramFailed, run
from app.core.errors import engine_missing
from app.core.progress import Cancelled, never
from app.engines.config import EngineConfig
from app.engines.protocols import Capabilities, Speech, Voice
from app.engines.voice import wav
from app.engines.voice.errors import failed, nothing_to_say, unknown_voice

INSTALL = "apt install espeak-ng"
WORDS_A_MINUTE = 175
"""espeak-ng's own normal speed."""
LANGUAGES = {"cmn": "zh", "fr-fr": "fr", "nb": "no", "en-gb": "en"}
"""espeak-ng's names where people and other engines use another."""
VARIANTS = (("", "male"), ("+f2", "female"), ("+m3", "male"), ("+f4", "female"))
"""Every language in four voices, so that speakers can be told apart."""
BOUNDS = Bounds(wall=60, cpu=60, memory=1 << 30, file_size=1 << 28)


class Espeak:
    """The system's espeak-ng."""

    id = "espeak-ng"
    label = "eSpeak NG"

    def __init__(self, config: EngineConfig) -> None:
        self.config = config

    def version(self) -> str:
        """As the program says it."""
        program = shutil.which("espeak-ng")
        return f"{self.id} {_version(program)}" if program else self.id

    def capabilities(self) -> Capabilities:
        """Ready when the program is there."""
        program = shutil.which("espeak-ng")
        voices = _voices(program) if program else ()
        return Capabilities(
            ready=program is not None,
            quality="Clear but artificial; speaks over a hundred languages, in no time.",
            languages=tuple(sorted({v.language for v in voices})),
            voices=voices,
            install="" if program else INSTALL,
            reason="" if program else "The program espeak-ng is not installed.",
        )

    def synthesize(
        self, text: str, voice: str, *, language: str = "", speed: float = 1.0, cancelled: Cancelled = never
    ) -> Speech:
        """See `VoiceSynthesizer.synthesize`."""
        program = shutil.which("espeak-ng")
        if program is None:
            raise engine_missing(self.label, INSTALL)
        voices = _voices(program)
        if voice not in {v.id for v in voices}:
            raise unknown_voice(self.label, voice, voices)
        pace = str(round(WORDS_A_MINUTE * speed))
        # In plain text espeak-ng reads [[...]] as phoneme codes.
        plain = text.replace("[[", " ").replace("]]", " ").replace("\x00", " ")
        try:
            finished = run(
                [program, "-v", voice, "-s", pace, "-b", "1", "--stdin", "--stdout"],
                stdin=plain.encode(), bounds=BOUNDS, cancelled=cancelled,
            )  # fmt: skip
            speech = wav.trim(wav.decode(finished.stdout))
        except (ProgramFailed, ValueError) as error:
            raise failed(self.label, str(error)) from error
        if not speech.pcm:
            raise nothing_to_say(self.label, text)
        return speech


@cache
def _version(program: str) -> str:
    words = run([program, "--version"], bounds=BOUNDS).stdout.decode("utf-8", "replace").split()
    return next((word for word in words if word[0].isdigit()), "unknown")


@cache
def _voices(program: str) -> tuple[Voice, ...]:
    """One entry a language and variant, from the table `espeak-ng --voices` prints."""
    listed = run([program, "--voices"], bounds=BOUNDS).stdout.decode("utf-8", "replace").splitlines()[1:]
    rows = [line.split() for line in listed if len(line.split()) >= 5]
    found: dict[str, Voice] = {}
    for row in rows:
        code, name = row[1].lower(), row[3].replace("_", " ")
        for suffix, gender in VARIANTS:
            entry = Voice(code + suffix, name + suffix.replace("+", " "), LANGUAGES.get(code, code), gender)
            found.setdefault(entry.id, entry)
    return tuple(found.values())
