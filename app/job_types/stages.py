"""The state machine of a job: its working stages, their order in a plan, and what may follow what.

Every job type names its working stages; `plan` (app.job_types.job_type) makes a job's stages of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from models.stages import ENDED_BADLY, Stage, add_stage, is_final

EngineKind = Literal["speech", "translation", "voice"]

DONE_OF: dict[Stage, Stage] = {
    Stage.CONVERTING: Stage.CONVERTED,
    Stage.TRANSCRIBING: Stage.TRANSCRIBED,
    Stage.TRANSLATING: Stage.TRANSLATED,
    Stage.EDITING: Stage.EDITED,
    Stage.DUBBING: Stage.DUBBED,
    Stage.MERGING: Stage.MERGED,
    Stage.DOWNLOADING: Stage.DOWNLOADED,
    Stage.RENDERING: Stage.RENDERED,
    Stage.FINGERPRINTING: Stage.FINGERPRINTED,
    Stage.FETCHING: Stage.FETCHED,
}
"""Each working stage and the stage that says it is done."""

ENGINE_OF: dict[Stage, EngineKind] = {
    Stage.TRANSCRIBING: "speech",
    Stage.TRANSLATING: "translation",
    Stage.DUBBING: "voice",
}
"""The kind of engine that serves a working stage; the others have none."""


def working_stage(doing: str, done: str, engine: EngineKind | None = None) -> Stage:
    """A stage that only the job type which names it has, such as ("counting", "counted")."""
    stage = add_stage(doing)
    DONE_OF[stage] = add_stage(done)
    if engine is not None:
        ENGINE_OF[stage] = engine
    return stage


def replan(stages: Sequence[str], *, videos: bool) -> list[str]:
    """The plan of a job that runs again: as it was, so that its checkpoints stay good.

    Only whether `videos` follow the editing may have been asked anew.
    """
    if Stage.EDITED not in stages or Stage.DUBBING in stages:
        return list(stages)
    kept = list(stages[: list(stages).index(Stage.EDITED) + 1])
    return [*kept, str(Stage.MERGING), str(Stage.MERGED)] if videos else kept


def successors(stage: Stage, stages: Sequence[str]) -> frozenset[Stage]:
    """Every stage a job with this plan may go to from `stage`.

    From `created` a job may enter any working stage, because a retry resumes behind its checkpoints.
    A job that ended badly may only be queued again.
    """
    if stage in ENDED_BADLY:
        return frozenset({Stage.CREATED})
    if stage is Stage.DRAFT:
        return frozenset({Stage.CREATED, Stage.REJECTED, Stage.CANCELED})
    if is_final(stage, stages):
        return frozenset()
    if stage is Stage.CREATED:
        ahead = {Stage(s) for s in stages if s in DONE_OF}
    elif stage in stages:
        ahead = {Stage(stages[list(stages).index(stage) + 1])}
    else:
        return frozenset()
    if stage is Stage.EDITING:
        ahead.add(Stage.CREATED)  # sent back: the work before it runs again
    return frozenset(ahead | ENDED_BADLY)
