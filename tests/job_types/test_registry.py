"""The registry: every type by its name, and whatever was sent as one."""

from __future__ import annotations

import pytest

from app.job_types import JOB_TYPES, all_stages, find, prices
from app.job_types.parameters import JobParameters
from app.job_types.stages import DONE_OF, ENGINE_OF, working_stage
from models import Stage


def test_each_type_is_named_like_its_parameters_and_costs_something() -> None:
    for name, job_type in JOB_TYPES.items():
        assert job_type.name == name
        assert job_type.parameters.model_fields["job_type"].default == name
        assert issubclass(job_type.parameters, JobParameters)
    assert set(prices()) == set(JOB_TYPES)
    assert min(prices().values()) >= 1


def test_every_example_is_accepted() -> None:
    for job_type in JOB_TYPES.values():
        job_type.parameters.model_validate(job_type.example)
        job_type.parameters.model_validate(job_type.form_example)


@pytest.mark.parametrize("name", [None, 3, ["convert"], {"convert": 1}, "Convert", ""])
def test_what_is_no_name_is_no_type(name: object) -> None:
    assert find(name) is None


def test_a_stage_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.job_types.stages.DONE_OF", done := dict(DONE_OF))
    monkeypatch.setattr("app.job_types.stages.ENGINE_OF", engines := dict(ENGINE_OF))
    monkeypatch.setattr("models.stages._ADDED", {})
    stage = working_stage("weighing", "weighed", engine="voice")
    assert (str(stage), str(done[stage]), engines[stage]) == ("weighing", "weighed", "voice")
    assert Stage("weighing") is stage
    assert working_stage("converting", "converted") is Stage.CONVERTING
    with pytest.raises(ValueError, match="lifting"):
        Stage("lifting")


def test_all_stages_are_listed_once() -> None:
    assert len(all_stages()) == len(set(all_stages()))
    assert {"created", "editing", "fetched", "failed"} <= set(all_stages())
