"""Presets, webhooks and usage on their pages."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.db import read_scope
from app.services.access import Principal, person
from app.services.engines import capabilities
from app.services.jobs import lookup, presets
from app.ui import site
from app.ui.pages.presets.state import PresetsState
from app.ui.pages.usage.state import UsageState
from app.ui.pages.webhooks.state import WebhooksState
from models import Account
from tests.support.page.tab import Tab, redirected_to
from tests.support.services.webhooks import attempt, finished

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
    await tab.call(PresetsState, "keep")
    assert len(state.presets) == 1
    await tab.call(PresetsState, "ask_to_delete", row["id"], "Web")
    await tab.call(PresetsState, "delete")
    assert state.presets == []


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


async def test_an_endpoint_from_its_secret_to_its_end(tab: Tab) -> None:
    await tab.call(WebhooksState, "load")
    state = await tab.state(WebhooksState)
    await tab.call(WebhooksState, "add", {"url": "http://10.0.0.1/"})
    assert ("private" in state.problem, state.endpoints) == (True, [])
    await tab.call(WebhooksState, "add", {"url": "https://example.com/a", "job.failed": "on"})
    first = state.secret
    [row] = state.endpoints
    assert (first[:6], row["events"], row["state"], state.problem) == ("whsec_", "job.failed", "active", "")
    await tab.call(WebhooksState, "rotate", row["id"])
    assert state.secret.startswith("whsec_")
    assert state.secret != first
    await tab.call(WebhooksState, "hide_secret")
    await tab.call(WebhooksState, "try_out", row["id"])
    [sent] = state.deliveries
    assert (sent["event"], sent["state"], state.secret) == ("job.completed", "pending", "")
    await tab.call(WebhooksState, "switch", row["id"], "disabled")
    assert (state.endpoints[0]["state"], state.deliveries[0]["state"]) == ("disabled", "skipped")
    await tab.call(WebhooksState, "resend", sent["id"])
    assert "disabled" in state.problem
    await tab.call(WebhooksState, "switch", row["id"], "active")
    await tab.call(WebhooksState, "resend_missed", row["id"])
    assert state.done == "1 missed deliveries of the last 7 days are queued again."
    await tab.call(WebhooksState, "show", "delivered")
    assert state.deliveries == []
    await tab.call(WebhooksState, "ask_to_delete", row["id"], row["url"])
    await tab.call(WebhooksState, "delete")
    assert state.endpoints == []


async def test_a_delivery_shows_its_attempts(tab: Tab, account: Account, who: Principal) -> None:
    await tab.call(WebhooksState, "load")
    await tab.call(WebhooksState, "add", {"url": "https://example.com/a"})
    state = await tab.state(WebhooksState)
    await tab.call(WebhooksState, "try_out", state.endpoints[0]["id"])
    attempt(503)
    await tab.call(WebhooksState, "toggle", state.deliveries[0]["id"])
    [seen] = state.attempts
    assert seen["result"] == "HTTP 503"
    assert seen["problem"].startswith(
        "The receiver answered with HTTP 503; only 2xx counts as received. Look"
    )
    assert state.deliveries[0]["problem"] == seen["problem"]
    assert "webhook-signature: v1," in seen["request"]
    assert state.deliveries[0]["status"] == "503"
    await tab.call(WebhooksState, "toggle", state.deliveries[0]["id"])
    assert (state.opened, state.attempts) == ("", [])


async def test_usage_adds_up(tab: Tab, account: Account) -> None:
    finished(account)
    await tab.call(UsageState, "load")
    state = await tab.state(UsageState)
    [row] = state.rows
    assert (row["type"], row["jobs"], row["credits"]) == ("Convert", "1", "1")
    assert state.balance.startswith("-1 credits, 0 held")
    assert {"type": "Dub", "credits": "8"} in state.prices
    await tab.call(UsageState, "show", "7")
    assert state.csv.startswith("/v1/usage?format=csv&from=")
    await tab.call(UsageState, "show", "drop table")
    assert state.days == "30"


def test_former_addresses_of_pages_redirect() -> None:
    api = FastAPI()
    site.add_redirects(api)
    answer = TestClient(api, follow_redirects=False).get("/settings/profiles")
    assert (answer.status_code, answer.headers["location"]) == (308, "/settings/presets")


@pytest.mark.parametrize("kind", [PresetsState, WebhooksState, UsageState])
async def test_a_stranger_signs_in_first(stranger: Tab, kind: type) -> None:
    assert redirected_to(await stranger.call(kind, "load")).startswith("/sign-in")


async def test_a_stranger_changes_nothing(stranger: Tab) -> None:
    await stranger.call(WebhooksState, "switch", "e", "disabled")
    assert (await stranger.state(WebhooksState)).done == ""
    assert await stranger.call(PresetsState, "save", FORM) is not None
