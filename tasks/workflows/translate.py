"""translate: captions into other languages, whole sentences at a time; recognised first when media came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.translation.apply import with_translations
from app.captions.translation.sentences import sentences_of
from app.core.errors import JobError
from app.core.settings import get_settings
from app.engines.base import OnProgress, Slice
from app.engines.registry import translator
from app.engines.translation.sentences import translate_sentences
from app.services.engines import config
from app.services.outputs import Made
from models import Stage
from models.params import DubParameters, TranslateParameters
from tasks.steps import StepContext, StepResult
from tasks.workflows import captions

_ASSUMED = "en"


def translating(context: StepContext) -> StepResult:
    """Translate into every target language; the last stage also writes the files, in the asked order."""
    source, notes = _source(context)
    targets = _targets(context)
    data: dict[str, Any] = {"languages": targets, "captions": {}, "notes": notes}
    made: list[Made] = []
    reports: list[dict[str, Any]] = []
    for index, target in enumerate(targets):
        heard = Slice(context.progress, index / len(targets), 0.9 / len(targets))
        document, remarks = _translated(context, source, target, heard)
        notes += remarks
        data["captions"][target] = context.store(captions.encode(document), "work").key
        if context.job.stages[-1] == Stage.TRANSLATED:
            for file, report in _files(context, document, target):
                made.append(file)
                reports.append(report)
    result = {"language": source.language, "languages": targets, "notes": notes, "outputs": reports}
    return StepResult(data, made, {"result_data": result} if made else {})


def _source(context: StepContext) -> tuple[Document, list[str]]:
    heard = context.earlier.get(Stage.TRANSCRIBING)
    if heard is not None:
        return captions.decode(context.load(heard["captions"])), list(heard["notes"])
    document = _given(context)
    asked = getattr(context.parameters, "source_language", None)
    if asked or document.language:
        return replace(document, language=asked or document.language), []
    note = (
        "The captions do not say their language; they were taken as English. Set source_language to be sure."
    )
    return replace(document, language=_ASSUMED), [note]


def _given(context: StepContext) -> Document:
    """The captions in srt_content, or those of the source."""
    text = getattr(context.parameters, "srt_content", None)
    if text:
        return captions.given(context, text.encode(), context.job.source_name)
    with context.source() as path:
        return captions.given(context, path.read_bytes(), context.job.source_name)


def _targets(context: StepContext) -> list[str]:
    asked = cast("TranslateParameters | DubParameters", context.parameters)
    named = [
        *getattr(asked, "target_languages", []),
        *([asked.target_language] if asked.target_language else []),
    ]
    if not named:
        raise JobError(
            "The job names no language to translate into.",
            code="target_language_missing",
            hint='Set target_language, for example "es", or target_languages for several.',
            rejected=True,
        )
    return list(dict.fromkeys(language.strip().lower() for language in named))


def _translated(
    context: StepContext, source: Document, target: str, progress: OnProgress
) -> tuple[Document, list[str]]:
    asked = cast(TranslateParameters, context.parameters)
    spoken = (source.language or _ASSUMED).lower()
    engine = translator(asked.engine or "", config(), spoken, target)
    sentences = sentences_of(source)
    texts = [sentence.text for sentence in sentences]
    done = translate_sentences(
        engine, texts, spoken, target,
        glossary=asked.glossary, on_progress=progress, cancelled=context.cancelled,
    )  # fmt: skip
    losses = Losses()
    document = with_translations(source, sentences, done.texts, language=target, losses=losses)
    remarks = [f"{loss['message']} ({loss['count']})" for loss in losses.as_list()]
    if done.untranslated:
        remarks.append(
            f"{target}: {len(done.untranslated)} sentences came back empty and were kept as they were."
        )
    if done.numbers_changed:
        remarks.append(f"{target}: numbers changed in {len(done.numbers_changed)} sentences; check them.")
    remarks.append(f"{target}: translated by {engine.label} ({engine.capabilities().quality}).")
    return document, remarks


def _files(context: StepContext, document: Document, target: str) -> Iterator[tuple[Made, dict[str, Any]]]:
    """The document as one file, or as several context files when it is long."""
    asked = cast(TranslateParameters, context.parameters)
    size = get_settings().engines.context_cues
    cues = document.cues
    parts = [cues[start : start + size] for start in range(0, len(cues), size)] or [cues]
    for number, part in enumerate(parts):
        piece = replace(document, cues=part)
        yield captions.render(
            context, piece, asked.target_profile, target, number if len(parts) > 1 else None
        )
