from __future__ import annotations

from typing import Any

import orjson

from app.core import clock
from app.services.jobs import live_messages
from app.ui.pages.home.history.overlay import Merged, Message, latest, merge
from app.ui.query import ViewQuery
from app.ui.rows import LiveFields, Row, row_of
from models import Job


def job(number: int, stage: str = "created", status: str = "pending", **fields: Any) -> Job:
    stages = ["converting", "converted"]
    return Job(
        number=number,
        id=f"job-{number}",
        account_id="a",
        job_type="convert",
        stage=stage,
        status=status,
        stages=stages,
        **fields,
    )


def rows(*numbers: int) -> list[Row]:
    return [row_of(job(number)) for number in numbers]


def told(*jobs: Job) -> dict[str, Message]:
    return {one.id: live_messages.message(one) for one in jobs}


def completed(number: int, **fields: Any) -> Job:
    return job(number, "converted", "completed", progress=100.0, **fields)


def folded(merged: Merged) -> LiveFields:
    """The moving part of the one row that ended."""
    assert merged.rows is not None
    return merged.rows[0]["now"]


PLAIN = ViewQuery()


def test_a_shown_row_that_moves_goes_into_the_overlay_alone() -> None:
    moved = job(2, "converting", "processing", progress=41.7)
    merged = merge(rows(3, 2, 1), {}, told(moved), PLAIN)
    assert (merged.rows, merged.stale, list(merged.live)) == (None, False, ["job-2"])
    now = merged.live["job-2"]
    assert (now["badge"], now["stage"], now["percent"]) == ("Processing", "Converting", 41)


def test_what_the_work_found_out_reaches_open_rows() -> None:
    listed = [row_of(job(1, source_name="film", source_profile="auto"))]
    found = completed(1, source_name="Film (1938)", source_profile="WebVTT")
    now = folded(merge(listed, {}, told(found), PLAIN))
    assert (now["source"], now["what"]) == ("Film (1938)", "VTT")
    again = folded(merge([row_of(found)], {}, told(found), PLAIN))
    assert not {"source", "what"} & set(again)
    running = job(1, "converting", "processing", source_profile="WebVTT")
    assert "what" not in merge(listed, {}, told(running), PLAIN).live["job-1"]
    listed[0]["kind"] = "transcribe"
    assert "what" not in folded(merge(listed, {}, told(found), PLAIN))


def test_one_change_on_the_wire_stays_small() -> None:
    envelope = 140  # what the socket puts around it; the browser test measures whole frames
    words = "This file looks like TTML; you chose Scenarist. " * 9
    for moved in (
        job(2, "converting", "processing", progress=41.7, eta_seconds=100, started_at=clock.now()),
        job(2, "transcribing", "processing", progress=100.0, eta_seconds=9000, started_at=clock.now()),
    ):
        live_rows = {
            f"{'0' * 31}{name}": now for name, now in merge(rows(2), {}, told(moved), PLAIN).live.items()
        }
        assert len(orjson.dumps(live_rows)) + envelope <= 400
    for ended in (
        job(2, "failed", "failed", error_message=words),
        job(2, "failed", "failed", error_message="字幕" * 90),
        completed(2, source_name="字幕" * 100, source_profile="SubRip Video Subtitle Script"),
    ):
        row = {"now": folded(merge(rows(2), {}, told(ended), PLAIN))}
        assert len(orjson.dumps(row)) <= 400


def test_a_new_job_belongs_on_the_first_page_only() -> None:
    new, old = told(job(9)), told(job(1, "converting", "processing"))
    assert merge(rows(8, 7), {}, new, PLAIN).stale
    assert merge([], {}, new, PLAIN).stale
    assert not merge(rows(8, 7), {}, old, PLAIN).stale
    assert not merge(rows(8, 7), {}, new, ViewQuery(after="cursor")).stale


def test_a_message_that_goes_back_is_not_believed() -> None:
    running, queued = job(1, "converting", "processing", progress=40.0), job(1)
    forward = merge(rows(1), {}, told(running), PLAIN)
    assert not forward.stale
    assert merge(rows(1), forward.live, told(queued), PLAIN).stale
    assert merge([row_of(completed(1))], {}, told(running), PLAIN).stale
    assert not merge(rows(1), forward.live, told(completed(1)), PLAIN).stale
    assert not merge([row_of(completed(1))], {}, told(completed(1)), PLAIN).stale


def test_a_late_message_is_not_believed_even_when_it_comes_with_the_latest() -> None:
    queued, running, ended = (
        live_messages.message(one) for one in (job(1), job(1, "converting", "processing"), completed(1))
    )
    for order, late in (
        ((queued, running, ended), False),
        ((queued,), False),
        ((running, queued, ended), True),
        ((running, ended, queued), True),
    ):
        message = None
        for each in order:
            message = latest(message, each)
        assert message is not None
        assert merge(rows(1), {}, {"job-1": message}, PLAIN).stale == late


def test_filters_decide_what_appears_and_what_leaves() -> None:
    failed = ViewQuery(status="failed")
    ended, running = job(1, "failed", "failed"), job(1, "converting", "processing")
    assert merge(rows(5), {}, told(ended), failed).stale
    assert not merge(rows(5), {}, told(running), failed).stale
    queued = ViewQuery(status="queued")
    assert merge(rows(5), {}, told(job(6)), queued).stale
    assert merge(rows(5), {}, told(job(5, "converting", "processing")), queued).stale
    assert not merge(rows(5), {}, told(job(5)), queued).stale


def test_a_row_that_ended_leaves_the_overlay() -> None:
    running, ended = job(1, "converting", "processing", progress=10.0), completed(2)
    merged = merge(rows(2, 1), {}, told(running, ended), PLAIN)
    assert list(merged.live) == ["job-1"]
    assert merged.rows is not None
    assert [row["now"]["badge"] for row in merged.rows] == ["Completed", "Queued"]
    later = merge(merged.rows, merged.live, told(completed(1)), PLAIN)
    assert later.live == {}
    assert later.rows is not None
    assert [row["now"]["badge"] for row in later.rows] == ["Completed", "Completed"]


def test_a_reason_that_was_cut_to_travel_is_read_whole() -> None:
    words = "This file looks like TTML; you chose Scenarist. " * 9
    assert merge(rows(2), {}, told(job(2, "failed", "failed", error_message=words)), PLAIN).stale
    assert not merge(rows(2), {}, told(job(2, "failed", "failed", error_message="It broke.")), PLAIN).stale


def test_a_draft_that_changed_is_read_again() -> None:
    assert merge(rows(2, 1), {}, told(job(2, "draft")), PLAIN).stale
    assert not merge(rows(2, 1), {}, told(job(2)), PLAIN).stale
