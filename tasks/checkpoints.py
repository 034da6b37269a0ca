"""Checkpoint keys: the hash of everything that a step's result depends on."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from app.job_types.stages import DONE_OF
from app.services.engines.configuration import engine_version, recognition_facts
from models import Stage
from tasks.steps import StepContext

_MIX = ("output_format", "original", "original_level", "loudness", "captions_too", "audio_track")
_NAMES = ("job_name", "external_id", "labels", "job_metadata", "webhook", "inline", "preset_id")
_VOICE = ("voice", "voice_engine", "voices")
_UNREAD = {
    Stage.TRANSLATING: (*_NAMES, *_MIX, *_VOICE),
    Stage.EDITING: (*_NAMES, *_MIX, *_VOICE),
    Stage.DUBBING: (*_NAMES, *_MIX),
}
"""What a stage that is not the last one of its job never reads."""

VERSION = "4"
"""Part of every key; raise it when a step's result changes its meaning."""


def checkpoint_key(context: StepContext, stage: Stage) -> str:
    """The hash of input, parameters and engine version that makes a step's result reusable.

    Recognition depends on its own parameters only, so that a retry, or another job, with another target
    language does not recognise again. Translation in a dub does not depend on the voice, nor speech on the
    mix. What ends a job depends on all parameters; every stage on those before.
    """
    source = context.upload.sha256 if context.upload else context.job.source_url
    facts: dict[str, Any] = {
        "source": source,
        "stage": str(stage),
        "version": [VERSION, engine_version(stage, context.parameters)],
    }
    if stage is Stage.TRANSCRIBING:
        facts["wanted"] = recognition_facts(context.parameters)
    else:
        facts["wanted"] = _read_parameters(context, stage)
        facts["earlier"] = {str(name): data for name, data in context.earlier.items()}
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def _read_parameters(context: StepContext, stage: Stage) -> dict[str, Any]:
    """The job's parameters without those that this stage does not look at."""
    unread = set(_UNREAD.get(stage, ())) if str(DONE_OF[stage]) != context.job.stages[-1] else set[str]()
    return {name: value for name, value in context.job.parameters.items() if name not in unread}
