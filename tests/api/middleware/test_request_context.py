"""Every request leaves one line in the log: with its request id, without keys, tokens or query."""

from __future__ import annotations

import json
import uuid
from typing import Any

import httpx
import pytest

from tests.support.product import Product, wait_for

pytestmark = pytest.mark.server


def lines(product: Product, request_id: str) -> list[dict[str, Any]]:
    texts = [line for line in product.log.read_text().splitlines() if request_id in line]
    return [json.loads(line[line.index("{") :]) for line in texts]


def logged(product: Product, request_id: str) -> dict[str, Any]:
    wait_for(lambda: bool(lines(product, request_id)), 10, "the line in the log")
    (line,) = lines(product, request_id)
    return line


def test_a_request(product: Product) -> None:
    name = uuid.uuid4().hex
    with product.client() as api:
        api.get("/v1/jobs?q=private", headers={"x-request-id": name})
    line = logged(product, name)
    facts = {key: line[key] for key in ("event", "method", "path", "status", "process", "level")}
    assert facts == {
        "event": "request",
        "method": "GET",
        "path": "/v1/jobs",
        "status": 200,
        "process": "web",
        "level": "info",
    }
    assert line["ms"] >= 0
    assert line["by"] == product.key[8:20]  # the key's id, not the key
    assert product.key not in product.log.read_text()
    assert "private" not in json.dumps(line)


@pytest.mark.parametrize("path", ["/d/1.abcdef.o-secret-token", "/auth/link/secret-token"])
def test_tokens_in_addresses_are_left_out(product: Product, path: str) -> None:
    name = uuid.uuid4().hex
    httpx.get(product.base_url + path, headers={"x-request-id": name})
    line = logged(product, name)
    assert line["path"] in ("/d/…", "/auth/link/…")
    assert "secret-token" not in json.dumps(line)


def test_an_unsafe_request_id_is_replaced(product: Product) -> None:
    answer = httpx.get(f"{product.base_url}/v1/jobs", headers={"x-request-id": 'x" injected'})
    assert len(answer.headers["x-request-id"]) == 32
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_the_worker_names_the_request_too(product: Product) -> None:
    name = uuid.uuid4().hex
    captions = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
    with product.client() as api:
        job = api.post(
            "/v1/jobs", files={"source": ("a.srt", captions)}, headers={"x-request-id": name}
        ).json()
    wait_for(lambda: len(lines(product, name)) == 2, 30, "the line of the request and the line of the worker")
    worker = next(line for line in lines(product, name) if line["process"] == "worker")
    assert (worker["event"], worker["job_id"], worker["stage"]) == ("job_left", job["job_id"], "converted")
