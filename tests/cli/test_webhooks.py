"""Webhooks, usage and presets from the command line, against the started product."""

from __future__ import annotations

import json

import pytest

from tests.support.product import Product

pytestmark = pytest.mark.server
HOOK = "https://example.com/hook"


def test_an_endpoint_from_its_making_to_its_end(product: Product) -> None:
    def cuedeck(*arguments: str, check: bool = True) -> str:
        done = product.cli("webhooks", *arguments, check=check)
        return done.stdout.strip() if check else done.stderr

    endpoint, secret = cuedeck("add", HOOK, "--event", "job.completed").split()
    assert secret.startswith("whsec_")
    assert f"{endpoint}  active  {HOOK}" in cuedeck("list")
    assert cuedeck("rotate", endpoint) not in ("", secret)
    delivery = cuedeck("test", endpoint).split()[0]
    assert delivery in cuedeck("deliveries", "--endpoint", endpoint)
    assert json.loads(cuedeck("show", delivery))["event"] == "job.completed"
    assert cuedeck("resend", delivery) == f"{delivery}  pending"
    assert cuedeck("resend-since", endpoint, "2020-01-01T00:00:00Z") == "0"
    assert "disabled" in cuedeck("change", endpoint, "--state", "disabled")
    assert "active" in cuedeck("resend", delivery, check=False)
    assert cuedeck("delete", endpoint) == ""
    assert endpoint not in cuedeck("list")
    assert "private" in cuedeck("add", "http://127.0.0.1/x", check=False)


def test_usage(product: Product) -> None:
    with product.client() as api:
        api.post("/v1/jobs?wait=60", files={"source": ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nA\n")})
    head, *rows = product.cli("usage").stdout.splitlines()
    assert head.split()[:2] == ["day", "job_type"]
    assert any(" convert " in row and " tests " in row for row in rows)
    assert json.loads(product.cli("usage", "--json").stdout.splitlines()[0])["jobs"] >= 1
    assert product.cli("usage", "--from", "1999-01-01", "--to", "1999-01-02", "--json").stdout == ""


def test_every_field_of_a_preset(product: Product) -> None:
    made = product.cli(
        "presets", "create", "A shell's", "--editing", "--no-asr", "--no-caption-formatting", "--language",
        "de", "--target-profile", "WebVTT", "--webhook", HOOK, "--require", "title", "--json",
    )  # fmt: skip
    preset = json.loads(made.stdout)
    assert (preset["asr"], preset["editing"], preset["caption_formatting"]) == (False, True, False)
    assert (preset["language"], preset["target_profile"], preset["webhook"]) == ("de", "WebVTT", HOOK)
    change = ("--field", "webhook=null", "--field", "name=Renamed", "--json")
    changed = json.loads(product.cli("presets", "change", preset["profile_id"], *change).stdout)
    assert changed == preset | {"webhook": None, "name": "Renamed"}
    product.cli("presets", "delete", "Renamed")
