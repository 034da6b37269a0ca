"""The form: what it takes in, what it suggests, what it submits, and what it says when it cannot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from app.captions.formats import registry
from app.core.db import read_scope, session_scope
from app.job_types import JOB_TYPES
from app.services.access import Principal
from app.services.engines import capabilities
from app.services.files import uploads
from app.ui.pages.home.submission import choices
from app.ui.pages.home.submission import fields as form_fields
from app.ui.pages.home.submission import state as module
from app.ui.pages.home.submission.fill import samples
from app.ui.pages.home.submission.state import SubmissionState
from app.ui.pages.home.submission.type_fields import type_fields
from models import Account, Job
from tests.support.api.job_fields import MEMORY
from tests.support.page.tab import Tab, redirected_to

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
KNOWN_NAMES = {"iTT", *(f"ch0{n}" for n in range(1, 5)), *(f"program{letter}" for letter in "ABCDEF")}
"""Words of a format's own that begin in lower case."""

SAMPLE = samples.CAPTIONS.read_bytes()


def upload(who: Principal, name: str = "harbour.srt", data: bytes = SAMPLE) -> str:
    stored = uploads.receive(data, name)
    inspection = {"kind": "media"} if uploads.is_media_name(name) else uploads.inspect_stored(stored, name)
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
    if capabilities.missing("transcribe"):
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


async def test_a_translation_memory_goes_with_every_file_that_is_translated(
    tab: Tab, who: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capabilities, "missing", lambda _: None)
    memory = upload(who, "terms.tmx", MEMORY.encode())
    state = await drop(tab, memory)
    assert "add what is to be translated" in state.files[0]["blocked"]
    assert state.files[0]["facts"] == ["translation memory", "2 sentences", "English, Spanish"]
    await tab.call(SubmissionState, "add", {"upload_id": upload(who)})
    await tab.call(SubmissionState, "add", {"upload_id": upload(who)})
    assert state.kind == "convert"
    await tab.call(SubmissionState, "choose_kind", "translate")
    await tab.call(SubmissionState, "set_option", "own", "target_languages", "es")
    assert (state.ready, state.files[0]["taken"]) == (2, "Its sentences are used first")
    await tab.call(SubmissionState, "submit")
    assert [json.loads(job.description)["translation_memory_upload_id"] for job in jobs()] == [memory] * 2
    assert state.files == []


def shown(state: SubmissionState) -> list[str]:
    """The job type's own fields, those aside that few jobs need."""
    return [field["name"] for field in state.own if not field["folded"]]


async def test_captions_are_put_on_a_video_that_is_dropped_beside_them(tab: Tab, who: Principal) -> None:
    state = await drop(tab, upload(who))
    assert shown(state) == []
    video = upload(who, "clip.mp4", b"\0" * 64)
    await tab.call(SubmissionState, "add", {"upload_id": video})
    assert [group["kind"] for group in state.groups] == ["captions", "video"]
    assert shown(state) == ["burn_in", "embed"]
    await tab.call(SubmissionState, "set_option", "own", "embed", "true")
    assert (state.kind, state.ready, state.label) == ("convert", 1, "Submit 1 job")
    assert state.files[1]["taken"] == state.groups[1]["summary"] == "The captions are put on it"
    await tab.call(SubmissionState, "submit")
    [job] = jobs()
    sent = json.loads(job.description)
    assert (sent["embed"], sent["video_upload_id"]) == (True, video)
    assert (state.files, shown(state)) == ([], [])


def works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capabilities, "missing", lambda _: None)


async def mixed(tab: Tab, who: Principal) -> SubmissionState:
    """Two caption files, two videos, a recording, an address, and a file that is nothing."""
    await drop(tab, upload(who, "clip.mp4", b"\0" * 64))
    for name in ("a.srt", "b.srt"):
        await tab.call(SubmissionState, "add", {"upload_id": upload(who, name)})
    for name in ("film.mov", "talk.mp3"):
        await tab.call(SubmissionState, "add", {"upload_id": upload(who, name, b"\0" * 64)})
    noise = upload(who, "noise.bin", bytes(range(256)) * 40)
    await tab.call(SubmissionState, "add", {"upload_id": noise})
    await tab.call(SubmissionState, "set_address", "https://example.com/watch?v=1")
    await tab.call(SubmissionState, "add_address")
    return await tab.state(SubmissionState)


async def test_every_kind_of_file_has_a_job_of_its_own(
    tab: Tab, who: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    works(monkeypatch)
    state = await mixed(tab, who)
    assert [(group["title"], group["summary"]) for group in state.groups] == [
        ("2 caption files", "Convert, to WebVTT"),
        ("2 videos", "Transcribe, to WebVTT, language detected"),
        ("1 audio file", "Transcribe, to WebVTT, language detected"),
        ("1 address", "Download"),
        ("1 other file", ""),
    ]
    assert (state.mixed, state.ready, state.label) == (True, 6, "Submit 6 jobs")
    await tab.call(SubmissionState, "submit")
    made = sorted((job.source_name, job.job_type) for job in jobs())
    assert made == [
        ("a.srt", "convert"),
        ("b.srt", "convert"),
        ("clip.mp4", "transcribe"),
        ("film.mov", "transcribe"),
        ("talk.mp3", "transcribe"),
        ("watch", "download"),
    ]
    assert [row["name"] for row in state.files] == ["noise.bin"]


async def test_the_settings_of_one_group_leave_the_others_alone(
    tab: Tab, who: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    works(monkeypatch)
    state = await mixed(tab, who)
    await tab.call(SubmissionState, "change_group", "captions")
    await tab.call(SubmissionState, "choose_target", "SAMI")
    await tab.call(SubmissionState, "change_group", "video")
    assert (state.opened, state.kind, state.target) == ("video", "transcribe", "WebVTT")
    await tab.call(SubmissionState, "set_option", "own", "language", "en")
    await tab.call(SubmissionState, "change_group", "video")
    assert state.opened == ""
    assert [group["summary"] for group in state.groups[:3]] == [
        "Convert, to SAMI",
        "Transcribe, to WebVTT, from English",
        "Transcribe, to WebVTT, language detected",
    ]
    await tab.call(SubmissionState, "submit")
    sent = {job.source_name: json.loads(job.description) for job in jobs()}
    assert {name: told.get("target_profile") for name, told in sent.items() if name.endswith("srt")} == {
        "a.srt": "SAMI",
        "b.srt": "SAMI",
    }
    assert [sent[name].get("language") for name in ("clip.mp4", "talk.mp3")] == ["en", None]


async def test_what_goes_wrong_with_one_file_stops_no_other(
    tab: Tab, who: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    works(monkeypatch)
    state = await mixed(tab, who)
    real = module.submit_description

    def broken(asker: Principal, raw: str) -> str:
        if json.loads(raw)["job_type"] == "download":
            raise RuntimeError("a fault of ours")
        return real(asker, raw)

    monkeypatch.setattr(module, "submit_description", broken)
    with session_scope() as database:
        gone = uploads.get(database, who, state.files[0]["id"])
        gone.deleted_at = gone.created_at
        database.add(gone)
    await tab.call(SubmissionState, "submit")
    assert len(jobs()) == 4
    told = {row["name"]: row["problem"] for row in state.files}
    assert "no upload" in told["clip.mp4"]
    assert told["watch"] == "The server failed on this file."


async def test_who_is_told_of_an_outage_is_not_asked_to_submit_the_file_again(
    tab: Tab, who: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_synced(*_: object) -> str:
        raise OperationalError("COMMIT", None, OSError(5, "Input/output error"))

    state = await drop(tab, upload(who))
    monkeypatch.setattr(module, "submit_description", not_synced)
    await tab.call(SubmissionState, "submit")
    (row,) = state.files
    assert row["problem"].startswith("The server's disk failed")
    assert row["hint"].startswith("Look whether it is there before you send it again")


async def test_what_is_still_on_its_way_follows_a_submission(tab: Tab, who: Principal) -> None:
    state = await drop(tab, upload(who))
    await tab.call(SubmissionState, "travel", 1)
    await tab.call(SubmissionState, "submit")
    await tab.call(SubmissionState, "add", {"upload_id": upload(who, "late.srt")})
    assert [job.source_name for job in jobs()] == ["harbour.srt", "late.srt"]
    await tab.call(SubmissionState, "travel", 0)
    await tab.call(SubmissionState, "add", {"upload_id": upload(who, "next.srt")})
    assert (len(jobs()), state.follows) == (2, False)


async def test_the_form_outlives_a_restart_of_the_server(
    tab: Tab, who: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    works(monkeypatch)
    state = await mixed(tab, who)
    await tab.call(SubmissionState, "change_group", "video")
    await tab.call(SubmissionState, "choose_kind", "preview")
    await tab.call(SubmissionState, "set_option", "own", "preview_type", "mosaic")
    await tab.call(SubmissionState, "set_option", "own", "columns", "3")
    await tab.call(SubmissionState, "change_group", "captions")
    await tab.call(SubmissionState, "set_general", "offset", "00:00:10:00")
    before = (state.files, state.groups, state.label)
    again = Tab(tab.secret)
    (await again.state(SubmissionState)).kept = state.kept
    await again.call(SubmissionState, "load")
    after = await again.state(SubmissionState)
    assert (after.files, after.groups, after.label) == before
    assert (after.general["offset"], after.notice) == ("00:00:10:00", "")
    await again.call(SubmissionState, "change_group", "video")
    assert {field["name"]: field["value"] for field in after.own}["columns"] == "3"


async def test_files_that_a_restart_did_lose_are_named(tab: Tab, who: Principal) -> None:
    state = await drop(tab, upload(who))
    await tab.call(SubmissionState, "add", {"upload_id": upload(who, "b.srt")})
    again = Tab(tab.secret)
    (await again.state(SubmissionState)).kept = state.kept.replace(state.files[0]["id"], "gone")
    await again.call(SubmissionState, "load")
    after = await again.state(SubmissionState)
    assert ([row["name"] for row in after.files], "no longer on the server" in after.notice) == (
        ["b.srt"],
        True,
    )
    await again.call(SubmissionState, "forget_notice")
    assert after.notice == ""


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"files":[[1]],"current":"","settings":{}}'])
async def test_what_the_browser_kept_wrongly_is_left_alone(tab: Tab, text: str) -> None:
    state = await tab.state(SubmissionState)
    state.kept = text
    await tab.call(SubmissionState, "load")
    assert (state.files, state.kind) == ([], "convert")


def test_every_job_type_has_a_name_before_it_is_known_what_works() -> None:
    assert [choice["label"] for choice in SubmissionState.get_fields()["job_types"].default_value()] == [
        choice["label"] for choice in choices.job_types()
    ]


@pytest.mark.parametrize(("kind", "name"), [("translate", "target_languages"), ("dub", "target_language")])
async def test_a_required_field_is_marked_and_keeps_the_button_off(
    tab: Tab, who: Principal, monkeypatch: pytest.MonkeyPatch, kind: str, name: str
) -> None:
    works(monkeypatch)
    state = await drop(tab, upload(who, "clip.mp4", b"\0" * 64))
    await tab.call(SubmissionState, "choose_kind", kind)
    [marked] = [field for field in state.own if field["required"]]
    assert (marked["name"], state.ready) == (name, 0)
    assert state.reason == f"Fill in “{marked['label']}” first."
    await tab.call(SubmissionState, "submit")
    assert jobs() == []
    await tab.call(SubmissionState, "set_option", "own", name, "es")
    assert (state.ready, state.reason) == (1, "")
    assert [field["required"] for field in state.own if field["name"] == name] == [True]
    await tab.call(SubmissionState, "set_option", "own", name, " ")
    assert state.ready == 0


RECOGNITION = "hotwords multilingual shot_changes vad_filter vad_threshold"
RECOGNITION += " condition_on_previous_text hallucination_silence_threshold speakers"
OWN_FIELDS = {
    "convert": "captions_upload_id split_languages burn_in embed",
    "transcribe": f"language model_size word_timestamps chapters burn_in embed audio_track {RECOGNITION}",
    "translate": "track source_language target_languages brief keep_source tmx engine model_size burn_in "
    f"embed audio_track {RECOGNITION}",
    "voiceover": "track audio_track target_language voice_engine voice voices output_format original "
    "original_level loudness captions_too",
    "dub": "source_language target_language model_size engine brief voice_engine voice voices "
    f"output_format original original_level loudness captions_too audio_track {RECOGNITION}",
    "download": "format",
    "preview": "preview_type start duration width fps",
    "fingerprint": "timestamp hash_size",
    "comments": "max_comments",
}
PREVIEW_FIELDS = {
    "gif": ("start", "duration", "width", "fps"),
    "thumbnail": ("timestamp", "width"),
    "mosaic": ("columns", "rows", "width"),
    "clip": ("start", "duration", "width", "video_preset"),
    "waveform": ("width",),
}


def test_no_choice_is_a_bare_value() -> None:
    shown = [type_fields(kind) for kind in JOB_TYPES] + [
        type_fields("preview", {"preview_type": name}) for name in PREVIEW_FIELDS
    ]
    profiles = list(registry.formats().values())
    shown += [form_fields.encode_fields(profile.name) for profile in profiles if profile.write]
    shown += [form_fields.decode_fields(profile.name) for profile in profiles if profile.read]
    labels = {choice["label"] for one in shown for field in one for choice in field["choices"]}
    assert len(labels) > 40
    assert {label for label in labels if label[:1].islower()} <= KNOWN_NAMES


async def test_only_a_conversion_is_read_back(
    tab: Tab, who: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(module, "submit_description", lambda _, raw: sent.append(json.loads(raw)) or "")
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
    assert samples.CAPTIONS.is_relative_to(Path(samples.__file__).parents[4])


def test_every_job_type_has_its_fields() -> None:
    assert {kind: " ".join(field["name"] for field in type_fields(kind)) for kind in OWN_FIELDS} == OWN_FIELDS
    kinds = {field["name"]: field["kind"] for kind in JOB_TYPES for field in type_fields(kind)}
    for preview, names in PREVIEW_FIELDS.items():
        asked = {field["name"]: field["value"] for field in type_fields("preview", {"preview_type": preview})}
        assert (asked["preview_type"], tuple(asked)) == (preview, ("preview_type", *names))
    assert kinds["word_timestamps"] == "boolean"
    assert kinds["preview_type"] == kinds["hash_size"] == "choice"
    assert kinds["target_languages"] == "list"
    assert kinds["width"] == "integer"


def test_job_types_that_do_not_work_here_say_why() -> None:
    for choice in choices.job_types():
        missing = capabilities.missing(choice["value"]) is not None
        assert (choice["disabled"], bool(choice.get("note"))) == (missing, missing)


def test_common_profiles_stand_first_and_none_twice() -> None:
    offered = [choice["value"] for choice in choices.target_profiles()]
    assert offered[:2] == ["SubRip Video Subtitle Script", "WebVTT"]
    assert len(offered) == len(set(offered))
    assert choices.source_profiles()[0]["value"] == "auto"


async def test_options_say_how_many_of_them_were_changed(
    tab: Tab, who: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    works(monkeypatch)
    await tab.call(SubmissionState, "load")
    await tab.call(SubmissionState, "choose_kind", "transcribe")
    state = await tab.state(SubmissionState)
    assert state.changed_options == ""
    await tab.call(SubmissionState, "set_option", "own", "word_timestamps", "true")
    assert state.changed_options == "", "it lies open"
    await tab.call(SubmissionState, "set_option", "own", "hotwords", "Marta")
    assert state.changed_options == "1 changed"
    await tab.call(SubmissionState, "set_general", "offset", "00:00:01:00")
    assert state.changed_options == "2 changed"
