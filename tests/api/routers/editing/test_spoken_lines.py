"""Lines to be spoken anew: what a request may ask for, and where the new job is."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.db import session_scope
from app.services.engines import capabilities
from app.services.jobs import feasibility
from models import Account
from tests.support.services.spoken import add_spoken


@pytest.fixture
def lines(live: TestClient, account: Account, monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of the lines of a voiceover that is done; what is submitted finds an engine."""
    monkeypatch.setattr(capabilities, "missing", lambda _: None)
    monkeypatch.setattr(feasibility, "check", lambda _: [])
    with session_scope() as session:
        return f"/v1/jobs/{add_spoken(session, account).id}/lines"


def test_the_answer_says_where_the_new_job_is(live: TestClient, lines: str) -> None:
    changes = [{"cue": 1, "text": "Buenas tardes"}, {"cue": 2, "speed": 1}]
    answer = live.post(lines, json={"lines": changes})
    assert (answer.status_code, answer.headers["location"]) == (202, f"/v1/jobs/{answer.json()['job_id']}")
    made = live.get(answer.headers["location"]).json()
    assert (made["job_type"], made["job_id"]) == ("voiceover", answer.json()["job_id"])


def test_a_cue_is_named_once(live: TestClient, lines: str) -> None:
    changes = [{"cue": 2, "speed": 1.1}, {"cue": 1, "speed": 1.1}, {"cue": 2, "voice": "es"}]
    answer = live.post(lines, json={"lines": changes})
    assert (answer.status_code, answer.json()["code"]) == (422, "cue_named_twice")
    assert answer.json()["errors"][0]["field"] == "lines.2.cue"
    assert "Cue 2" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"cue": True, "text": "Hola"}, "lines.0.cue"),
        ({"cue": "1", "text": "Hola"}, "lines.0.cue"),
        ({"cue": 1, "speed": True}, "lines.0.speed"),
        ({"cue": 1, "text": 2001 * "a"}, "lines.0.text"),
        ({"cue": 1, "text": "\u200b\u2060 \ufeff"}, "lines.0"),
        ({"cue": 1, "text": "... – ♪"}, "lines.0"),
    ],
)
def test_what_no_line_can_be(live: TestClient, lines: str, line: dict[str, Any], field: str) -> None:
    answer = live.post(lines, json={"lines": [line]})
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_error")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
