"""Translating sentences so that nothing is lost: repeated ones once, protected parts whole, numbers right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.progress import Cancelled, OnProgress, Slice, ignore_progress, never
from app.engines.protocols import Translator
from app.engines.translation.markup import normalize_tags, without_styles
from app.engines.translation.protection import (
    ProtectedText,
    is_preserved,
    numbers_changed,
    pieces,
    protect,
    restore,
)

FIRST_SHARE = 0.97
"""How much of the work the first pass is; sentences that need another are few."""


@dataclass(frozen=True, slots=True)
class Translated:
    """One translation a sentence, in order.

    `untranslated` are indexes where the engine gave nothing and the source stands; `numbers_changed` are
    those where a number still differs. A person should look at both. `remembered` came from the memory.
    """

    texts: list[str]
    untranslated: list[int] = field(default_factory=list)
    numbers_changed: list[int] = field(default_factory=list)
    remembered: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Job:
    """What every step of one call needs."""

    translator: Translator
    source: str
    target: str
    glossary: Mapping[str, str]
    cancelled: Cancelled

    def translate(self, texts: Sequence[str], on_progress: OnProgress = ignore_progress) -> list[str]:
        """The engine's answers, spaces around them gone; nothing is asked for nothing."""
        if not texts:
            return []
        answers = self.translator.translate(
            texts, self.source, self.target,
            glossary=self.glossary, on_progress=on_progress, cancelled=self.cancelled,
        )  # fmt: skip
        return [normalize_tags(answer).strip() for answer in answers]


def translate_sentences(
    translator: Translator,
    sentences: Sequence[str],
    source: str,
    target: str,
    *,
    glossary: Mapping[str, str] | None = None,
    memory: Mapping[str, str] | None = None,
    on_progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Translated:
    """Translate sentences that may hold style tags (`<s1>…</s1>`).

    A sentence that the `memory` has is taken from it as it stands; no engine is asked for it.

    Addresses, placeholders and glossary terms come back whole, whatever the engine does to them. Style
    tags come back where the engine keeps tags; the caller drops what makes no sense. Raises what the engine
    raises.
    """
    unique = list(dict.fromkeys(text for text in sentences if any(map(str.isalpha, text))))
    known = {text: memory[text] for text in unique if text in memory} if memory else {}
    job = _Job(translator, source, target, glossary or {}, cancelled)
    asked = [text for text in unique if text not in known]
    done = _first_pass(job, asked, Slice(on_progress, 0.0, FIRST_SHARE))
    _with_numbers(job, done)
    done |= known
    on_progress(1.0)
    texts = [done.get(text) or text for text in sentences]
    return Translated(
        texts=texts,
        untranslated=[i for i, text in enumerate(sentences) if text in done and not done[text]],
        numbers_changed=[
            i for i, text in enumerate(sentences) if done.get(text) and numbers_changed(text, done[text])
        ],
        remembered=[i for i, text in enumerate(sentences) if text in known],
    )


def _first_pass(job: _Job, texts: Sequence[str], on_progress: OnProgress) -> dict[str, str]:
    """Every text with its translation, protected parts in place."""
    shielded = [protect(text, job.glossary) for text in texts]
    if job.translator.keeps_tags:
        answers = job.translate([item.text for item in shielded], on_progress)
    else:
        answers = job.translate([without_styles(text) for text in texts], on_progress)
    return _finished(job, texts, shielded, answers)


def _finished(
    job: _Job, texts: Sequence[str], shielded: Sequence[ProtectedText], answers: Sequence[str]
) -> dict[str, str]:
    """The answers with protected parts put back; those that lost some are asked for again, in pieces."""
    done: dict[str, str] = {}
    for text, item, answer in zip(texts, shielded, answers, strict=True):
        if job.translator.keeps_tags:
            whole = restore(answer, item)
        else:
            whole = answer if is_preserved(answer, item) else None
        done[text] = whole if whole is not None else _in_pieces(job, item)
    return done


def _in_pieces(job: _Job, item: ProtectedText) -> str:
    """The words between protected parts translated by themselves: worse grammar, but nothing lost."""
    cut = [(without_styles(words), kept) for words, kept in pieces(item)]
    asked = [words for words, _kept in cut if any(map(str.isalpha, words))]
    answers = iter(job.translate(asked))
    out = []
    for words, kept in cut:
        if any(map(str.isalpha, words)):
            lead, tail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
            out.append(f"{lead}{next(answers)}{tail}")
        else:
            out.append(words)
        out.append(kept)
    return "".join(out).strip()


def _with_numbers(job: _Job, done: dict[str, str]) -> None:
    """Ask again, with the numbers protected, for every translation that changed one."""
    wrong = [text for text, answer in done.items() if numbers_changed(text, answer)]
    shielded = [protect(text, job.glossary, numbers=True) for text in wrong]
    if job.translator.keeps_tags:
        answers = job.translate([item.text for item in shielded])
        done.update(_finished(job, wrong, shielded, answers))
    else:
        done.update({text: _in_pieces(job, item) for text, item in zip(wrong, shielded, strict=True)})
