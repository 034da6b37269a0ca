"""fingerprint: three frame hashes and the Chromaprint of the source."""

from __future__ import annotations

from typing import cast

from app.job_types.fingerprint import FingerprintParameters
from app.media.fingerprint.compute import fingerprint
from models import Stage
from tasks.stages.inspection import examined
from tasks.steps import StepContext, StepResult, runs


@runs(Stage.FINGERPRINTING)
def fingerprinting(context: StepContext) -> StepResult:
    """Three frame hashes and the Chromaprint of the source, in `result_data`."""
    asked = cast(FingerprintParameters, context.parameters)
    with context.source() as source:
        info = examined(context, source)
        found = fingerprint(
            source,
            info,
            context.folder,
            timestamp=asked.timestamp,
            hash_size=asked.hash_size,
            progress=context.progress,
            cancelled=context.cancelled,
        )
    return StepResult({}, [], {"result_data": found, "duration": info.duration})
