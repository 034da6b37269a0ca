"""A conversion is verified on the started product: its worker asks the outside readers, each in its child."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.product import Product

pytestmark = pytest.mark.server

SRT = "1\n00:00:01,000 --> 00:00:02,500\n<i>Hello</i> & welcome\n\n2\n00:00:03,000 --> 00:00:04,000\nWorld\n"


@pytest.mark.parametrize(
    ("target", "names"),
    [("WebVTT", ["pysubs2", "webvtt-py"]), ("SCC", ["ttconv"]), ("EBU STL", ["ttconv"])],
)
def test_a_job_through_the_api(product: Product, target: str, names: list[str]) -> None:
    with product.client() as api:
        config = json.dumps({"job_type": "convert", "target_profile": target, "verify": True})
        answer = api.post("/v1/jobs?wait=60", files={"source": ("film.srt", SRT)}, data={"config": config})
    job = answer.json()
    assert job["status"] == "completed", job
    told = job["result_data"]["verification"]
    assert [entry["reader"].split()[0] for entry in told] == names
    assert {(entry["outcome"], entry["cue_count"]) for entry in told} == {("same", 2)}


def test_a_job_from_the_command_line(product: Product, tmp_path: Path) -> None:
    source = tmp_path / "film.srt"
    source.write_text(SRT)
    options = ("--target-profile", "TTML", "--verify", "-o", str(tmp_path / "film.ttml"))
    done = product.cli("submit", str(source), *options)
    assert "cuedeck: Read back by ttconv" in done.stderr
    assert "2 cues, same text and times" in done.stderr
    assert (tmp_path / "film.ttml").exists()
