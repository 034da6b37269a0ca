"""Credits and usage through the API and the command line."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.api.schemas.credits import Credits, Usage
from tests.support.product import CAPTIONS_ONLY, Product, start, stop

pytestmark = pytest.mark.server

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    """An instance of its own: its ledger is counted."""
    with tempfile.TemporaryDirectory() as folder:
        running = start(Path(folder) / "data", **CAPTIONS_ONLY)
        yield running
        stop(running)


@pytest.fixture
def api(product: Product) -> Iterator[httpx.Client]:
    with product.client() as client:
        yield client


def convert(api: httpx.Client) -> httpx.Response:
    form = {"config": json.dumps({"target_profile": "WebVTT"})}
    return api.post("/v1/jobs?wait=30", files={"source": ("a.srt", SRT)}, data=form)


def credits(api: httpx.Client, **query: Any) -> dict[str, Any]:
    body: dict[str, Any] = api.get("/v1/credits", params=query).json()
    Credits.model_validate(body)
    return body


def test_the_ledger_tells_how_the_balance_came_about(api: httpx.Client, product: Product) -> None:
    assert product.cli("credits", "grant", "10", "--note", "start", "--once", "first").stdout.strip() == "10"
    assert product.cli("credits", "grant", "10", "--once", "first").stdout.strip() == "10"
    job = convert(api).json()["job_id"]
    api.post("/v1/jobs", json={"target_profile": "nothing"})
    body = credits(api)
    assert (body["balance"], body["held"], body["limited"]) == (9, 0, False)
    mine = [(each["kind"], each["amount"]) for each in body["items"] if each["job_id"] == job]
    assert mine == [("charge", -1), ("release", 1), ("hold", -1)]
    assert body["items"][-1]["note"] == "start"
    walked: list[int] = []
    cursor: str | None = None
    while True:
        page = credits(api, limit=1, **({"cursor": cursor} if cursor else {}))
        walked += [each["entry_id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if not page["has_more"]:
            break
    assert walked == [each["entry_id"] for each in body["items"]]


def test_a_limited_account_is_refused_when_the_balance_is_used_up(
    api: httpx.Client, product: Product
) -> None:
    product.cli("credits", "limit", "--on")
    left = json.loads(product.cli("credits", "balance", "--json").stdout)
    assert left["limited"] is True
    product.cli("credits", "grant", "--", str(1 - left["balance"]))
    assert convert(api).status_code == 200
    refused = convert(api)
    assert (refused.status_code, refused.json()["code"]) == (402, "insufficient_credits")
    product.cli("credits", "limit", "--off")
    assert convert(api).status_code == 200


def test_prices(api: httpx.Client) -> None:
    prices = api.get("/v1/credits/prices").json()["prices"]
    assert (prices["convert"], prices["transcribe"], prices["dub"]) == (1, 3, 8)


def test_usage_adds_up_in_json_and_csv(api: httpx.Client) -> None:
    convert(api)
    answer = api.get("/v1/usage").json()
    Usage.model_validate(answer)
    jobs = api.get("/v1/jobs", params={"limit": 100}).json()["items"]
    assert sum(row["jobs"] for row in answer["items"]) == len(jobs)
    assert sum(row["credits"] for row in answer["items"]) == sum(job["credits_charged"] for job in jobs)
    assert {(row["job_type"], row["key_name"]) for row in answer["items"]} == {("convert", "tests")}
    for more in ({"params": {"format": "csv"}}, {"headers": {"accept": "text/csv"}}):
        got = api.get("/v1/usage", **more)
        assert got.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(got.text)))
        assert [row["jobs"] for row in rows] == [str(row["jobs"]) for row in answer["items"]]
    assert api.get("/v1/usage", params={"from": "2020-01-01", "to": "2020-02-01"}).json() == {"items": []}


def test_a_key_whose_name_looks_like_a_formula_is_no_formula(api: httpx.Client) -> None:
    made = api.post("/v1/keys", json={"name": "=1+1"}).json()
    convert(httpx.Client(base_url=api.base_url, headers={"x-api-key": made["key"]}, timeout=60))
    rows = csv.DictReader(io.StringIO(api.get("/v1/usage?format=csv").text))
    assert "'=1+1" in {row["key_name"] for row in rows}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/usage?from=2026-02-01&to=2026-01-01", 422),
        ("/v1/usage?from=2000-01-01&to=2026-01-01", 422),
        ("/v1/usage?from=9999-12-31&to=9999-12-31", 422),
        ("/v1/usage?to=0001-01-01", 422),
        ("/v1/usage?from=tomorrow", 422),
        ("/v1/usage?format=xml", 422),
        ("/v1/credits?limit=101", 422),
        ("/v1/credits?cursor=forged", 400),
    ],
)
def test_bad_values(api: httpx.Client, path: str, status: int) -> None:
    answer = api.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
