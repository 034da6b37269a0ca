"""Translation by DeepL (API version 2: POST /v2/translate)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from app.core.errors import engine_missing
from app.core.progress import Cancelled, OnProgress, ignore_progress, never, stop_if
from app.engines.config import Endpoint, EngineConfig
from app.engines.protocols import Capabilities
from app.engines.remote.client import RemoteEngine
from app.engines.remote.errors import unusable
from app.engines.translation.markup import from_markup, to_markup

BATCH = 50
"""The most texts DeepL takes at once."""
FREE, PAID = "https://api-free.deepl.com", "https://api.deepl.com"
SETTING = "CUEDECK_ENGINES__REMOTES__DEEPL__KEY"
REGIONAL = {"en": "EN-US", "pt": "PT-PT", "zh": "ZH-HANS"}
"""DeepL wants to be told which of these as a target."""


class DeepL:
    """`config.remotes["deepl"]` holds the key; the address follows from it unless one is set."""

    id = "deepl"
    label = "DeepL"
    keeps_tags = True

    def __init__(self, config: EngineConfig) -> None:
        endpoint = config.remotes.get(self.id)
        self.brief = ""
        self.endpoint: Endpoint | None = None
        if endpoint is not None:
            # Keys of the free plan end in ":fx" and work at another address.
            usual = FREE if endpoint.key.endswith(":fx") else PAID
            self.endpoint = replace(endpoint, url=endpoint.url or usual)

    def version(self) -> str:
        """The version of the interface."""
        return "deepl v2" if self.endpoint else ""

    def capabilities(self) -> Capabilities:
        """Ready when a key is set."""
        there = self.endpoint is not None
        return Capabilities(
            ready=there,
            quality="Very good.",
            install="" if there else f"export {SETTING}=YOUR-KEY",
            reason="" if there else "No key is set.",
            remote=True,
        )

    def briefed(self, brief: str) -> DeepL:
        """See `Briefable.briefed`."""
        told = copy(self)
        told.brief = brief
        return told

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
        """See `Translator.translate`; tags travel as XML, neighbouring sentences as context."""
        if self.endpoint is None:
            raise engine_missing(self.label, self.capabilities().install)
        headers = {"Authorization": f"DeepL-Auth-Key {self.endpoint.key}"}
        remote = RemoteEngine(self.label, self.endpoint, headers)
        done: list[str] = []
        while len(done) < len(sentences):
            stop_if(cancelled)
            batch = sentences[len(done) : len(done) + BATCH]
            answer = remote.json(
                "POST", "v2/translate", json=_body(batch, source, target, self.brief), cancelled=cancelled
            )
            done += self._texts(answer, len(batch))
            on_progress(len(done) / len(sentences))
        return done

    def _texts(self, answer: Any, wanted: int) -> list[str]:
        try:
            texts = [from_markup(str(item["text"])) for item in answer["translations"]]
        except (KeyError, TypeError) as error:
            raise unusable(self.label, "the translations are not in the usual form") from error
        if len(texts) != wanted:
            raise unusable(self.label, "it did not return one translation a sentence")
        return texts


def _body(sentences: Sequence[str], source: str, target: str, brief: str) -> dict[str, Any]:
    tag = target.lower()
    body: dict[str, Any] = {
        "text": [to_markup(sentence) for sentence in sentences],
        "target_lang": REGIONAL.get(tag, tag.upper()),
        "tag_handling": "xml",
        "split_sentences": "0",
    }
    if source:
        # As a source DeepL takes no region.
        body["source_lang"] = source.split("-")[0].upper()
    if brief:
        body["context"] = brief
    return body
