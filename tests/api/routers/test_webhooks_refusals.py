"""What bad input gets from the webhook routes: the documented error, and no 5xx."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.product import Product

pytestmark = pytest.mark.server

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"


@pytest.fixture
def api(product: Product) -> Iterator[httpx.Client]:
    with product.client() as client:
        yield client


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "http://127.0.0.1/"}, "webhook_forbidden_address"),
        ({"url": "http://10.0.0.1/"}, "webhook_forbidden_address"),
        ({"url": "http://169.254.169.254/"}, "webhook_forbidden_address"),
        ({"url": "http://[::1]/"}, "webhook_forbidden_address"),
        ({"url": "gopher://example.com"}, "invalid_url"),
        ({"url": "https://example.com/\x00"}, "validation_error"),
        ({"url": "https://example.com", "description": "\x00"}, "validation_error"),
        ({"url": "https://example.com", "events": ["none"]}, "validation_error"),
        ({"url": "https://example.com", "evnts": ["all"]}, "validation_error"),
        ({}, "validation_error"),
    ],
)
def test_bad_endpoints(api: httpx.Client, body: dict[str, Any], code: str) -> None:
    answer = api.post("/v1/webhooks", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_job_with_a_private_webhook_is_refused_and_recorded(api: httpx.Client) -> None:
    described = json.dumps({"target_profile": "WebVTT", "webhook": "http://192.168.0.1/x"})
    answer = api.post("/v1/jobs", files={"source": ("a.srt", SRT)}, data={"config": described})
    assert (answer.status_code, answer.json()["code"]) == (422, "webhook_forbidden_address")
    assert api.get(f"/v1/jobs/{answer.json()['job_id']}").json()["stage"] == "rejected"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/webhooks/nothing"),
        ("GET", "/v1/webhooks/deliveries/nothing"),
        ("POST", "/v1/webhooks/deliveries/nothing/resend"),
        ("GET", "/v1/webhooks/deliveries?job_id=nothing"),
        ("POST", "/v1/webhooks/nothing/test"),
        ("POST", "/v1/webhooks/nothing/rotate-secret"),
        ("GET", "/v1/webhooks/nothing/deliveries"),
    ],
)
def test_unknown_things(api: httpx.Client, method: str, path: str) -> None:
    answer = api.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_without_a_key(product: Product) -> None:
    assert httpx.get(f"{product.base_url}/v1/webhooks").status_code == 401


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b'{"url": "' + b"x" * 20_000_000 + b'"}', "application/json", 413),
        (b"x" * 20_000_000, "application/octet-stream", 413),
        (b"[" * 100_000, "application/json", 400),
        (b'{"url": 1', "application/json", 400),
        (b"url=https://example.com", "application/x-www-form-urlencoded", 422),
        (b'{"url": "\xff"}', "application/json", 400),
    ],
)
def test_bad_bodies(api: httpx.Client, content: bytes, kind: str, status: int) -> None:
    answer = api.post("/v1/webhooks", content=content, headers={"content-type": kind})
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_large_body_without_a_length_with_an_idempotency_key(api: httpx.Client) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(200):
            yield b"x" * 100_000

    headers = {"content-type": "application/json", "idempotency-key": "large"}
    answer = api.post("/v1/webhooks", content=chunks(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
