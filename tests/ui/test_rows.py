from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.services.jobs import live_messages
from app.ui.rows import live_fields, row_of
from models import Job


def job(**fields: object) -> Job:
    known = {"number": 7, "account_id": "a", "job_type": "convert", "stages": ["converting", "converted"]}
    return Job(**known | fields)


@pytest.mark.parametrize(
    ("kind", "profiles"),
    [("convert", ("SAMI", "WebVTT")), ("transcribe", ("", "WebVTT")), ("preview", ("", ""))],
)
def test_profiles_are_shown_where_they_mean_something(kind: str, profiles: tuple[str, str]) -> None:
    row = row_of(job(job_type=kind, source_profile="SAMI", target_profile="WebVTT"))
    assert (row["source_profile"], row["target_profile"]) == profiles


def test_a_job_is_named_by_its_source_or_says_that_there_is_none() -> None:
    assert row_of(job(source_name="a.srt", job_name="News"))["source"] == "a.srt"
    assert row_of(job(job_name="News"))["source"] == "News"
    assert row_of(job())["source"] == "No source"


def test_a_running_job_ticks_and_an_ended_one_tells_how_long_it_took() -> None:
    start = clock.now()
    running = job(stage="converting", status="processing", started_at=start, eta_seconds=75, progress=33.3)
    now = live_fields(live_messages.message(running))
    assert (now["started"], now["took"], now["eta"]) == (clock.iso(start), "", "1 min left")
    ended = job(stage="converted", status="completed", started_at=start, progress=100.0)
    ended.completed_at = start + timedelta(seconds=12)
    now = live_fields(live_messages.message(ended))
    assert (now["started"], now["took"], now["files"]) == ("", "12 s", True)
    waits = job(stage="editing", status="processing", started_at=start, worked_seconds=4.0)
    now = live_fields(live_messages.message(waits))
    assert (now["started"], now["took"], now["stage"]) == ("", "4.0 s", "Editing"), (
        "a person's pause is no work"
    )
    failed = job(stage="failed", status="failed", error_message="It broke.")
    canceled = job(stage="canceled", status="failed", error_message="The job was canceled.")
    assert [live_fields(live_messages.message(one))["problem"] for one in (failed, canceled)] == [
        "It broke.",
        "",
    ]
    ended.job_type = "fingerprint"
    assert live_fields(live_messages.message(ended))["files"] is False
    ended.job_type, ended.files_deleted_at = "convert", clock.now()
    assert live_fields(live_messages.message(ended))["files"] is False


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a  b", "a b"),
        ("word " * 20, f"{' '.join(['word'] * 13)}…"),
        ("x" * 100, f"{'x' * 69}…"),
        ("字" * 40, f"{'字' * 23}…"),
        ("字" * 24, "字" * 24),
    ],
)
def test_a_long_text_is_cut_to_what_may_travel(text: str, shown: str) -> None:
    assert live_messages.short(text) == shown
    assert len(shown.encode()) <= live_messages.TEXT_BYTES
