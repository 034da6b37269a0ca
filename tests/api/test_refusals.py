"""A submission that is refused is recorded as what it was, however little of it could be read."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient


def recorded(client: TestClient, path: str, **request: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answer, and the history entry it names."""
    told = client.post(path, **request).json()
    return told, client.get(f"/v1/jobs/{told['job_id']}").json()


@pytest.mark.parametrize(
    "request_",
    [
        {"content": b"{oops", "headers": {"content-type": "application/json"}},
        {"json": {"nope": 1}},
        {"json": {}},
    ],
)
@pytest.mark.parametrize("kind", ["preview", "dub"])
def test_the_address_says_what_kind_of_job_it_was(
    live: TestClient, kind: str, request_: dict[str, Any]
) -> None:
    _, entry = recorded(live, f"/v1/{kind}", **request_)
    assert (entry["job_type"], entry["stage"], entry["credits_charged"]) == (kind, "rejected", 0)


def test_the_body_says_it_where_the_address_does_not(live: TestClient) -> None:
    _, entry = recorded(live, "/v1/jobs", json={"job_type": "comments", "nope": 1})
    assert entry["job_type"] == "comments"


def test_a_refused_submission_of_the_command_line_is_recorded_as_one(live: TestClient) -> None:
    _, entry = recorded(live, "/v1/jobs", json={"nope": 1}, headers={"x-cuedeck-client": "cli"})
    assert entry["channel"] == "cli"


@pytest.mark.parametrize(
    "options", [{"source_language": "en"}, {"provider_id": "x"}, {"provider_options": {"model_size": "base"}}]
)
def test_a_conversion_does_not_take_what_only_a_transcription_can_honour(
    live: TestClient, options: dict[str, Any]
) -> None:
    wanted = {"media_path": "https://example.com/a.srt", "transcribe_options": options}
    told, _ = recorded(live, "/v1/convert", json=wanted)
    assert told["code"] == "validation_error"
    assert "job_type to transcribe" in told["hint"]


@pytest.mark.parametrize("options", [None, {}, {"provider_options": {}}])
def test_a_conversion_may_carry_options_that_ask_for_nothing(live: TestClient, options: Any) -> None:
    wanted = {"media_path": "https://example.com/a.srt", "transcribe_options": options}
    assert live.post("/v1/convert", json=wanted).status_code == 202
