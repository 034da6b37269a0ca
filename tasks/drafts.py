"""Drafts for the editing stage, from the captions of earlier stages."""

from __future__ import annotations

from pathlib import PurePath

from app.captions.conversion import drafts
from app.services.jobs.editing import NewDraft
from models import Stage
from tasks.stages import captions
from tasks.steps import StepContext


def drafts_of(context: StepContext) -> list[NewDraft]:
    """One draft a language, in the order of the outputs; an empty one where a person writes alone."""
    stem = PurePath(context.job.source_name).stem or "captions"
    translated = context.earlier.get(Stage.TRANSLATING)
    if translated is not None:
        kept = translated["captions"]
        return [_draft(context, kept[name], f"{stem}.{name}", name) for name in translated["languages"]]
    heard = context.earlier.get(Stage.TRANSCRIBING)
    if heard is not None:
        document = captions.recognised(context)
        text, count = captions.encode(document).decode(), len(document.cues)
        return [NewDraft(text, count, stem, heard["language"], heard["captions"])]
    return [NewDraft(drafts.empty(context.job.language), 0, stem, context.job.language, "")]


def _draft(context: StepContext, key: str, stem: str, language: str | None) -> NewDraft:
    text = context.load(key).decode()
    return NewDraft(text, drafts.cue_count(text), stem, language, key)
