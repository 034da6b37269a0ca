"""GET /v1/capabilities publishes every caption format with its options, as `cuedeck formats` does."""

from __future__ import annotations

import json

from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.captions.formats import registry
from app.cli.main import cli

NAMES = {
    "SubRip Video Subtitle Script": "rw", "WebVTT": "rw", "Scenarist V1.0": "rw",
    "Scenarist V1.0 Advanced": "w", "MacCaption 608/708": "rw", "EBU STL": "rw", "EBU-TT-D": "rw",
    "IMSC1 Text": "rw", "IMSC1.1": "rw", "TTML/DFXP": "rw", "iTT": "rw", "SMPTE-TT": "rw",
    "Netflix-ready TTML": "w", "SAMI": "rw", "SBV (YouTube)": "rw", "LRC": "rw",
    "Advanced SubStation Alpha": "rw", "SubStation Alpha": "rw", "MicroDVD": "rw", "MPL2": "rw",
    "TMPlayer": "rw", "SubViewer 2": "rw", "Spruce STL (DVD Studio Pro)": "rw", "Cheetah CAP": "r",
    "Cheetah ASC": "rw", "Avid DS": "rw", "Avid SubCap": "rw", "QT Text": "rw",
    "Adobe Premiere markers CSV": "rw", "Final Cut Pro XML captions": "rw", "Cuedeck Project": "rw",
    "Whisper transcript JSON": "r", "AssemblyAI transcript JSON": "r", "Deepgram transcript JSON": "r",
    "Amazon Transcribe JSON": "r", "Azure Speech JSON": "r", "Google Speech-to-Text JSON": "r",
    "Rev.ai transcript JSON": "r", "Speechmatics transcript JSON": "r", "Segments JSON": "rw",
    "YouTube json3": "r", "YouTube timed text": "rw", "Audacity Labels": "rw",
    "CSV": "rw", "TSV": "rw", "XLSX": "rw", "OpenDocument spreadsheet": "r", "DOCX": "rw",
    "Plain transcript": "rw",
    "Transcript with timecodes": "rw", "HTML transcript": "rw", "RTF": "rw",
    "CMX 3600 EDL": "r", "CTM word times": "r", "Lambda CAP": "rw",
}  # fmt: skip
"""What the product promises: the exact names, and whether each is read (r) and written (w)."""


def test_every_promised_profile_is_published_with_what_it_can_do(live: TestClient) -> None:
    published = live.get("/v1/capabilities").json()["profiles"]
    ways = {item["name"]: "r" * item["can_read"] + "w" * item["can_write"] for item in published}
    assert NAMES.items() <= ways.items()
    assert published == json.loads(json.dumps(registry.describe()))


def test_the_command_line_tells_the_same(live: TestClient) -> None:
    told = CliRunner().invoke(cli, ["formats", "--json"])
    assert json.loads(told.stdout) == live.get("/v1/capabilities").json()["profiles"]


def test_every_option_says_its_type_default_and_purpose() -> None:
    for profile in registry.describe():
        for option in profile["decode_options"] + profile["encode_options"]:
            where = (profile["id"], option["name"])
            assert option["type"] in ("boolean", "integer", "number", "choice", "text"), where
            assert len(option["help"]) > 10, where
            if option["type"] == "choice":
                assert option["default"] in option["choices"], where
