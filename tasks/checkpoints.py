"""Checkpoint keys: the hash of everything that a step's result depends on."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from app.services.engines.configuration import engine_version, recognition_facts
from models import Stage
from tasks.steps import StepContext

VERSION = "3"
"""Part of every key; raise it when a step's result changes its meaning."""


def checkpoint_key(context: StepContext, stage: Stage) -> str:
    """The hash of input, parameters and engine version that makes a step's result reusable.

    Recognition depends on its own parameters only, so that a retry, or another job, with another target
    language does not recognise again. The other stages depend on all of them and on the stages before.
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
        facts["wanted"] = context.job.parameters
        facts["earlier"] = {str(name): data for name, data in context.earlier.items()}
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
