"""A line of a voiceover is spoken anew from the command line, against the started product."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.media.clips import video
from tests.support.product import Product

pytestmark = pytest.mark.server
SRT = "1\n00:00:00,000 --> 00:00:01,500\nBuenos días.\n\n2\n00:00:02,000 --> 00:00:03,500\nAdiós.\n"


def test_a_line_is_spoken_anew(product: Product, tmp_path: Path) -> None:
    film = video(tmp_path / "film.mp4", 4.0)
    fields = {"srt_content": SRT, "target_language": "es", "voice_engine": "espeak-ng", "voice": "es"}
    options = [part for name, value in fields.items() for part in ("--option", f"{name}={value}")]
    asked = product.cli("submit", str(film), "--type", "voiceover", *options, "--wait", "--json")
    first = json.loads(asked.stdout)
    assert (first["stage"], first["result_data"]["voices"]) == ("merged", {"": "es"})
    assert "Adiós." in product.cli("jobs", "lines", first["job_id"]).stdout.splitlines()[1]

    changed = ("--cue", "2", "--text", "Hasta luego.", "--speed", "0.9")
    anew = product.cli("jobs", "speak", first["job_id"], *changed).stdout.strip()
    second = json.loads(product.cli("jobs", "watch", anew, "--json").stdout)
    assert (second["stage"], second["outputs"][0]["file_name"]) == ("merged", "film.es.mp4")
    spoken = json.loads(product.cli("jobs", "lines", anew, "--json").stdout)
    assert [(line["text"], line["speed"]) for line in spoken["lines"]] == [
        ("Buenos días.", 1.0),
        ("Hasta luego.", 0.9),
    ]
    refused = product.cli("jobs", "speak", anew, "--cue", "3", "--text", "Nada", check=False)
    assert "there are cues 1 to 2" in refused.stderr
