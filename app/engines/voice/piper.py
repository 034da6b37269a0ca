"""Speech with the Piper program, an optional extra: it is GPL and runs as a program of its own.

Voices are `.onnx` files with their `.onnx.json` beside them, in the folder `piper` of the model folder.
"""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path

from app.core.child_process.program import Bounds, ProgramFailed, run
from app.core.errors import engine_missing
from app.core.progress import Cancelled, never
from app.core.storage.abandoned import scratch_folder
from app.engines.config import EngineConfig
from app.engines.protocols import Capabilities, Speech, Voice
from app.engines.voice import wav
from app.engines.voice.errors import failed, nothing_to_say, unknown_voice

INSTALL = "pip install piper-tts"
BOUNDS = Bounds(wall=120, cpu=240, memory=8 << 30, file_size=1 << 28)


class Piper:
    """The piper program and the voices of this installation."""

    id = "piper"
    label = "Piper"

    def __init__(self, config: EngineConfig) -> None:
        self.folder = config.model_dir / "piper"

    def version(self) -> str:
        """Name and, where its package tells, version."""
        import importlib.metadata

        try:
            return f"piper {importlib.metadata.version('piper-tts')}"
        except importlib.metadata.PackageNotFoundError:
            return self.id

    def capabilities(self) -> Capabilities:
        """Ready when the program and at least one voice are there."""
        program, voices = shutil.which("piper") is not None, self._voices()
        return Capabilities(
            ready=program and bool(voices),
            quality="Natural voices, much faster than listening.",
            languages=tuple(sorted({v.language for v in voices})),
            voices=voices,
            install=INSTALL if not program else "" if voices else self._fetch(),
            reason="The program piper is not installed." if not program
            else "" if voices else "There is no Piper voice yet.",
        )  # fmt: skip

    def synthesize(
        self, text: str, voice: str, *, language: str = "", speed: float = 1.0, cancelled: Cancelled = never
    ) -> Speech:
        """See `VoiceSynthesizer.synthesize`."""
        program = shutil.which("piper")
        if program is None:
            raise engine_missing(self.label, INSTALL)
        if voice not in {v.id for v in self._voices()}:
            raise unknown_voice(self.label, voice, self._voices())
        with scratch_folder() as work:
            out = work / "speech.wav"
            try:
                run(
                    [program, "--model", self.folder / f"{voice}.onnx", "--output-file", out,
                     "--length-scale", f"{1 / speed:.3f}"],
                    stdin=(" ".join(text.split()) + "\n").encode(), bounds=BOUNDS, cancelled=cancelled,
                )  # fmt: skip
                speech = wav.trim(wav.decode(out.read_bytes()))
            except (ProgramFailed, OSError, ValueError) as error:
                raise failed(self.label, str(error)) from error
        if not speech.pcm:
            raise nothing_to_say(self.label, text)
        return speech

    def _voices(self) -> tuple[Voice, ...]:
        models = sorted(self.folder.glob("*.onnx")) if self.folder.is_dir() else []
        return tuple(_voice(model) for model in models if model.with_name(model.name + ".json").is_file())

    def _fetch(self) -> str:
        return f"python -m piper.download_voices --data-dir {self.folder} es_ES-davefx-medium"


@cache
def _voice(model: Path) -> Voice:
    """A voice from its configuration, such as es_ES-davefx-medium."""
    facts = json.loads(model.with_name(model.name + ".json").read_text(encoding="utf-8"))
    code = str(facts.get("language", {}).get("code", model.stem.split("-")[0]))
    return Voice(model.stem, model.stem.replace("-", " "), code.replace("_", "-").lower())
