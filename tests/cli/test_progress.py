"""What `--wait` shows while a job goes on, and while it does not."""

from __future__ import annotations

from typing import Any

import pytest

from app.cli.progress import with_progress


def state(stage: str, progress: float, **more: Any) -> dict[str, Any]:
    return {"number": 12, "stage": stage, "progress": progress, **more}


def test_each_change_is_one_line_and_says_what_it_waits_for(capsys: pytest.CaptureFixture[str]) -> None:
    waits = state("created", 0.0, waiting_reason="Nobody is working on speech jobs.")
    states = [waits, waits, state("editing", 50.0), state("draft", 0.0), state("converted", 100.0)]
    assert list(with_progress(iter(states))) == states
    assert capsys.readouterr().err.splitlines() == [
        "created 0% Nobody is working on speech jobs.",
        "editing 50% It waits for a person: cuedeck jobs approve 12, or Approve on the page.",
        "draft 0% It is a draft: cuedeck jobs start 12 begins it.",
        "converted 100%",
    ]


def test_a_terminal_is_told_once_what_a_job_waits_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = state("created", 0.0, waiting_reason="Nobody is working on speech jobs.")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert list(with_progress(iter([waits, waits]))) == [waits, waits]
    assert capsys.readouterr().err.count("Nobody is working on speech jobs.") == 1


def test_json_is_not_disturbed(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(with_progress(iter([state("created", 0.0)]), quiet=True)) == [state("created", 0.0)]
    assert capsys.readouterr().err == ""
