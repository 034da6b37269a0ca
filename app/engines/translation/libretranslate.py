"""Translation by a LibreTranslate server: POST /translate with a list of texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core.errors import engine_missing
from app.core.progress import Cancelled, OnProgress, ignore_progress, never, stop_if
from app.engines.config import EngineConfig
from app.engines.protocols import Capabilities
from app.engines.remote.client import RemoteEngine
from app.engines.remote.errors import unusable
from app.engines.translation.markup import from_markup, to_markup

BATCH = 25
SETTING = "CUEDECK_ENGINES__REMOTES__LIBRETRANSLATE__URL"


class LibreTranslate:
    """`config.remotes["libretranslate"]` holds the address, and the key where the server wants one."""

    id = "libretranslate"
    label = "LibreTranslate"
    keeps_tags = True

    def __init__(self, config: EngineConfig) -> None:
        self.endpoint = config.remotes.get(self.id)

    def version(self) -> str:
        """The address: a server does not tell its version."""
        return f"{self.id} {self.endpoint.url}" if self.endpoint else ""

    def capabilities(self) -> Capabilities:
        """Ready when an address is set; the server knows its own pairs."""
        there = self.endpoint is not None
        return Capabilities(
            ready=there,
            quality="Good for plain sentences.",
            install="" if there else f"export {SETTING}=https://SERVER",
            reason="" if there else "No server is set.",
            remote=True,
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
        """See `Translator.translate`; tags travel as HTML."""
        if self.endpoint is None:
            raise engine_missing(self.label, self.capabilities().install)
        # LibreTranslate takes its key in the body, not in a header.
        remote = RemoteEngine(self.label, self.endpoint, headers={})
        done: list[str] = []
        while len(done) < len(sentences):
            stop_if(cancelled)
            batch = [to_markup(text) for text in sentences[len(done) : len(done) + BATCH]]
            body = {"q": batch, "source": source or "auto", "target": target, "format": "html"}
            if self.endpoint.key:
                body["api_key"] = self.endpoint.key
            answer = remote.json("POST", "translate", json=body, cancelled=cancelled)
            texts = answer.get("translatedText") if isinstance(answer, dict) else None
            if not isinstance(texts, list) or len(texts) != len(batch):
                raise unusable(self.label, "it did not return one translation a sentence")
            done += [from_markup(str(text)) for text in texts]
            on_progress(len(done) / len(sentences))
        return done
