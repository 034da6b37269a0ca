"""What fills the form: an earlier job, a pasted Job Description, addresses, captions, a preset."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlmodel import select

from app.core.db import read_scope, session_scope
from app.services.access import Principal
from app.services.engines import capabilities
from app.services.files import uploads
from app.services.jobs import presets
from app.ui.pages.home.submission.description import of_settings
from app.ui.pages.home.submission.fill import samples
from app.ui.pages.home.submission.fill.from_description import read
from app.ui.pages.home.submission.state import SubmissionState
from models import Account, Job, Preset
from tests.support.page.tab import Tab, redirected_to
from tests.support.services.jobs import add_job

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
SRT = "1\n00:00:01,000 --> 00:00:02,000\nHello\n"


@pytest.fixture(autouse=True)
def everything_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capabilities, "missing", lambda _: None)


def upload(who: Principal, name: str = "harbour.srt", data: bytes = samples.CAPTIONS.read_bytes()) -> str:
    stored = uploads.receive(data, name)
    inspection = {"kind": "media"} if uploads.is_media_name(name) else uploads.inspect_stored(stored, name)
    with session_scope() as session:
        return uploads.add(session, who, name, stored, inspection).id


def jobs() -> list[Job]:
    with read_scope() as session:
        return list(session.exec(select(Job)))


def described(job: Job) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(job.description)
    return found


async def paste(tab: Tab, text: str | dict[str, Any]) -> SubmissionState:
    await tab.call(SubmissionState, "paste", text if isinstance(text, str) else json.dumps(text))
    return await tab.state(SubmissionState)


DESCRIPTIONS: list[dict[str, Any]] = [
    {"job_type": "convert", "target_profile": "SAMI", "offset": "00:00:10:00", "default_dropFrame": False},
    {"job_type": "convert", "target_profile": "WebVTT", "source_frameRate": "25", "labels": ["news"]},
    {"job_type": "convert", "target_profile": "WebVTT", "encode_options": {"line_endings": "crlf", "own": 1}},
    {"job_type": "transcribe", "target_profile": "WebVTT", "language": "de", "prompt": "Names"},
    {
        "job_type": "translate",
        "target_profile": "WebVTT",
        "target_languages": ["es", "de"],
        "glossary": {"a": "b"},
    },
    {"job_type": "preview", "preview_type": "mosaic", "columns": 3},
    {"job_type": "convert", "edits": {"text": {"quotes": True, "speakers": True}}},
    {"job_type": "convert", "edits": {"text": {"quotes": "de", "remove_remarks": True}, "snap": True}},
    {"job_type": "convert", "split_languages": True},
    {"job_type": "convert", "srt_content": "1\n00:00:01,000 --> 00:00:02,000\nHallo\n"},
    {"job_type": "comments", "max_comments": 5, "webhook": "https://example.com/hook"},
]


@pytest.mark.parametrize("description", DESCRIPTIONS, ids=lambda one: f"{one['job_type']}-{list(one)[-1]}")
def test_a_description_is_composed_again_to_the_letter(description: dict[str, Any]) -> None:
    composed = of_settings(read(description).settings)
    assert {name: composed[name] for name in description} == description
    assert set(composed) - set(description) <= {"target_profile"}


async def test_an_earlier_job_fills_the_form_with_its_file(tab: Tab, who: Principal) -> None:
    upload_id = upload(who)
    sent = {"job_type": "convert", "upload_id": upload_id, "target_profile": "SAMI", "labels": ["news"]}
    state = await paste(tab, sent)
    await tab.call(SubmissionState, "set_general", "offset", "00:00:10:00")
    await tab.call(SubmissionState, "submit")
    [job] = jobs()
    await tab.call(SubmissionState, "fill_from_job", job.id)
    assert [row["id"] for row in state.files] == [upload_id]
    assert (state.target, state.general["offset"], state.besides) == ("SAMI", "00:00:10:00", ["labels"])
    await tab.call(SubmissionState, "choose_target", "WebVTT")
    await tab.call(SubmissionState, "submit")
    assert (state.files, state.besides) == ([], [])
    first, second = jobs()
    changed = {"target_profile": "WebVTT"}
    assert described(second) == described(first) | changed


async def test_two_files_are_put_together_and_again_when_run_again(tab: Tab, who: Principal) -> None:
    first, second = upload(who), upload(who, "film.de.srt")
    for upload_id in (first, second):
        await tab.call(SubmissionState, "add", {"upload_id": upload_id})
    state = await tab.state(SubmissionState)
    [field] = [field for field in state.own if field["name"] == "captions_upload_id"]
    assert (field["kind"], [offer["value"] for offer in field["offers"]]) == ("offer", ["", first, second])
    await tab.call(SubmissionState, "set_option", "own", "captions_upload_id", second)
    await tab.call(SubmissionState, "set_option", "own", "second_place", "above")
    assert [(row["id"], row["ready"], bool(row["taken"])) for row in state.files] == [
        (first, True, False),
        (second, False, True),
    ]
    await tab.call(SubmissionState, "submit")
    [job] = jobs()
    said = described(job)
    assert (said["captions_upload_id"], said["second_place"], state.files) == (second, "above", [])
    await tab.call(SubmissionState, "fill_from_job", job.id)
    assert [(row["id"], row["ready"]) for row in state.files] == [(first, True), (second, False)]
    await tab.call(SubmissionState, "submit")
    assert [described(each) for each in jobs()] == [said, said]


async def test_of_two_caption_files_one_is_moved_to_fit_the_other(tab: Tab, who: Principal) -> None:
    late = upload(who, "late.srt")
    await tab.call(SubmissionState, "add", {"upload_id": late})
    state = await tab.state(SubmissionState)
    await tab.call(SubmissionState, "choose_kind", "sync")
    assert state.files[0]["blocked"] == "Add the media, or the captions, that these captions are to fit."
    assert "captions_upload_id" not in [field["name"] for field in state.own]
    right = upload(who, "right.srt")
    await tab.call(SubmissionState, "add", {"upload_id": right})
    [field] = [field for field in state.own if field["name"] == "captions_upload_id"]
    assert [(offer["value"], offer["label"]) for offer in field["offers"]] == [
        ("", "late.srt"),
        (right, "right.srt"),
    ]
    told = [(row["ready"], row["taken"]) for row in state.files]
    assert told == [(False, "Moved to fit the other file"), (True, "")]
    await tab.call(SubmissionState, "set_option", "own", "captions_upload_id", right)
    assert [row["ready"] for row in state.files] == [True, False]
    await tab.call(SubmissionState, "set_option", "own", "captions_upload_id", "")
    await tab.call(SubmissionState, "submit")
    [job] = jobs()
    said = described(job)
    assert (said["upload_id"], said["captions_upload_id"], state.files) == (right, late, [])
    await tab.call(SubmissionState, "fill_from_job", job.id)
    assert [(row["id"], row["ready"]) for row in state.files] == [(right, True), (late, False)]
    await tab.call(SubmissionState, "submit")
    assert [described(each) for each in jobs()] == [said, said]


async def test_a_job_whose_source_was_never_stored_asks_for_it(
    tab: Tab, who: Principal, account: Account
) -> None:
    """One that was refused at once, as its format does not exist."""
    with session_scope() as session:
        job = add_job(session, account, source_name="film.srt", parameters={"target_profile": "Webvt"})
    await tab.call(SubmissionState, "fill_from_job", job.id)
    state = await tab.state(SubmissionState)
    assert (state.files, state.besides) == ([], ["target profile"])
    assert "add it again" in state.notice


async def test_one_caption_file_has_no_other_to_be_put_together_with(tab: Tab, who: Principal) -> None:
    first, second = upload(who), upload(who, "film.de.srt")
    for upload_id in (first, second):
        await tab.call(SubmissionState, "add", {"upload_id": upload_id})
    await tab.call(SubmissionState, "set_option", "own", "captions_upload_id", second)
    await tab.call(SubmissionState, "remove", second)
    state = await tab.state(SubmissionState)
    assert "captions_upload_id" not in [field["name"] for field in state.own]
    await tab.call(SubmissionState, "submit")
    assert [described(job).get("captions_upload_id") for job in jobs()] == [None]


async def test_at_its_address_the_page_fills_itself_once(tab: Tab, who: Principal) -> None:
    await paste(tab, {"job_type": "convert", "upload_id": upload(who), "target_profile": "SAMI"})
    await tab.call(SubmissionState, "submit")
    tab.go(f"/?again={jobs()[0].id}")
    answer = await tab.call(SubmissionState, "load")
    state = await tab.state(SubmissionState)
    assert redirected_to(answer) == "/"
    assert (len(state.files), state.target) == (1, "SAMI")
    tab.go("/?again=none")
    await tab.call(SubmissionState, "load")
    assert "no job" in state.notice.lower()


async def test_a_job_beside_other_files_keeps_its_settings_to_itself(tab: Tab, who: Principal) -> None:
    upload_id = upload(who, "first.srt")
    await paste(tab, {"job_type": "convert", "upload_id": upload_id, "target_profile": "SAMI"})
    await tab.call(SubmissionState, "submit")
    await tab.call(SubmissionState, "choose_target", "WebVTT")
    await tab.call(SubmissionState, "add", {"upload_id": upload(who, "other.srt")})
    await tab.call(SubmissionState, "fill_from_job", jobs()[0].id)
    state = await tab.state(SubmissionState)
    assert {row["name"]: row["summary"] for row in state.files} == {
        "other.srt": "",
        "first.srt": "Convert, to SAMI",
    }
    await tab.call(SubmissionState, "submit")
    assert [described(job)["target_profile"] for job in jobs()[1:]] == ["WebVTT", "SAMI"]


async def test_a_source_that_is_gone_is_told(tab: Tab, who: Principal) -> None:
    await paste(tab, {"job_type": "convert", "upload_id": upload(who), "target_profile": "SAMI"})
    await tab.call(SubmissionState, "submit")
    with session_scope() as session:
        gone = uploads.get(session, who, str(jobs()[0].upload_id))
        gone.deleted_at = gone.created_at
        session.add(gone)
    await tab.call(SubmissionState, "fill_from_job", jobs()[0].id)
    state = await tab.state(SubmissionState)
    assert (state.files, state.target) == ([], "SAMI")
    assert "no longer on the server" in state.notice


async def test_addresses_are_pasted_one_a_line(tab: Tab) -> None:
    state = await paste(tab, "https://example.com/a.srt\n\n https://example.com/b.mp4 \n")
    assert [row["address"] for row in state.files] == [
        "https://example.com/a.srt",
        "https://example.com/b.mp4",
    ]
    assert [group["kind"] for group in state.groups] == ["captions", "video"]


async def test_captions_are_pasted(tab: Tab) -> None:
    state = await paste(tab, SRT)
    [row] = state.files
    assert (row["name"], row["kind"], row["facts"][0]) == ("Pasted captions.srt", "captions", "1 cue")


async def test_captions_in_json_are_no_description(tab: Tab) -> None:
    found = {"events": [{"tStartMs": 0, "dDurationMs": 900, "segs": [{"utf8": "Hello"}]}], "wireMagic": "pb3"}
    state = await paste(tab, found)
    assert (state.files[0]["kind"], state.notice) == ("captions", "")


async def test_a_wrong_description_is_explained(tab: Tab) -> None:
    state = await paste(tab, {"job_type": "paint"})
    assert "There is no job type" in state.notice
    await tab.call(SubmissionState, "forget_notice")
    assert state.notice == ""


async def test_captions_inside_a_description_become_a_file(tab: Tab) -> None:
    state = await paste(tab, {"job_type": "translate", "srt_content": SRT, "target_language": "es"})
    assert (state.kind, state.ready, state.files[0]["kind"]) == ("translate", 1, "captions")
    await tab.call(SubmissionState, "submit")
    assert described(jobs()[0])["target_languages"] == ["es"]


async def test_what_no_field_shows_can_be_left_out(tab: Tab, who: Principal) -> None:
    state = await paste(tab, {"upload_id": upload(who), "labels": ["news"], "external_id": "7"})
    assert state.besides == ["labels", "external id"]
    await tab.call(SubmissionState, "drop_rest")
    await tab.call(SubmissionState, "submit")
    assert not {"labels", "external_id"} & described(jobs()[0]).keys()


def preset(who: Principal, **values: Any) -> str:
    with session_scope() as session:
        return presets.create(
            session, who, {"name": "News", "job_type": "convert", **values}, sandbox=False
        ).id


async def test_a_preset_fills_the_form_and_can_be_overruled(tab: Tab, who: Principal) -> None:
    preset_id = preset(who, target_profile="SAMI", settings={"offset": "00:00:10:00", "guide": "netflix"})
    await tab.call(SubmissionState, "load")
    await tab.call(SubmissionState, "add", {"upload_id": upload(who)})
    await tab.call(SubmissionState, "choose_preset", preset_id)
    state = await tab.state(SubmissionState)
    assert {"value": preset_id, "label": "News", "note": "Convert"} in state.presets
    assert (state.target, state.general["offset"]) == ("SAMI", "00:00:10:00")
    await tab.call(SubmissionState, "set_general", "offset", "00:00:00:00")
    await tab.call(SubmissionState, "submit")
    [job] = jobs()
    assert (job.preset_id, job.parameters["offset"], job.parameters["guide"]) == (
        preset_id,
        "00:00:00:00",
        "netflix",
    )


async def test_what_a_preset_requires_is_asked_for(tab: Tab, who: Principal) -> None:
    preset_id = preset(who, required_metadata=["program_title"])
    await tab.call(SubmissionState, "add", {"upload_id": upload(who)})
    await tab.call(SubmissionState, "choose_preset", preset_id)
    state = await tab.state(SubmissionState)
    assert (state.ready, state.reason) == (0, "Fill in “Program title” first.")
    await tab.call(SubmissionState, "set_option", "metadata", "program_title", "The news")
    await tab.call(SubmissionState, "submit")
    assert jobs()[0].job_metadata == {"program_title": "The news"}


async def test_the_form_is_kept_as_a_preset(tab: Tab, who: Principal) -> None:
    await tab.call(SubmissionState, "add", {"upload_id": upload(who)})
    await tab.call(SubmissionState, "choose_target", "SAMI")
    await tab.call(SubmissionState, "set_general", "offset", "00:00:10:00")
    await tab.call(SubmissionState, "ask_preset_name")
    await tab.call(SubmissionState, "save_preset", {"name": " "})
    state = await tab.state(SubmissionState)
    assert (state.saving, state.preset_problem) == (True, "Give the preset a name.")
    await tab.call(SubmissionState, "save_preset", {"name": "Later"})
    with read_scope() as session:
        [made] = session.exec(select(Preset)).all()
    assert (made.name, made.target_profile, made.settings) == ("Later", "SAMI", {"offset": "00:00:10:00"})
    assert (state.preset, state.saving, state.general["offset"]) == (made.id, False, "00:00:10:00")
    await tab.call(SubmissionState, "save_preset", {"name": "Later"})
    assert "Later" in state.preset_problem


async def test_the_price_is_told_before(tab: Tab, who: Principal) -> None:
    await tab.call(SubmissionState, "add", {"upload_id": upload(who)})
    state = await tab.state(SubmissionState)
    assert state.price == "1 credit"
    await tab.call(SubmissionState, "add", {"upload_id": upload(who, "clip.mp4", b"\0" * 64)})
    assert state.price == "4 credits"


async def test_one_file_of_a_group_has_settings_of_its_own(tab: Tab, who: Principal) -> None:
    for name in ("a.srt", "b.srt", "c.srt"):
        await tab.call(SubmissionState, "add", {"upload_id": upload(who, name)})
    state = await tab.state(SubmissionState)
    first = state.files[0]["id"]
    await tab.call(SubmissionState, "except_file", first)
    assert (state.current, state.opened, state.mixed) == (first, first, True)
    await tab.call(SubmissionState, "choose_target", "SAMI")
    assert [(group["title"], group["summary"]) for group in state.groups] == [
        ("3 caption files", "Convert, to WebVTT")
    ]
    assert [row["summary"] for row in state.files] == ["Convert, to SAMI", "", ""]
    again = Tab(tab.secret)
    (await again.state(SubmissionState)).kept = state.kept
    await again.call(SubmissionState, "load")
    assert (await again.state(SubmissionState)).files == state.files
    await tab.call(SubmissionState, "submit")
    made = {job.source_name: described(job)["target_profile"] for job in jobs()}
    assert made == {"a.srt": "SAMI", "b.srt": "WebVTT", "c.srt": "WebVTT"}


async def test_a_file_can_go_back_to_its_group(tab: Tab, who: Principal) -> None:
    for name in ("a.srt", "b.srt"):
        await tab.call(SubmissionState, "add", {"upload_id": upload(who, name)})
    state = await tab.state(SubmissionState)
    for row in list(state.files):
        await tab.call(SubmissionState, "except_file", row["id"])
        await tab.call(SubmissionState, "choose_target", "SAMI")
    assert (state.ready, state.mixed) == (2, True)
    for row in list(state.files):
        await tab.call(SubmissionState, "rejoin", row["id"])
    assert (state.ready, state.mixed, state.target) == (2, False, "WebVTT")
