"""The stage table: every legal and every illegal step, and the four vocabularies."""

from itertools import product

import pytest

from app.job_types import JOB_TYPES, plan
from app.job_types.stages import DONE_OF, replan, successors
from models.stages import ENDED_BADLY, Stage, is_final, words

PLANS = {
    (kind, captions, editing, videos): plan(kind, captions_given=captions, editing=editing, videos=videos)
    for kind, captions, editing, videos in product(JOB_TYPES, *[(False, True)] * 3)
}

DOCUMENTED = {
    "convert": "converting converted",
    "extract": "extracting extracted",
    "transcribe": "transcribing transcribed",
    "translate": "transcribing transcribed translating translated",
    "align": "transcribing transcribed aligning aligned",
    "sync": "syncing synced",
    "voiceover": "dubbing dubbed merging merged",
    "dub": "transcribing transcribed translating translated dubbing dubbed merging merged",
    "download": "downloading downloaded",
    "preview": "rendering rendered",
    "fingerprint": "fingerprinting fingerprinted",
    "comments": "fetching fetched",
}


@pytest.mark.parametrize("kind", JOB_TYPES)
def test_plan_is_the_documented_order(kind: str) -> None:
    assert " ".join(plan(kind)) == DOCUMENTED[kind]


def test_captions_leave_recognition_out_and_editing_comes_last() -> None:
    assert plan("translate", captions_given=True) == (Stage.TRANSLATING, Stage.TRANSLATED)
    assert plan("transcribe", editing=True)[-2:] == (Stage.EDITING, Stage.EDITED)
    assert plan("convert", editing=True) == plan("convert")


def test_videos_are_made_of_what_was_approved() -> None:
    ended = (Stage.EDITING, Stage.EDITED, Stage.MERGING, Stage.MERGED)
    assert plan("transcribe", editing=True, videos=True)[-4:] == ended
    assert plan("transcribe", videos=True) == plan("transcribe")


def test_a_retry_keeps_its_plan_but_for_the_videos() -> None:
    edited = plan("transcribe", editing=True)
    filmed = plan("transcribe", editing=True, videos=True)
    assert replan(edited, videos=True) == list(filmed)
    assert replan(filmed, videos=True) == list(filmed)
    assert replan(filmed, videos=False) == list(edited)
    dub = plan("dub")
    assert replan(dub, videos=False) == list(dub)
    edited_dub = plan("dub", editing=True)
    assert replan(edited_dub, videos=False) == list(edited_dub)


def legal(current: Stage, following: Stage, stages: tuple[Stage, ...]) -> bool:
    """The rules of the specification, told once more in other words."""
    if current in ENDED_BADLY:
        return following is Stage.CREATED
    if current is Stage.DRAFT:
        return following in (Stage.CREATED, Stage.REJECTED, Stage.CANCELED)
    if current is not Stage.CREATED and (current not in stages or current == stages[-1]):
        return False
    if following in ENDED_BADLY:
        return True
    if current is Stage.CREATED:
        return following in stages and following in DONE_OF
    if current is Stage.EDITING and following is Stage.CREATED:
        return True
    return following in stages and stages.index(following) == stages.index(current) + 1


@pytest.mark.parametrize("stages", PLANS.values(), ids=str)
def test_every_step(stages: tuple[Stage, ...]) -> None:
    for current, following in product(Stage, Stage):
        allowed = following in successors(current, stages)
        assert allowed == legal(current, following, stages), (current, following)


@pytest.mark.parametrize("stages", PLANS.values(), ids=str)
def test_vocabularies(stages: tuple[Stage, ...]) -> None:
    for stage in stages[:-1]:
        badge = "Needs review" if stage is Stage.EDITING else "Processing"
        told = words(stage, stages)
        assert (told.status, told.badge, told.job_status, told.event) == (
            "processing",
            badge,
            "In Progress",
            "job.processing",
        )
    last = words(stages[-1], stages)
    assert (last.status, last.badge, last.job_status, last.event) == (
        "completed",
        "Completed",
        "Completed",
        "job.completed",
    )
    assert is_final(stages[-1], stages)


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        (Stage.DRAFT, ("pending", "Draft", "Pending", None)),
        (Stage.CREATED, ("pending", "Queued", "In Progress", "job.created")),
        (Stage.FAILED, ("failed", "Failed", "Error", "job.failed")),
        (Stage.REJECTED, ("failed", "Rejected", "Error", "job.failed")),
        (Stage.CANCELED, ("failed", "Canceled", "Canceled", "job.failed")),
    ],
)
def test_fixed_words(stage: Stage, told: tuple[str, str, str, str | None]) -> None:
    found = words(stage, plan("convert"))
    assert (str(found.status), found.badge, found.job_status, found.event) == told
