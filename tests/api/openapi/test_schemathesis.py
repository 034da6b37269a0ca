"""schemathesis against /openapi.json: every operation, every check; the exceptions stand in its settings."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.services.sandbox import samples
from tests.support.product import CAPTIONS_ONLY, Product, start, stop

pytestmark = [pytest.mark.server, pytest.mark.slow]
SETTINGS = Path(__file__).with_name("schemathesis.toml")
HELD = "/events$|/uploads/tus"
"""Streams, which end when their job does; and tus, which tests/api/routers/test_resumable.py tries."""


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """An instance of its own: what other tests left in theirs would make each run another one."""
    running = start(tmp_path_factory.mktemp("schemathesis") / "data", **CAPTIONS_ONLY)
    yield running
    stop(running)


@pytest.fixture
def rehearsal(product: Product) -> str:
    """A sandbox key: nothing is run, whatever is asked for."""
    return product.cli("keys", "create", "--name", "rehearsal", "--sandbox").stdout.strip()


@pytest.fixture
def document(product: Product) -> dict[str, Any]:
    made: dict[str, Any] = httpx.get(f"{product.base_url}/openapi.json").json()
    return made


@pytest.mark.timeout(600)
def test_the_api_does_what_it_says(
    product: Product, rehearsal: str, document: dict[str, Any], tmp_path: Path
) -> None:
    for operation in (operation for path in document["paths"].values() for operation in path.values()):
        operation["parameters"] = [
            item
            for item in operation.get("parameters", [])
            # `wait` would wait for rehearsals that never end; one key for several bodies is refused.
            if item.get("name") != "wait" and item.get("$ref") != "#/components/parameters/IdempotencyKey"
        ]
    schema = tmp_path / "openapi.json"
    schema.write_text(json.dumps(document))
    command = [
        str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(SETTINGS),
        "run", str(schema), "--url", product.base_url, "--header", f"Authorization: Bearer {rehearsal}",
        "--checks", "all", "--no-color", "--continue-on-failure", "--request-timeout", "60",
        "--exclude-path-regex", HELD,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=580)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2000:]
    assert " not a valid " not in done.stderr


def source_for(path: str) -> tuple[str, bytes]:
    """A file that this job type can start from."""
    if path.rpartition("/")[2] in ("jobs", "convert", "translate"):
        return "a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHi\n"
    return "a.mp4", (samples.FOLDER / "video.mp4").read_bytes()


def test_every_example_is_accepted(product: Product, rehearsal: str, document: dict[str, Any]) -> None:
    tried = 0
    with product.client(rehearsal) as api:
        for path, operations in document["paths"].items():
            for name, content in operations.get("post", {}).get("requestBody", {}).get("content", {}).items():
                submits = operations["post"]["operationId"].startswith("submit_")
                if "example" in content and submits:
                    form = {"files": {"source": source_for(path)}, "data": content["example"]}
                    body = {"json": content["example"]} if name == "application/json" else form
                    answer = api.post(path, params={"dry_run": "true"}, **body)
                    assert answer.status_code == 200, (path, name, answer.text)
                    tried += 1
    assert tried >= 18
