"""Neural translation on this machine with Argos packages, through CTranslate2 and SentencePiece alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from app.core.errors import EngineError, engine_missing
from app.core.progress import Cancelled, OnProgress, Slice, ignore_progress, never, stop_if
from app.engines.config import EngineConfig
from app.engines.loaded_models import use_loaded
from app.engines.model_store import ModelStore
from app.engines.packages import installed
from app.engines.protocols import Capabilities
from app.engines.translation.argos_package import TOKENIZER, WEIGHTS, read_metadata
from app.engines.translation.pairs import Pair, route, unsupported

INSTALL = "pip install 'cuedeck[translation]'"
PACKAGES = ("ctranslate2", "sentencepiece")
BATCH = 32
"""Sentences at once: how often percent moves and cancel is looked at."""
BEAM = 4
LENGTH_PENALTY = 0.2
_PACKAGE = re.compile(r"argos-([a-z]{2,3})-([a-z]{2,3})")


@dataclass(frozen=True, slots=True)
class _Model:
    """A loaded package."""

    translator: Any
    tokenizer: Any
    prefix: str

    def translate(self, sentences: Sequence[str]) -> list[str]:
        tokens = [self.tokenizer.encode(sentence, out_type=str) for sentence in sentences]
        prefixes = [[self.prefix]] * len(tokens) if self.prefix else None
        try:
            results = self.translator.translate_batch(
                tokens, target_prefix=prefixes, beam_size=BEAM, length_penalty=LENGTH_PENALTY,
                replace_unknowns=True, max_batch_size=BATCH,
            )  # fmt: skip
        except RuntimeError as error:
            raise EngineError(
                f"The text could not be translated: {error}",
                code="engine_failed",
                hint="Retry the job; most often there was too little memory.",
            ) from error
        return [self._text(result.hypotheses[0]) for result in results]

    def _text(self, tokens: list[str]) -> str:
        if self.prefix and tokens[:1] == [self.prefix]:
            tokens = tokens[1:]
        return " ".join("".join(tokens).replace("\u2581", " ").split())


class Argos:
    """Translation with the Argos packages in the model store."""

    id = "argos"
    label = "Argos Translate"
    keeps_tags = False

    def __init__(self, config: EngineConfig) -> None:
        self.config = config
        self.store = ModelStore(config.model_dir)

    def version(self) -> str:
        """The runtime and the installed packages' versions."""
        if not installed(PACKAGES):
            return ""
        packages = [f"{m.source}-{m.target} {m.version}" for m in map(self._metadata, self.pairs())]
        return f"ctranslate2 {version('ctranslate2')}, {', '.join(packages)}"

    def pairs(self) -> list[Pair]:
        """The pairs with a package of their own."""
        folder = self.store.folder
        names = [path.name for path in sorted(folder.iterdir())] if folder.is_dir() else []
        found = [match.groups() for name in names if (match := _PACKAGE.fullmatch(name))]
        return [(s, t) for s, t in found if self.store.installed(f"argos-{s}-{t}")]

    def capabilities(self) -> Capabilities:
        """The pairs there are packages for, and those that go through English."""
        direct = self.pairs()
        names = {language for pair in direct for language in pair}
        pairs = tuple((s, t) for s in sorted(names) for t in sorted(names) if s != t and route(direct, s, t))
        package = installed(PACKAGES)
        reason = (
            "" if package and pairs else "No language pair is installed." if package else "Not installed."
        )
        return Capabilities(
            ready=package and bool(pairs),
            quality="Good for plain sentences.",
            languages=tuple(sorted(names)),
            pairs=pairs,
            install=INSTALL if not package else "" if pairs else "cuedeck models pull argos-en-es",
            reason=reason,
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
        """See `Translator.translate`; by way of English when only both halves are installed."""
        if not installed(PACKAGES):
            raise engine_missing(self.label, INSTALL)
        steps = route(self.pairs(), source, target)
        if not steps:
            raise unsupported(
                self.label, source, target,
                f"Install the pair with: cuedeck models pull argos-{source}-{target}",
            )  # fmt: skip
        texts = list(sentences)
        for number, pair in enumerate(steps):
            heard = Slice(on_progress, number / len(steps), 1 / len(steps))
            texts = self._step(texts, pair, heard, cancelled)
        return texts

    def _step(
        self, sentences: list[str], pair: Pair, on_progress: OnProgress, cancelled: Cancelled
    ) -> list[str]:
        key = ("argos", str(self.store.folder), *pair, self.config.device, self.config.threads)
        done: list[str] = []
        with use_loaded(key, lambda: self._load(pair), cancelled) as model:
            while len(done) < len(sentences):
                stop_if(cancelled)
                done += model.translate(sentences[len(done) : len(done) + BATCH])
                on_progress(len(done) / len(sentences))
        return done

    def _metadata(self, pair: Pair) -> Any:
        return read_metadata(self.store.path(f"argos-{pair[0]}-{pair[1]}"))

    def _load(self, pair: Pair) -> _Model:
        import ctranslate2
        import sentencepiece

        name = f"argos-{pair[0]}-{pair[1]}"
        folder = self.store.path(name)
        gpu = self.config.device != "cpu" and ctranslate2.get_cuda_device_count() > 0
        try:
            translator = ctranslate2.Translator(
                str(folder / WEIGHTS), device="cuda" if gpu else "cpu", intra_threads=self.config.threads
            )
            tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(folder / TOKENIZER))
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineError(
                f"The package {name} cannot be loaded: {error}",
                code="model_damaged",
                hint=f"Check it with: cuedeck models verify {name}",
            ) from error
        return _Model(translator, tokenizer, self._metadata(pair).target_prefix)
