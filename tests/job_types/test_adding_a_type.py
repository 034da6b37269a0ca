"""A job type is one file here, its stages and its test; docs/extending.md shows one and its test runs it."""

from __future__ import annotations

from app.job_types import JOB_TYPES
from models import Stage
from tasks.stages import STEPS
from tests.support.docs.worked_example import examples


def test_it_touches_its_own_files_only() -> None:
    blocks = examples()["A job type"]
    assert [block.path for block in blocks] == [
        "app/job_types/wordcount.py",
        "tasks/stages/counting.py",
        "tests/job_types/test_wordcount.py",
    ]
    assert not any(block.is_change for block in blocks)


def test_every_working_stage_has_a_function() -> None:
    named = {stage for job_type in JOB_TYPES.values() for stage in job_type.stages}
    assert set(STEPS) == named
    assert Stage.EDITING not in STEPS  # a person does it


def test_no_two_types_have_one_place_in_the_lists() -> None:
    places = [job_type.order for job_type in JOB_TYPES.values()]
    assert places == sorted(set(places))
