"""Webhook endpoints and deliveries on their page."""

from __future__ import annotations

import pytest

from app.core import clock
from app.services import undo
from app.services.access import Principal
from app.ui.pages.webhooks.state import WebhooksState
from models import Account
from tests.support.page.tab import Tab, redirected_to
from tests.support.services.webhooks import attempt

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("example_names")]


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
    assert state.done == "1 missed delivery is queued again."
    await tab.call(WebhooksState, "show", "delivered")
    assert state.deliveries == []
    await tab.call(WebhooksState, "ask_to_delete", row["id"], row["url"])
    await tab.call(WebhooksState, "delete")
    assert (state.endpoints, state.undo_text) == ([], "Deleted the endpoint https://example.com/a.")
    await tab.call(WebhooksState, "show", "skipped")
    assert len(state.deliveries) == 1
    await tab.call(WebhooksState, "restore", state.undo_id)
    assert (state.endpoints[0]["state"], state.deliveries, state.undo_id) == ("active", [], "")
    await tab.call(WebhooksState, "show", "pending")
    assert len(state.deliveries) == 1
    await tab.call(WebhooksState, "ask_to_delete", row["id"], row["url"])
    await tab.call(WebhooksState, "delete")
    clock.advance(undo.UNDO.total_seconds() + 1)
    await tab.call(WebhooksState, "restore", row["id"])
    assert ("stays deleted" in state.problem, state.endpoints) == (True, [])


async def test_where_nothing_was_missed_it_says_so_and_each_look_is_answered(tab: Tab) -> None:
    await tab.call(WebhooksState, "add", {"url": "https://example.com/a"})
    state = await tab.state(WebhooksState)
    await tab.call(WebhooksState, "resend_missed", state.endpoints[0]["id"])
    assert state.done == "Nothing was missed in the last 7 days."
    await tab.call(WebhooksState, "refresh")
    assert state.answers == 1


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
        "The receiver answered with HTTP 503; only 2xx counts as received. Check"
    )
    assert state.deliveries[0]["problem"] == seen["problem"]
    assert "webhook-signature: v1," in seen["request"]
    assert state.deliveries[0]["status"] == "503"
    await tab.call(WebhooksState, "toggle", state.deliveries[0]["id"])
    assert (state.opened, state.attempts) == ("", [])


async def test_a_stranger_signs_in_first(stranger: Tab) -> None:
    assert redirected_to(await stranger.call(WebhooksState, "load")).startswith("/sign-in")


async def test_a_stranger_changes_nothing(stranger: Tab) -> None:
    await stranger.call(WebhooksState, "switch", "e", "disabled")
    assert (await stranger.state(WebhooksState)).done == ""
