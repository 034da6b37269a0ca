"""A query parameter that an address does not know is refused, on every operation; so is a doubled one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.api.client import application, with_key

LEFT_TO_ITSELF = ("/d/", "/auth/", "/healthz", "/readyz", "/metrics")
"""Addresses for browsers and machines that add parameters of their own: links, sign-in, health."""


def operations() -> list[tuple[str, str]]:
    """Every operation of the document that a key may call."""
    paths = application().openapi()["paths"]
    return [
        (method, path)
        for path, found in sorted(paths.items())
        for method in found
        if not path.startswith(LEFT_TO_ITSELF)
    ]


def called(client: TestClient, method: str, path: str, query: str) -> Any:
    address = re.sub(r"\{[^}]+\}", "1", path)
    body = {} if method in ("get", "head", "delete", "options") else {"json": {}}
    return client.request(method, f"{address}?{query}", **body)


def test_there_are_operations_to_walk() -> None:
    found = operations()
    assert len(found) > 40
    assert ("get", "/job/info") in found


@pytest.mark.parametrize(("method", "path"), operations())
def test_every_operation_refuses_what_it_does_not_know(live: TestClient, method: str, path: str) -> None:
    if path.startswith("/job/"):
        answer = called(live, method, path, "v=4&job_idd=1")
        assert answer.status_code == 400, answer.text
        assert answer.json()["ErrorType"] == "INVALID_OPTION"
        assert "job_idd" in answer.json()["ErrorComment"]
        return
    answer = called(live, method, path, "limitt=1")
    if method == "options":  # what a tus client asks before it has a key
        assert answer.status_code == 204
        return
    if path.endswith("/download-result"):  # its errors have a shape of their own
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "INVALID_REQUEST")
        assert "limitt" in answer.json()["error"]["message"]
        return
    assert answer.status_code == 422, answer.text
    if method != "head":
        assert answer.json()["code"] == "unknown_parameter"
        assert answer.json()["errors"][0]["field"] == "limitt"


def test_the_nearest_name_is_told(live: TestClient) -> None:
    body = live.get("/v1/jobs?statuss=completed").json()
    assert body["errors"] == [
        {"field": "statuss", "message": "unknown query parameter, did you mean status?"}
    ]
    assert "limit" in body["hint"]


@pytest.mark.parametrize("path", ["/v1/jobs?limit=1&limit=2", "/job/list?v=4&limit=1&limit=2"])
def test_a_doubled_parameter(live: TestClient, path: str) -> None:
    answer = live.get(path)
    assert answer.status_code == 400
    assert "limit" in answer.text
    assert answer.json().get("code", "duplicate_field") == "duplicate_field"


def test_who_has_no_key_learns_nothing(app_client: TestClient) -> None:
    assert app_client.get("/v1/jobs?nope=1").status_code == 401
    assert with_key(app_client, "cd_live_none").get("/v1/jobs?nope=1").status_code == 401
