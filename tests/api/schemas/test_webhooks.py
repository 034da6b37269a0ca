"""What is wrong with the events of an endpoint is told in words, not in types."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize(
    ("events", "words"),
    [(["nope"], "There is no event 'nope'."), ([], "An endpoint needs at least one event.")],
)
@pytest.mark.parametrize("changed", [False, True])
def test_wrong_events_are_told_in_words(live: TestClient, events: Any, words: str, changed: bool) -> None:
    address = {"url": "https://hooks.example.com/x"}
    made = live.post("/v1/webhooks", json=address).json()
    if changed:
        answer = live.patch(f"/v1/webhooks/{made['endpoint_id']}", json={"events": events})
    else:
        answer = live.post("/v1/webhooks", json={**address, "events": events})
    told = answer.json()
    assert (answer.status_code, told["detail"]) == (422, words)
    assert told["hint"] == "Use some of: all, job.created, job.processing, job.completed, job.failed."
    assert [error["field"] for error in told["errors"]] == ["events"]
