"""Webhooks, usage and presets from the command line, against the started product."""

from __future__ import annotations

import json
from pathlib import Path

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
    assert cuedeck("resend-since", endpoint, "2020-01-01T00:00:00Z") in "01"  # once it was tried
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


def test_jobs_of_a_preset_and_of_a_time(product: Product, tmp_path: Path) -> None:
    source = tmp_path / "preset.srt"
    source.write_text("1\n00:00:01,000 --> 00:00:02,000\nA\n")
    product.cli("presets", "create", "For a shell", "--type", "convert", "--target-profile", "WebVTT")
    done = json.loads(
        product.cli("submit", str(source), "--preset", "For a shell", "--wait", "--json").stdout
    )
    assert (done["job_type"], done["target_profile"], done["stage"]) == ("convert", "WebVTT", "converted")
    listed = product.cli("jobs", "list", "-q", "preset.srt", "--after", "2026-01-01").stdout
    assert done["job_id"] in listed
    assert product.cli("jobs", "list", "--before", "2026-01-01T00:00:00").stdout == ""
    told = json.loads(product.cli("jobs", "bulk", "retry", "--before", "2026-01-01", "--json").stdout)
    assert told["matched"] == 0
    product.cli("link", done["job_id"])
    assert json.loads(product.cli("link", done["job_id"], "--end-all", "--json").stdout)[0]["revoked_at"]
    assert "ended." in product.cli("link", done["job_id"], "--end-all").stdout
