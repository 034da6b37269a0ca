"""Rule-based translation with Apertium's programs, kept running: draft quality, offline, a few milliseconds.

The stages of a pair come from its mode file (`/usr/share/apertium/modes/eng-spa.mode`), a line of shell that
is taken apart and never run by a shell. Every stage gets `-z`, so that it answers each text at once. Texts
are in Apertium's stream format: special characters escaped, tags inside `[…]`, a final `.[]` so that every
stage knows the sentence is over.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from app.core.errors import EngineError, engine_missing
from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.engines.config import EngineConfig
from app.engines.loaded_models import use_loaded
from app.engines.protocols import Capabilities
from app.engines.translation.apertium_languages import tag_of
from app.engines.translation.markup import TAG
from app.engines.translation.pairs import Pair, route, unsupported
from app.engines.translation.pipe import PipeError, ProgramPipe

MODES = Path("/usr/share/apertium/modes")
INSTALL = "apt-get install apertium-eng-spa"
TIMEOUT = 20.0
END = ".[]"
_SPECIAL = re.compile(r"([\[\]{}^$\\/@<>])")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PARAMETERS = {"$1": "-n", "$2": ""}
"""A mode's parameters: leave unknown words unmarked, no tagger option."""


class Apertium:
    """Translation with the language pairs that are installed on the system."""

    id = "apertium"
    label = "Apertium (draft quality)"
    keeps_tags = True

    def __init__(self, config: EngineConfig, modes: Path = MODES) -> None:
        self.config = config
        self.modes = modes

    def version(self) -> str:
        """The mode files' dates: packages update them, and the programs do not tell in a usable way."""
        dates = [f"{pair[0]}-{pair[1]} {path.stat().st_mtime:.0f}" for pair, path in self._files().items()]
        return f"apertium {', '.join(dates)}" if dates else ""

    def capabilities(self) -> Capabilities:
        """The pairs whose data is installed, and those that go through English."""
        direct = self._files()
        names = {language for pair in direct for language in pair}
        pairs = tuple((s, t) for s in sorted(names) for t in sorted(names) if s != t and route(direct, s, t))
        ready = bool(pairs) and shutil.which("lt-proc") is not None
        return Capabilities(
            ready=ready,
            quality="Draft: by rules, word for word in places. Let a person read it.",
            languages=tuple(sorted(names)),
            pairs=pairs,
            install="" if ready else INSTALL,
            reason="" if ready else "No language pair is installed.",
        )

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        glossary: Mapping[str, str] | None = None,
        on_progress: OnProgress = ignore_progress,
        cancelled: Cancelled = never,
    ) -> list[str]:
        """See `Translator.translate`; by way of English when there is no direct pair."""
        files = self._files()
        if not files:
            raise engine_missing(self.label, INSTALL)
        steps = route(files, source, target)
        if not steps:
            raise unsupported(self.label, source, target, f"Install a pair, as with: {INSTALL}")
        texts = []
        for sentence in sentences:
            for pair in steps:
                sentence = self._ask(files[pair], sentence, cancelled)
            texts.append(sentence)
            on_progress(len(texts) / len(sentences))
        return texts

    def _ask(self, mode: Path, sentence: str, cancelled: Cancelled) -> str:
        with use_loaded(("apertium", str(mode)), lambda: _pipe(mode), cancelled) as pipe:
            try:
                answer = pipe.ask(to_stream(sentence).encode(), cancelled)
            except (PipeError, OSError) as error:
                raise EngineError(
                    f"{self.label} failed: {error}.",
                    code="engine_failed",
                    hint=f"Retry the job. If it fails again, install Apertium anew with: {INSTALL}",
                ) from error
        return from_stream(answer.decode("utf-8", "replace"), sentence)

    def _files(self) -> dict[Pair, Path]:
        """The mode file of every installed pair."""
        return _files(self.modes, self.modes.stat().st_mtime if self.modes.is_dir() else 0.0)


def _pipe(mode: Path) -> ProgramPipe:
    return ProgramPipe(stages_of(mode.read_text(encoding="utf-8")), TIMEOUT)


@cache
def _files(modes: Path, _changed: float) -> dict[Pair, Path]:
    found: dict[Pair, Path] = {}
    for path in sorted(modes.glob("*.mode")):
        codes = [tag_of(code) for code in path.stem.split("-")]
        if len(codes) == 2 and all(codes):
            found.setdefault((codes[0], codes[1]), path)
    return found


def stages_of(mode: str) -> list[list[str]]:
    """The commands of a mode file, each asked to answer at every NUL."""
    words = shlex.shlex(mode, posix=True, punctuation_chars="|")
    words.whitespace_split = True
    stages: list[list[str]] = [[]]
    for word in words:
        if word == "|":
            stages.append([])
        elif _PARAMETERS.get(word, word):
            stages[-1].append(_PARAMETERS.get(word, word))
    return [[stage[0], "-z", *stage[1:]] for stage in stages if stage]


def to_stream(sentence: str) -> str:
    """The sentence in Apertium's stream format."""
    sentence = " ".join(sentence.replace("\0", " ").split())
    parts, at = [], 0
    for match in TAG.finditer(sentence):
        parts += [_SPECIAL.sub(r"\\\1", sentence[at : match.start()]), f"[{match.group()}]"]
        at = match.end()
    return "".join([*parts, _SPECIAL.sub(r"\\\1", sentence[at:]), END])


def from_stream(answer: str, sentence: str) -> str:
    """The translation out of the stream format, with the capital letter the source began with."""
    text = answer.removesuffix("[]").removesuffix(".")
    text = re.sub(r"(?<!\\)\[(</?s\d+>|<x\d+/>)\]", r"\1", text)
    text = " ".join(_ESCAPED.sub(r"\1", text).split())
    if sentence[:1].islower() and text[:1].isupper() and not text[1:2].isupper():
        return text[0].lower() + text[1:]
    return text
