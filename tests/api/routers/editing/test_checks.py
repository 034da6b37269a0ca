"""Cues are checked and fixed by the server's rules while a person edits them."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api import request_bodies
from app.api.routers.editing import checks, drafts, versions
from app.api.routers.results import playback
from app.core.limits.turns import Turns
from models import Job
from tests.support.services.review import PROJECT

LONG = {
    "start": 0,
    "end": 90_000_000,
    "text": "Every word of this caption stands in one line that is too long",
}
NEXT = {"start": 45_000_000, "end": 270_000_000, "text": "Hello there"}
Answer = dict[str, Any]


def ask(client: TestClient, job: Job, what: str, body: Any, status: int = 200) -> Answer:
    answer = client.post(f"/v1/jobs/{job.id}/draft/{what}", json=body)
    assert answer.status_code == status, answer.text
    found: Answer = answer.json()
    return found


def codes(found: Answer) -> list[tuple[int, str]]:
    return [(finding["cue"], finding["code"]) for finding in found["findings"]]


def test_cues_are_checked_without_being_saved(live: TestClient, job_in_review: Job) -> None:
    found = ask(live, job_in_review, "checks", {"cues": [LONG, NEXT], "guide": "netflix"})
    assert codes(found) == [(1, "characters_per_second"), (1, "line_length"), (2, "overlap")]
    assert found["findings"][1]["value"] == 62
    assert found["findings"][1]["limit"] == 42
    own = ask(live, job_in_review, "checks", {"cues": [LONG], "guide": {"line_length": 70}})
    assert own["findings"] == []
    assert codes(ask(live, job_in_review, "checks", {"cues": [LONG, NEXT]})) == [(2, "overlap")]
    assert live.get(f"/v1/jobs/{job_in_review.id}/draft").json()["version"] == 1


def test_without_cues_the_saved_draft_is_checked(live: TestClient, job_in_review: Job) -> None:
    document = PROJECT | {"cues": [LONG]}
    live.put(f"/v1/jobs/{job_in_review.id}/draft", json={"document": document, "version": 1})
    assert (1, "line_length") in codes(ask(live, job_in_review, "checks", {"guide": "bbc"}))


@pytest.mark.parametrize(
    ("routes", "method", "path"),
    [
        (checks, "POST", "draft/checks"),
        (checks, "POST", "draft/fixes"),
        (drafts, "PUT", "draft"),
        (playback, "GET", "captions.vtt?item=draft-0"),
        (versions, "GET", "outputs/0/versions/1/changes?with=1"),
    ],
)
def test_an_account_has_a_few_caption_tasks_at_once(
    live: TestClient, job_in_review: Job, monkeypatch: pytest.MonkeyPatch, routes: Any, method: str, path: str
) -> None:
    monkeypatch.setattr(routes, "CAPTION_WORK", Turns("caption tasks", most=0, seconds=0.01))
    monkeypatch.setattr(request_bodies, "text", lambda *_: pytest.fail("the body was read before its turn"))
    answer = live.request(method, f"/v1/jobs/{job_in_review.id}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_at_once")


def test_gaps_are_counted_in_the_frames_of_the_document(live: TestClient, job_in_review: Job) -> None:
    cues = [LONG | {"text": "A"}, NEXT | {"start": 97_200_000}]  # 80 ms: two frames at 25, less at 24
    body = {"cues": cues, "guide": {"gap_frames": 2}}
    assert codes(ask(live, job_in_review, "checks", body | {"frame_rate": "25"})) == []
    assert codes(ask(live, job_in_review, "checks", body | {"frame_rate": "24"})) == [(2, "gap")]


def test_lines_are_broken_by_the_guide(live: TestClient, job_in_review: Job) -> None:
    found = ask(live, job_in_review, "fixes", {"cues": [LONG], "guide": "netflix", "only": "lines"})
    (cue,) = found["cues"]
    assert cue["text"] == "Every word of this caption stands\nin one line that is too long"
    assert (cue["end"], found["fixes"]) == (LONG["end"], [])


def test_faults_are_fixed(live: TestClient, job_in_review: Job) -> None:
    found = ask(live, job_in_review, "fixes", {"cues": [LONG, NEXT], "guide": "netflix"})
    assert "\n" in found["cues"][0]["text"]
    assert found["cues"][0]["end"] <= NEXT["start"]
    assert {"line_length", "overlap"} <= {fix["code"] for fix in found["fixes"]}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"cues": [{"start": "x"}]}, "invalid_project"),
        ({"guide": "nobody's"}, "invalid_guide"),
        ({"only": "some"}, "validation_error"),
        ({"other": 1}, "validation_error"),
        ([1], "malformed_json"),
    ],
)
def test_what_cannot_be_read_is_refused(live: TestClient, job_in_review: Job, body: Any, code: str) -> None:
    assert ask(live, job_in_review, "fixes", body, 422)["code"] == code


def test_a_draft_of_ten_thousand_cues_is_saved(live: TestClient, job_in_review: Job) -> None:
    cues = [
        {"start": 90_000_000 * n, "end": 90_000_000 * n + 80_000_000, "text": f"Line {n} " + "words " * 40}
        for n in range(10_000)
    ]
    saved = live.put(
        f"/v1/jobs/{job_in_review.id}/draft", json={"document": PROJECT | {"cues": cues}, "version": 1}
    )
    assert (saved.status_code, saved.json()["cue_count"]) == (200, 10_000)
