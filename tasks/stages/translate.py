"""translate: captions into other languages, whole sentences at a time; recognised first when media came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, cast

from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.quality.assessment import named_guide
from app.captions.quality.style_guides import NETFLIX, Guide
from app.captions.translation.apply import with_translations
from app.captions.translation.bilingual import bilingual
from app.captions.translation.memory import (
    EXTENSION,
    MEDIA_TYPE,
    Unit,
    lookup_key,
    remembered,
    written_memory,
)
from app.captions.translation.sentences import sentences_of
from app.core.child_process import guarded_call
from app.core.errors import EngineError, JobError
from app.core.message_text import counted
from app.core.progress import OnProgress, Slice
from app.core.settings import get_settings
from app.engines.protocols import Briefable, Translator
from app.engines.registry import translator
from app.engines.speech.languages import language_name
from app.engines.translation.sentences import Translated, translate_sentences
from app.job_types.dub import DubParameters
from app.job_types.translate import TranslateParameters
from app.services.engines.configuration import config
from app.services.files import uploads
from app.services.files.outputs import NewOutput
from app.services.jobs.feasibility.languages import same_language
from app.services.jobs.feasibility.problem import of_error
from app.services.jobs.feasibility.translation import ASSUMED
from models import Stage
from tasks.stages import captioned_video, captions
from tasks.stages.captioned_video import Captioned
from tasks.stages.captions_beside import given_memory
from tasks.stages.extract import captions_inside, words_in_doubt
from tasks.stages.inspection import examined
from tasks.stages.recognition import about_names
from tasks.steps import StepContext, StepResult, runs

_TRACK_SHARE, _WRITING_SHARE = 0.02, 0.03
_ONE_LANGUAGE = ("language_unsupported", "same_language", "engine_refused")
"""Codes of errors that say no to one language and nothing of the others."""


@runs(Stage.TRANSLATING)
def translating(context: StepContext) -> StepResult:
    """Translate into every target language; the last stage also writes the files, in the asked order.

    A language that turns out to be impossible becomes a warning of the job, unless it is the only one.
    """
    source, notes = _source(context)
    targets = _targets(context)
    share = min(captioned_video.share_before(context.parameters), 1.0 - _WRITING_SHARE) / len(targets)
    memory = _memory(context, source, [target for _, target in targets])
    work = _Translations(context, source, notes, memory, warnings=_about_speakers(context))
    for index, (name, target) in enumerate(targets):
        work.into(name, target, Slice(context.progress, index * share, share))
    if not work.captions and work.refused is not None:
        raise work.refused
    if work.made:
        work.add_source()
        work.add_videos()
        work.add_memory()
    languages = list(work.captions)
    data = {"languages": languages, "captions": work.captions, "notes": notes}
    result = {"language": source.language, "languages": languages, "notes": notes, "outputs": work.reports}
    changes: dict[str, Any] = {"warnings": [*context.job.warnings, *work.warnings]} if work.warnings else {}
    return StepResult(data, work.made, changes | ({"result_data": result} if work.made else {}))


@dataclass(slots=True)
class _Translations:
    """What has been made of the source so far."""

    context: StepContext
    source: Document
    notes: list[str]
    memory: dict[str, dict[str, str]]
    captions: dict[str, str] = field(default_factory=dict)
    made: list[NewOutput] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)
    written: list[tuple[str, Document]] = field(default_factory=list)
    units: dict[str, Unit] = field(default_factory=dict)
    refused: EngineError | None = None

    def into(self, name: str, target: str, progress: OnProgress) -> None:
        """One more language, or the reason why not."""
        try:
            document, pairs, remarks = _translated(
                self.context, self.source, target, self.memory.get(target, {}), progress
            )
        except EngineError as error:
            if error.code not in _ONE_LANGUAGE:
                raise
            self.refused = error
            self.warnings.append(of_error(name, error, target).as_json())
            return
        self.notes += remarks
        self.captions[target] = self.context.store(captions.encode(document), "work").key
        if self.context.job.stages[-1] == Stage.TRANSLATED:
            self._write(self._with_source(document), target)
        for sentence, translation in pairs.items():
            self.units.setdefault(sentence, {})[target] = translation

    def _write(self, document: Document, language: str) -> None:
        for file, report in _files(self.context, document, language):
            self.made.append(file)
            self.reports.append(report)
        self.written.append((language, document))

    def _with_source(self, document: Document) -> Document:
        kept = self._keeps()
        if kept not in ("above", "below"):
            return document
        guide = _guide(self.context)
        return bilingual(self.source, document, source_above=kept == "above", guide=guide)

    def _keeps(self) -> str:
        return str(getattr(self.context.parameters, "keep_source", "no"))

    def add_source(self) -> None:
        """The captions in the language of the source, where the job asks for them as a file."""
        if self._keeps() == "file":
            self._write(self.source, _spoken(self.source))

    def add_videos(self) -> None:
        """The film with all of these captions, where the job asks for one."""
        if not self.context.parameters.makes_video():
            return
        (language, write), *others = (
            (tag, partial(captions.written, self.context, document)) for tag, document in self.written
        )
        before = captioned_video.share_before(self.context.parameters)
        film = Captioned(write, language, before, notes=self.notes, others=others)
        with self.context.source() as source:
            self.made += captioned_video.videos(self.context, source, film)

    def add_memory(self) -> None:
        """What was translated, as a translation memory, where the job asks for one."""
        if not getattr(self.context.parameters, "tmx", False):
            return
        spoken = _spoken(self.source)
        units = [{spoken: sentence, **versions} for sentence, versions in self.units.items()]
        stored = self.context.store(written_memory(units, spoken))
        name = captions.file_name(self.context.job.source_name, EXTENSION)
        self.made.append(NewOutput(stored, name, MEDIA_TYPE))


def _about_speakers(context: StepContext) -> list[dict[str, str]]:
    """Where the job has more or fewer names than the recording speakers."""
    names = context.parameters.named_speakers()
    if not names or (heard := context.earlier.get(Stage.TRANSCRIBING)) is None:
        return []
    return about_names(captions.decode(context.load(heard["captions"])), names)


def _memory(context: StepContext, source: Document, targets: list[str]) -> dict[str, dict[str, str]]:
    """The sentences of the job's translation memory for each target, read in a guarded child."""
    data = given_memory(context, cast("TranslateParameters | DubParameters", context.parameters))
    if data is None:
        return {}
    bounds = uploads.caption_bounds()
    return guarded_call.run(
        remembered, data, _spoken(source), targets, bounds=bounds, cancelled=context.cancelled
    )


def _spoken(source: Document) -> str:
    return (source.language or ASSUMED).lower()


def _source(context: StepContext) -> tuple[Document, list[str]]:
    heard = context.earlier.get(Stage.TRANSCRIBING)
    if heard is not None:
        return captions.recognised(context), list(heard["notes"])
    given, remarks = _given(context)
    document, notes = captions.with_language(context, given)
    return document, [*remarks, *notes]


def _given(context: StepContext) -> tuple[Document, list[str]]:
    """The captions in srt_content, those of a track of the media, or those of the source, with remarks."""
    text = getattr(context.parameters, "srt_content", None)
    if text:
        return captions.given(context, text.encode(), context.job.source_name), []
    name = context.job.source_name
    with context.source() as path:
        if context.parameters.captions_inside():
            inside = captions_inside(context, path, examined(context, path), _TRACK_SHARE)
            return inside.document, words_in_doubt(inside)
        return captions.given(context, uploads.read_captions(path, name), name), []


def _targets(context: StepContext) -> list[tuple[str, str]]:
    """The languages to make, without those that were known to be impossible when the job was accepted."""
    asked = cast("TranslateParameters | DubParameters", context.parameters)
    impossible = {warning["value"] for warning in context.job.warnings}
    targets = [(name, tag) for name, tag in asked.targets() if tag not in impossible]
    if not targets:
        raise JobError(
            "The job names no language to translate into.",
            code="target_language_missing",
            hint='Set target_language, for example "es", or target_languages for several.',
            rejected=True,
        )
    return targets


def _guide(context: StepContext) -> Guide:
    """The guide whose lines translated captions get: the one that the job names, else the usual one."""
    return named_guide(getattr(context.parameters, "guide", None)) or NETFLIX


def _translated(
    context: StepContext, source: Document, target: str, memory: Mapping[str, str], progress: OnProgress
) -> tuple[Document, dict[str, str], list[str]]:
    """The source in another language, its sentences with their translations, and what to remark."""
    asked = cast(TranslateParameters, context.parameters)
    spoken = _spoken(source)
    if same_language(spoken, target):
        raise EngineError(
            f"The source is in {language_name(target)} already.",
            code="same_language",
            hint="Name another target language, or the right source_language.",
            rejected=True,
        )
    engine = translator(asked.engine or "", config(), spoken, target)
    if asked.brief and isinstance(engine, Briefable):
        engine = engine.briefed(asked.brief)
    sentences = sentences_of(source)
    texts = [sentence.text for sentence in sentences]
    known = {text: memory[key] for text in texts if (key := lookup_key(text)) in memory}
    done = translate_sentences(
        engine, texts, spoken, target,
        glossary=asked.glossary, memory=known, on_progress=progress, cancelled=context.cancelled,
    )  # fmt: skip
    losses = Losses()
    document = with_translations(
        source, sentences, done.texts, language=target, guide=_guide(context), losses=losses
    )
    untranslated = set(done.untranslated)
    pairs = {text: done.texts[i] for i, text in enumerate(texts) if i not in untranslated}
    return document, pairs, _remarks(engine, asked, target, done, len(texts), losses)


def _remarks(
    engine: Translator, asked: TranslateParameters, target: str, done: Translated, count: int, losses: Losses
) -> list[str]:
    """What a person should know of a translation."""
    remarks = [f"{loss['message']} ({loss['count']})" for loss in losses.as_list()]
    if done.untranslated:
        empty = counted(len(done.untranslated), "sentence")
        remarks.append(f"{target}: {empty} came back empty and kept the text of the source.")
    if done.numbers_changed:
        remarks.append(
            f"{target}: numbers changed in {counted(len(done.numbers_changed), 'sentence')}; please check."
        )
    if done.remembered:
        of_all = f"{len(done.remembered)} of {counted(count, 'sentence')}"
        remarks.append(f"{target}: {of_all} came from the translation memory.")
    if asked.brief and not isinstance(engine, Briefable):
        remarks.append(f"{target}: {engine.label} reads no brief.")
    remarks.append(f"{target}: translated by {engine.label} ({engine.capabilities().quality}).")
    return remarks


def _files(
    context: StepContext, document: Document, target: str
) -> Iterator[tuple[NewOutput, dict[str, Any]]]:
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
