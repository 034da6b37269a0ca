"""The form: what it takes in, what it suggests, what it submits, and what it says when it cannot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.captions.formats import registry
from app.core.db import read_scope, session_scope
from app.services import capabilities, uploads
from app.services.access import Principal
from app.ui.pages.submission import choices, files, samples
from app.ui.pages.submission import state as form
from app.ui.pages.submission.state import SubmissionState
from app.ui.pages.submission.type_fields import PREVIEW_FIELDS, SHOWN, type_fields
from models import Account, Job, JobType
from tests.ui.conftest import Tab, redirected_to

pytestmark = pytest.mark.anyio
SAMPLE = samples.CAPTIONS.read_bytes()


def upload(who: Principal, name: str = "harbour.srt", data: bytes = SAMPLE) -> str:
    stored = uploads.receive(data, name)
    inspection = {"kind": "media"} if name.endswith(".mp4") else uploads.look(stored, name)
    with session_scope() as session:
        return uploads.add(session, who, name, stored, inspection).id


def jobs() -> list[Job]:
    with read_scope() as session:
        return list(session.exec(select(Job)))


async def drop(tab: Tab, upload_id: str) -> SubmissionState:
    await tab.call(SubmissionState, "load")
    await tab.call(SubmissionState, "add", {"upload_id": upload_id, "inspection": {"profile": "forged"}})
    return await tab.state(SubmissionState)


async def test_a_dropped_file_fills_the_form(tab: Tab, who: Principal) -> None:
    state = await drop(tab, upload(who))
    [row] = state.files
    assert (row["source"], row["kind"], row["blocked"]) == ("SubRip Video Subtitle Script", "captions", "")
    assert row["facts"][:2] == ["8 cues", "0:28"]
    assert row["line"].startswith("The harbour wakes before the town does. / ")
    assert (state.kind, state.target, state.ready, state.label) == ("convert", "WebVTT", 1, "Convert file")


async def test_the_suggested_format_is_another_than_the_source(tab: Tab, who: Principal) -> None:
    state = await drop(tab, upload(who, "a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"))
    assert (state.files[0]["source"], state.target) == ("WebVTT", "SubRip Video Subtitle Script")


async def test_only_what_differs_from_the_defaults_is_sent(tab: Tab, who: Principal) -> None:
    upload_id = upload(who)
    state = await drop(tab, upload_id)
    await tab.call(SubmissionState, "set_general", "offset", "00:00:10:00")
    await tab.call(SubmissionState, "set_general", "source_frameRate", "25")
    await tab.call(SubmissionState, "submit")
    [job] = jobs()
    assert json.loads(job.description) == {
        "job_type": "convert",
        "source_profile": "SubRip Video Subtitle Script",
        "target_profile": "WebVTT",
        "offset": "00:00:10:00",
        "source_frameRate": "25",
        "upload_id": upload_id,
    }
    assert (job.channel, job.submitted_by, job.source_name) == ("web", "owner@localhost", "harbour.srt")
    assert (state.files, state.ready, state.batch) == ([], 0, 1)


async def test_options_of_the_chosen_profile_are_offered_and_kept(tab: Tab, who: Principal) -> None:
    state = await drop(tab, upload(who))
    profile = next(p.name for p in registry.formats().values() if p.write and p.encode_options)
    await tab.call(SubmissionState, "choose_target", profile)
    name = state.encode[0]["name"]
    await tab.call(SubmissionState, "set_option", "encode", name, "something else")
    await tab.call(SubmissionState, "choose_target", profile)
    assert state.encode[0]["value"] == "something else"
    await tab.call(SubmissionState, "choose_target", "nowhere")
    assert state.encode == []


async def test_what_cannot_be_submitted_stays_with_its_reason(tab: Tab, who: Principal) -> None:
    state = await drop(tab, upload(who))
    await tab.call(SubmissionState, "add", {"upload_id": upload(who, "b.srt")})
    assert state.label == "Convert 2 files"
    await tab.call(SubmissionState, "set_general", "offset", "a while")
    await tab.call(SubmissionState, "submit")
    assert jobs() == []
    assert all(row["problem"] and row["hint"] for row in state.files)
    await tab.call(SubmissionState, "set_general", "offset", "00:00:00:00")
    await tab.call(SubmissionState, "submit")
    assert (len(jobs()), state.files) == (2, [])


async def test_one_of_several_can_be_submitted_alone(tab: Tab, who: Principal) -> None:
    first, second = upload(who), upload(who, "b.srt")
    await drop(tab, first)
    state = await drop(tab, second)
    await tab.call(SubmissionState, "submit_one", second)
    assert [job.source_name for job in jobs()] == ["b.srt"]
    assert [row["id"] for row in state.files] == [first]


async def test_a_file_that_is_nothing_is_explained_and_not_sent(tab: Tab, who: Principal) -> None:
    state = await drop(tab, upload(who, "noise.bin", bytes(range(256)) * 40))
    [row] = state.files
    assert (row["kind"], row["source"], state.ready) == ("unknown", "auto", 0)
    assert row["problem"]
    assert row["hint"]
    await tab.call(SubmissionState, "submit")
    assert jobs() == []
    await tab.call(SubmissionState, "choose_source", row["id"], "SAMI")
    assert (state.ready, state.files[0]["problem"]) == (1, "")


async def test_media_is_not_converted_and_says_why(tab: Tab, who: Principal) -> None:
    state = await drop(tab, upload(who, "clip.mp4", b"\0" * 64))
    if capabilities.missing(JobType.TRANSCRIBE):
        assert (state.kind, state.ready) == ("convert", 0)
        assert "Transcribe" in state.files[0]["blocked"]
    else:
        assert (state.kind, state.ready, state.files[0]["blocked"]) == ("transcribe", 1, "")


async def test_an_address_is_a_source_too(tab: Tab, account: Account) -> None:
    await tab.call(SubmissionState, "load")
    state = await tab.state(SubmissionState)
    await tab.call(SubmissionState, "set_address", "captions on my disk")
    await tab.call(SubmissionState, "add_address")
    assert "https://" in state.address_problem
    await tab.call(SubmissionState, "set_address", "https://example.com/a%20b.srt?token=1")
    await tab.call(SubmissionState, "add_address")
    assert [row["name"] for row in state.files] == ["a b.srt"]
    await tab.call(SubmissionState, "submit")
    [job] = jobs()
    assert json.loads(job.description)["media_path"] == "https://example.com/a%20b.srt?token=1"


async def test_the_fields_of_a_type_are_sent_in_their_own_types(
    tab: Tab, who: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capabilities, "missing", lambda _: None)
    state = await drop(tab, upload(who, "clip.mp4", b"\0" * 64))
    assert state.kind == "transcribe"
    await tab.call(SubmissionState, "choose_kind", "preview")
    await tab.call(SubmissionState, "set_option", "own", "preview_type", "mosaic")
    await tab.call(SubmissionState, "set_option", "own", "columns", "3")
    assert (state.label, state.makes_captions) == ("Make preview", False)
    await tab.call(SubmissionState, "submit")
    sent = json.loads(jobs()[0].description)
    del sent["upload_id"]
    assert sent == {"job_type": "preview", "preview_type": "mosaic", "columns": 3}


async def test_a_voiceover_takes_the_video_and_its_captions_together(
    tab: Tab, who: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capabilities, "missing", lambda _: None)
    state = await drop(tab, upload(who, "clip.mp4", b"\0" * 64))
    await tab.call(SubmissionState, "choose_kind", "voiceover")
    assert (state.ready, state.files[0]["blocked"]) == (0, "Add the captions that are to be spoken.")
    captions = upload(who)
    await tab.call(SubmissionState, "add", {"upload_id": captions})
    assert (state.ready, state.files[1]["blocked"]) == (1, "")
    await tab.call(SubmissionState, "set_option", "own", "target_language", "es")
    await tab.call(SubmissionState, "submit")
    [job] = jobs()
    assert json.loads(job.description)["captions_upload_id"] == captions
    assert state.files == []


async def test_captions_are_put_on_a_video_that_is_dropped_beside_them(tab: Tab, who: Principal) -> None:
    state = await drop(tab, upload(who))
    assert state.own == []
    video = upload(who, "clip.mp4", b"\0" * 64)
    await tab.call(SubmissionState, "add", {"upload_id": video})
    assert [field["name"] for field in state.own] == ["burn_in", "embed"]
    assert (state.kind, state.ready) == ("convert", 1)
    assert "in the picture" in state.files[1]["blocked"]
    await tab.call(SubmissionState, "set_option", "own", "embed", "true")
    assert [row["blocked"] for row in state.files] == ["", ""]
    await tab.call(SubmissionState, "submit")
    [job] = jobs()
    sent = json.loads(job.description)
    assert (sent["embed"], sent["video_upload_id"]) == (True, video)
    assert (state.files, state.own) == ([], [])


async def test_only_a_conversion_is_read_back(
    tab: Tab, who: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(form, "submit_description", lambda _, raw: sent.append(json.loads(raw)) or "")
    for kind in ("convert", "transcribe"):
        await drop(tab, upload(who) if kind == "convert" else upload(who, "clip.mp4", b"\0" * 64))
        await tab.call(SubmissionState, "choose_kind", kind)
        await tab.call(SubmissionState, "set_general", "verify", "true")
        await tab.call(SubmissionState, "submit")
    assert [(job["job_type"], job.get("verify")) for job in sent] == [("convert", True), ("transcribe", None)]


async def test_someone_elses_upload_is_not_taken(tab: Tab, other_account: Account) -> None:
    state = await drop(tab, upload(Principal(other_account.id, None, "other")))
    assert state.files == []


async def test_the_sample_is_submitted_and_opened(tab: Tab) -> None:
    answer = await tab.call(SubmissionState, "try_sample")
    [job] = jobs()
    assert redirected_to(answer) == f"/?job={job.id}"
    assert (job.source_name, job.target_profile) == ("harbour.srt", "WebVTT")


@pytest.mark.parametrize("handler", ["submit", "try_sample", "add"])
async def test_nothing_happens_for_a_stranger(stranger: Tab, handler: str) -> None:
    values: list[Any] = [{"upload_id": "x"}] if handler == "add" else []
    assert redirected_to(await stranger.call(SubmissionState, handler, *values)) == "/sign-in"
    assert jobs() == []


def test_the_sample_ships_with_the_page() -> None:
    assert samples.CAPTIONS.is_relative_to(Path(samples.__file__).parents[2])


def test_every_job_type_has_its_fields_and_sources() -> None:
    assert set(SHOWN) == set(files.SOURCES) == set(JobType)
    kinds = {field["name"]: field["kind"] for kind in JobType for field in type_fields(kind)}
    for preview, names in PREVIEW_FIELDS.items():
        asked = {field["name"]: field["value"] for field in type_fields("preview", preview)}
        assert (asked["preview_type"], tuple(asked)) == (preview, ("preview_type", *names))
    assert kinds["word_timestamps"] == "boolean"
    assert kinds["preview_type"] == kinds["hash_size"] == "choice"
    assert kinds["target_languages"] == "list"
    assert kinds["width"] == "integer"


def test_job_types_that_do_not_work_here_say_why() -> None:
    for choice in choices.job_types():
        missing = capabilities.missing(JobType(choice["value"])) is not None
        assert (choice["disabled"], bool(choice.get("note"))) == (missing, missing)


def test_common_profiles_stand_first_and_none_twice() -> None:
    offered = [choice["value"] for choice in choices.target_profiles()]
    assert offered[:2] == ["SubRip Video Subtitle Script", "WebVTT"]
    assert len(offered) == len(set(offered))
    assert choices.source_profiles()[0]["value"] == "auto"
