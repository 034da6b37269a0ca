"""What a reader noted stands in the row of its file with what to read it as instead; so does a check."""

from __future__ import annotations

import json

import pytest
from sqlmodel import select

from app.core.db import read_scope, session_scope
from app.services.access import Principal
from app.services.files import rereading, uploads
from app.ui.pages.home.submission.file_rows.notes import Note
from app.ui.pages.home.submission.files import FileRow
from app.ui.pages.home.submission.state import SubmissionState
from models import Job
from tests.support.page.tab import Tab

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
TABLE = b"Start;Ende;Deutsch;English\n1,5;2,75;Guten Tag;Good day\n3,5;5;Bis bald;See you soon\n"
MILLISECONDS = b"Start,End,Text\n1000,2500,Hello there\n3000,4500,Goodbye then\n"
GREEK = "1\n00:00:01,000 --> 00:00:02,000\nκαλά\n".encode("cp1253")
QUICK = b"1\n00:00:01,000 --> 00:00:01,400\nFar too much to read in four tenths of a second\n"


async def dropped(tab: Tab, who: Principal, *files: tuple[str, bytes]) -> SubmissionState:
    await tab.call(SubmissionState, "load")
    for name, data in files:
        stored = uploads.receive(data, name)
        with session_scope() as session:
            found = uploads.inspect_stored(stored, name)
            upload_id = uploads.add(session, who, name, stored, found).id
        await tab.call(SubmissionState, "add", {"upload_id": upload_id})
    return await tab.state(SubmissionState)


def note(row: FileRow, option: str) -> Note:
    return next(each for each in row["notes"] if each["option"] == option)


def values(told: Note) -> list[str]:
    return [choice["value"] for choice in told["choices"]]


def submitted() -> dict[str, object]:
    with read_scope() as session:
        described: dict[str, object] = json.loads(session.exec(select(Job)).one().description)
        return described


async def test_another_column_is_read_and_shown(tab: Tab, who: Principal) -> None:
    state = await dropped(tab, who, ("table.csv", TABLE))
    [row] = state.files
    told = note(row, "text_column")
    assert told["text"].startswith("Captions are read from “Deutsch”; not read: “English”.")
    assert (values(told), told["value"], told["label"]) == (["Deutsch", "English"], "Deutsch", "Text column")
    assert row["line"] == "Guten Tag / Bis bald"
    await tab.call(SubmissionState, "choose_reading", row["id"], "text_column", "English")
    [row] = state.files
    assert (row["line"], note(row, "text_column")["value"]) == ("Good day / See you soon", "English")
    await tab.call(SubmissionState, "submit")
    assert submitted()["decode_options"] == {"text_column": "English"}


async def test_what_is_read_by_itself_is_the_default(tab: Tab, who: Principal) -> None:
    state = await dropped(tab, who, ("times.csv", MILLISECONDS))
    [row] = state.files
    assert (note(row, "time_unit")["value"], row["facts"][1]) == ("milliseconds", "0:04")
    await tab.call(SubmissionState, "choose_reading", row["id"], "time_unit", "seconds")
    assert state.files[0]["facts"][1] == "1:15:00"
    assert state.changed_options == "1 changed"
    await tab.call(SubmissionState, "choose_reading", row["id"], "time_unit", "milliseconds")
    assert (state.files[0]["facts"][1], state.changed_options) == ("0:04", "")
    await tab.call(SubmissionState, "submit")
    assert "decode_options" not in submitted()


async def test_one_of_several_files_gets_settings_of_its_own(tab: Tab, who: Principal) -> None:
    state = await dropped(tab, who, ("greek.srt", GREEK), ("plain.srt", QUICK))
    greek, plain = state.files
    told = note(greek, "encoding")
    assert len(values(told)) > 1
    other = values(told)[1]
    await tab.call(SubmissionState, "choose_reading", greek["id"], "encoding", other)
    greek, plain = state.files
    assert (greek["apart"], plain["apart"], note(greek, "encoding")["value"]) == (True, False, other)
    assert (plain["notes"], greek["summary"]) == ([], "Convert, to WebVTT, 1 more setting")


async def test_what_was_not_offered_is_not_taken(tab: Tab, who: Principal) -> None:
    state = await dropped(tab, who, ("table.csv", TABLE))
    [row] = state.files
    for option, value in (("text_column", "Start"), ("guide", "netflix"), ("encoding", "utf-16")):
        await tab.call(SubmissionState, "choose_reading", row["id"], option, value)
    await tab.call(SubmissionState, "choose_reading", "of somebody else", "text_column", "English")
    assert (state.files, state.changed_options) == ([row], "")


async def test_a_file_is_checked_before_it_is_converted(tab: Tab, who: Principal) -> None:
    state = await dropped(tab, who, ("quick.srt", QUICK))
    await tab.call(SubmissionState, "set_general", "guide", "netflix")
    await tab.call(SubmissionState, "check_file", state.files[0]["id"])
    report = state.files[0]["report"]
    assert report["title"].startswith("Netflix: 3 findings to mend before delivery")
    assert [(each["text"], each["count"], each["where"]) for each in report["findings"]] == [
        ("Captions shown too briefly", "1", "cue 1"),
        ("Captions too fast to read (characters)", "1", "cue 1"),
        ("Lines that are too long", "1", "cue 1"),
        ("The file does not say its language.", "", ""),
    ]
    await tab.call(SubmissionState, "set_general", "guide", "bbc")
    assert state.files[0]["report"]["title"] == "", "what another guide finds is not told as its own"
    await tab.call(SubmissionState, "check_file", state.files[0]["id"])
    assert state.files[0]["report"]["title"].startswith("BBC: ")
    await tab.call(SubmissionState, "check_file", state.files[0]["id"])
    assert state.files[0]["report"]["title"] == "", "the button folds it again"


async def test_no_film_is_read_as_a_whole(tab: Tab, who: Principal, monkeypatch: pytest.MonkeyPatch) -> None:
    state = await dropped(tab, who, ("film.mp4", b"\0" * 100))

    def refuse(*_: object) -> None:
        raise AssertionError("the film was read")

    monkeypatch.setattr(rereading, "read_again", refuse)
    [before] = state.files
    await tab.call(SubmissionState, "check_file", before["id"])
    assert state.files == [before]


async def test_the_receiver_of_the_format_is_the_guide(tab: Tab, who: Principal) -> None:
    state = await dropped(tab, who, ("quick.srt", QUICK))
    await tab.call(SubmissionState, "choose_target", "Netflix-ready TTML")
    await tab.call(SubmissionState, "check_file", state.files[0]["id"])
    assert state.files[0]["report"]["title"].startswith("Netflix: ")
