"""The drawer: one job read whole, followed while it moves, and explained when it failed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.db import session_scope
from app.services.access import Principal
from app.services.files import uploads
from app.services.jobs import live_messages
from app.ui.pages.home.detail import report, timeline
from app.ui.pages.home.detail.state import DetailState
from models import Account, Job, JobStep, Output
from tests.support.page.tab import Tab

pytestmark = pytest.mark.anyio


def add_job(account: Account, **fields: Any) -> Job:
    stages = ["transcribing", "transcribed", "translating", "translated"]
    with session_scope() as session:
        known = {"account_id": account.id, "job_type": "translate", "stages": stages, "source_name": "a.mp4"}
        job = Job(**known | fields)
        session.add(job)
        return job


async def opened(tab: Tab, job: Job) -> DetailState:
    tab.go(f"/?job={job.id}")
    await tab.call(DetailState, "load")
    return await tab.state(DetailState)


async def test_an_error_comes_with_what_to_do_and_the_button_that_does_it(tab: Tab, account: Account) -> None:
    job = add_job(
        account,
        stage="rejected",
        status="failed",
        description='{"job_type":\n "translate"}',
        error_code="wrong_profile",
        error_message="This looks like TTML; you chose Scenarist.",
        error_hint="Convert it as TTML.",
        error_extra={"detected_profile": "TTML"},
    )
    state = await opened(tab, job)
    problem = state.detail["problem"]
    assert (problem["message"], problem["hint"], problem["fix"]) == (
        "This looks like TTML; you chose Scenarist.",
        "Convert it as TTML.",
        "TTML",
    )
    assert '"detected_profile": "TTML"' in problem["raw"]
    assert state.detail["description"] == '{"job_type":\n "translate"}'


async def test_files_links_and_facts_are_listed(tab: Tab, account: Account) -> None:
    job = add_job(account, stage="translated", status="completed", frame_rate="25", labels=["news"])
    with session_scope() as session:
        session.add(
            Output(
                job_id=job.id,
                account_id=account.id,
                output_index=0,
                storage_key=uploads.receive(b"WEBVTT\n", "a").key,
                file_name="a.de.vtt",
                media_type="text/vtt",
                size=1500,
                sha256="0",
                language="de",
            )
        )
    state = await opened(tab, job)
    [file] = state.detail["files"]
    assert file == {
        "name": "a.de.vtt",
        "href": f"/v1/jobs/{job.id}/outputs/0",
        "size": "1.5 kB",
        "language": "de",
    }
    assert state.detail["beginning"] == "WEBVTT\n"
    facts = {fact["label"]: fact["value"] for fact in state.detail["facts"]}
    assert (facts["Frame rate"], facts["Labels"], facts["Job id"]) == ("25 fps", "news", job.id)


async def test_a_fingerprint_is_shown_itself(tab: Tab, account: Account) -> None:
    result = {"frame": {"average": "ff00"}}
    job = add_job(account, job_type="fingerprint", status="completed", result_data=result)
    state = await opened(tab, job)
    assert json.loads(state.detail["result"]) == result
    other = await opened(tab, add_job(account, status="completed", result_data=result))
    assert other.detail["result"] == ""


async def test_a_moving_job_moves_its_bar_and_is_read_again_when_its_stage_changes(
    tab: Tab, account: Account, who: Principal
) -> None:
    job = add_job(account, stage="transcribing", status="processing")
    state = await opened(tab, job)
    before = state.detail
    job.progress = 55.0
    await state._follow(who, live_messages.message(job))
    assert (state.row["now"]["percent"], state.detail) == (55, before)
    with session_scope() as session:
        job.stage, job.error_message, job.status = "failed", "The engine stopped.", "failed"
        session.merge(job)
    await state._follow(who, live_messages.message(job))
    assert state.detail["problem"]["message"] == "The engine stopped."


async def test_a_job_that_is_not_there_or_not_ours_is_told(tab: Tab, other_account: Account) -> None:
    foreign = add_job(other_account)
    state = await opened(tab, foreign)
    assert (state.phase, foreign.id in state.message) == ("missing", True)
    tab.go("/")
    await tab.call(DetailState, "load")
    assert (state.phase, state.job_id) == ("closed", "")


def test_the_timeline_tells_what_is_done_what_runs_and_what_waits() -> None:
    start = clock.now()
    job = Job(
        account_id="a",
        job_type="translate",
        stage="translating",
        stages=["transcribing", "transcribed", "translating", "translated"],
        created_at=start,
    )
    again = {"job_id": "j", "stage": "transcribing", "position": 0, "started_at": start}
    steps = [
        JobStep(**again, error_code="engine", ended_at=start),
        JobStep(**again, ended_at=start + timedelta(seconds=4)),
        JobStep(job_id="j", stage="translating", position=2, started_at=start),
    ]
    lines = timeline.timeline_entries(job, steps)
    told = [(line["label"], line["state"], line["took"], line["note"]) for line in lines]
    assert told == [
        ("Submitted", "done", "", ""),
        ("Transcribing", "failed", "< 0.1 s", "attempt 1 of 2"),
        ("Transcribing", "done", "4.0 s", "attempt 2 of 2"),
        ("Translating", "running", "", ""),
    ]
    job.stage, job.completed_at = "failed", start
    states = [line["state"] for line in timeline.timeline_entries(job, steps[:1])]
    assert states == ["done", "failed", "waiting", "failed"]


def test_the_report_counts_and_gives_examples() -> None:
    result = {
        "losses": [
            {
                "kind": "colour",
                "message": "Colours",
                "count": 1204,
                "examples": [{"cue": 3, "detail": "red"}, {"cue": 9, "detail": ""}],
            }
        ],
        "quality": [{"code": "cps", "message": "Too fast to read", "cue": cue} for cue in range(1, 7)],
        "fixes": ["2 gaps closed"],
        "notes": [],
    }
    losses, quality, fixes = report.sections(result)
    assert losses["findings"] == [{"text": "Colours", "count": "1,204", "where": "cue 3: red; cue 9"}]
    assert quality["findings"] == [
        {"text": "Too fast to read", "count": "6", "where": "cue 1, cue 2, cue 3 and 3 more"}
    ]
    assert fixes["findings"] == [{"text": "2 gaps closed", "count": "", "where": ""}]
    assert report.sections(None) == []


def test_words_of_the_media_are_shown_with_their_places() -> None:
    result = {
        "doubtful": [
            {"start": 62.4, "word": " fine", "confidence": 31.4},
            {"cue": 2, "word": "e", "confidence": 7},
        ],
        "unspoken": ["Notes"],
        "unscripted": [{"start": 3.2, "end": 4.0, "text": f"Part {number}"} for number in range(40)],
        "chapters": [{"start": 0.0, "title": "Opening"}],
    }
    chapters, doubtful, unspoken, unscripted = report.sections(result)
    assert chapters["findings"] == [{"text": "Opening", "count": "", "where": "0:00"}]
    assert [(each["text"], each["where"]) for each in doubtful["findings"]] == [
        ("fine", "1:02, 31 %"), ("e", "cue 2, 7 %"),
    ]  # fmt: skip
    assert unspoken == {
        "title": "In the text, but not spoken", "findings": [{"text": "Notes", "count": "", "where": ""}],
    }  # fmt: skip
    assert len(unscripted["findings"]) == report.MOST_PASSAGES + 1
    assert unscripted["findings"][-1]["text"] == "and 10 more"
