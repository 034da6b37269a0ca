"""Presets on their page: made, changed, begun and deleted."""

from __future__ import annotations

import json

import pytest

from app.core import clock
from app.core.db import read_scope
from app.services import undo
from app.services.access import person
from app.services.engines import capabilities
from app.services.jobs import lookup, presets
from app.ui.pages.presets.state import PresetsState, row_of
from models import Account, Preset
from tests.support.page.tab import Tab, redirected_to

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("example_names")]
FORM = {
    "name": " Broadcast ",
    "job_type": "transcribe",
    "asr": "on",
    "editing": "on",
    "required": "title, speaker,",
    "language": "en",
    "target_profile": "WebVTT",
    "webhook": "https://example.com/hook",
    "settings": '{"prompt": "Ann"}',
}


async def test_a_preset_is_made_changed_and_deleted(
    tab: Tab, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capabilities, "missing", lambda _: None)
    await tab.call(PresetsState, "load")
    state = await tab.state(PresetsState)
    await tab.call(PresetsState, "save", FORM)
    assert (state.problem, state.done) == ("", "Saved Broadcast.")
    [row] = state.presets
    assert row["steps"] == "Transcribe: recognise the speech, wait for an editor"
    job_id = redirected_to(await tab.call(PresetsState, "begin", row["id"])).removeprefix("/?job=")
    with read_scope() as session:
        job = lookup.get(session, person(account), job_id)
    assert (job.stage, job.preset_id, job.channel) == ("draft", row["id"], "web")
    await tab.call(PresetsState, "edit", row["id"])
    assert state.edited == row
    await tab.call(PresetsState, "save", {**FORM, "name": "Web", "webhook": "", "required": ""})
    with read_scope() as session:
        [kept] = presets.list_for(session, person(account))
    assert (kept.name, kept.webhook, kept.required_metadata) == ("Web", None, [])
    assert (kept.editing, kept.speaker_names, kept.settings) == (True, False, {"prompt": "Ann"})
    await tab.call(PresetsState, "ask_to_delete", row["id"], "Web")
    await tab.call(PresetsState, "cancel_delete")
    assert len(state.presets) == 1
    await tab.call(PresetsState, "ask_to_delete", row["id"], "Web")
    await tab.call(PresetsState, "delete")
    assert (state.presets, state.undo_text) == ([], "Deleted the preset Web.")
    await tab.call(PresetsState, "restore", state.undo_id)
    [back] = state.presets
    assert (back["id"], state.undo_id, state.done) == (row["id"], "", "The preset Web is back.")


async def test_a_language_is_chosen_by_its_name(tab: Tab) -> None:
    await tab.call(PresetsState, "save", FORM)
    state = await tab.state(PresetsState)
    await tab.call(PresetsState, "edit", state.presets[0]["id"])
    names = {choice["value"]: choice["label"] for choice in state.languages}
    assert (names[""], names["en"], names["sv"]) == ("Detect the language", "English", "Swedish")
    await tab.call(PresetsState, "choose_language", "sv")
    assert (state.edited["language"], state.edited["name"]) == ("sv", "Broadcast")


async def test_a_deleted_preset_comes_back_for_a_minute_and_under_its_own_name(tab: Tab) -> None:
    convert = FORM | {"job_type": "convert", "editing": "", "language": "", "settings": "", "webhook": ""}
    await tab.call(PresetsState, "save", convert)
    state = await tab.state(PresetsState)
    preset_id = state.presets[0]["id"]
    await tab.call(PresetsState, "ask_to_delete", preset_id, "Broadcast")
    await tab.call(PresetsState, "delete")
    await tab.call(PresetsState, "save", convert)
    await tab.call(PresetsState, "restore", preset_id)
    assert "There is a preset named 'Broadcast' already." in state.problem
    await tab.call(PresetsState, "ask_to_delete", state.presets[0]["id"], "Broadcast")
    await tab.call(PresetsState, "delete")
    clock.advance(undo.UNDO.total_seconds() + 1)
    await tab.call(PresetsState, "restore", preset_id)
    assert ("stays deleted" in state.problem, state.presets) == (True, [])


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": " "}, "name"),
        ({"job_type": "nope"}, "job type"),
        ({"settings": "{"}, "JSON"),
        ({"settings": '{"nope": 1}'}, "nope"),
        ({"job_type": "convert"}, "editing"),
        ({"webhook": "http://127.0.0.1/x"}, "private"),
        ({"settings": '{"webhook": "https://innocent.example/"}'}, "private"),
    ],
)
async def test_a_wrong_preset_is_explained(tab: Tab, wrong: dict[str, str], told: str) -> None:
    await tab.call(PresetsState, "save", FORM | wrong)
    state = await tab.state(PresetsState)
    assert told in state.problem
    assert (state.presets, state.done) == ([], "")


async def test_a_stranger_signs_in_first(stranger: Tab) -> None:
    assert redirected_to(await stranger.call(PresetsState, "load")).startswith("/sign-in")


async def test_a_stranger_changes_nothing(stranger: Tab) -> None:
    assert await stranger.call(PresetsState, "save", FORM) is not None


async def test_webhooks_are_shown_without_their_passwords() -> None:
    address = "https://ann:secret@example.com/hook"
    preset = Preset(name="P", job_type="convert", webhook=address, settings={"webhook": address})
    row = row_of(preset)
    assert row["webhook"] == "https://***@example.com/hook"
    assert json.loads(row["settings"]) == {"webhook": "https://***@example.com/hook"}
