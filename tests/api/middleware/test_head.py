"""HEAD answers as GET does, without a body, on every GET route of the API."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.db import session_scope
from models import Account
from tests.support.services.jobs import add_job, finish

pytestmark = pytest.mark.slow

DIFFERS = ("x-request-id", "x-ratelimit-remaining", "x-ratelimit-reset", "date")
"""What no two answers share, or only those of one minute."""


def headers(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.lower() not in DIFFERS}


def test_every_route_that_is_read(live: TestClient, account: Account) -> None:
    with session_scope() as session:
        job = finish(session, add_job(session, account))
    known = {"job_id": job.id, "index": "0"}
    document = live.get("/openapi.json").json()
    walked = [path for path, operations in document["paths"].items() if "get" in operations]
    for path in [*walked, "/healthz", "/readyz", "/openapi.json"]:
        address = path
        for name in path.split("{")[1:]:
            field = name.partition("}")[0]
            address = address.replace(f"{{{field}}}", known.get(field, "0"))
        if address == f"/v1/uploads/tus/{known.get('upload_id', '0')}":
            continue  # HEAD is its own call in tus
        params = {"v": "4", "job_id": str(job.number)} if address.startswith("/job/") else {}
        params |= {"a": job.id, "b": job.id} if "compare" in address else {}
        read, asked = live.get(address, params=params), live.head(address, params=params)
        assert (asked.status_code, headers(asked)) == (read.status_code, headers(read)), address
        assert asked.content == b"", address
    assert len(walked) > 20


@pytest.mark.parametrize("path", ["/v1/events", "/v1/jobs/{}/events"])
def test_a_stream_ends_where_it_would_begin(live: TestClient, account: Account, path: str) -> None:
    with session_scope() as session:
        job = add_job(session, account)
    asked = live.head(path.format(job.id), headers={"accept": "text/event-stream"})
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["content-type"].startswith("text/event-stream")


def test_what_get_uses_up_is_not_asked_for(live: TestClient) -> None:
    assert live.head("/auth/link/any").status_code == 405
