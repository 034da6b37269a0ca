"""Jobs in steps from the command line, against the started product."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.product import Product, wait_for

pytestmark = pytest.mark.server


def test_new_add_media_start(product: Product, tmp_path: Path) -> None:
    key = product.cli("keys", "create", "--name", "s", "--sandbox").stdout.strip()

    def cuedeck(*arguments: str, check: bool = True) -> str:
        done = product.cli(*arguments, check=check, CUEDECK_API_KEY=key)
        return done.stdout.strip() if check else done.stderr

    preset = cuedeck("presets", "create", "Trailers", "--require", "title", "--editing")
    assert preset in cuedeck("presets", "list")
    assert "Professional human editing" in cuedeck("jobs", "presets") == cuedeck("jobs", "profiles")
    earlier = cuedeck("jobs", "new", "--profile", "Trailers", "--json")
    assert cuedeck("jobs", "new", "--preset", "Trailers", "--json") != earlier
    number = cuedeck("jobs", "new", "--preset", "Trailers", "--name", "Film")
    refused = cuedeck("jobs", "start", number, check=False)
    assert "no source" in refused
    assert "'title'" in refused
    media = tmp_path / "film.mp4"
    media.write_bytes(b"x")
    assert cuedeck("jobs", "add-media", number, str(media)) == f"{number} Pending"
    title = 'job_metadata={"title": "Film"}'
    started = json.loads(cuedeck("jobs", "start", number, "--finish-in", "0", "--option", title, "--json"))
    assert started["job_status"] == "In Progress"
    uuid = started["job_uuid"]
    wait_for(lambda: "edited" in cuedeck("jobs", "show", uuid), 30, "the sandbox job to end")
    assert "not_in_editing" not in cuedeck("jobs", "approve", uuid, check=False)
    cuedeck("presets", "delete", preset)
    assert preset not in cuedeck("presets", "list")
