"""/openapi.json: valid OpenAPI 3.1, every field described by what checks it, and what the API really does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.job_types import JOB_TYPES
from tests.support.api.client import application
from tests.support.product import ROOT, Product

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHi\n"


def test_every_operation_is_described() -> None:
    document = application().openapi()
    ids = [op["operationId"] for ops in document["paths"].values() for op in ops.values()]
    assert len(ids) == len(set(ids))
    tags = {tag["name"] for tag in document["tags"]}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert set(operation["tags"]) <= tags, path
            assert operation["summary"], path
    assert document["openapi"].startswith("3.1")


def test_every_reference_leads_somewhere() -> None:
    document = application().openapi()

    def references(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
            return own.union(*(references(item) for item in value.values()))
        return set().union(*(references(item) for item in value)) if isinstance(value, list) else set()

    known = {
        f"#/components/{kind}/{name}" for kind, named in document["components"].items() for name in named
    }
    assert references(document["paths"]) <= known
    assert references(document["components"]) <= known


@pytest.mark.parametrize("job_type", JOB_TYPES)
def test_a_job_description_is_described_field_by_field(job_type: str) -> None:
    document = application().openapi()
    body = document["paths"][f"/v1/{job_type}"]["post"]["requestBody"]["content"]["application/json"]
    schema = document["components"]["schemas"][body["schema"]["$ref"].rsplit("/", 1)[1]]
    assert schema["additionalProperties"] is False
    assert {"start", "job_metadata", "preset_id", "webhook"} <= set(schema["properties"])
    assert set(body["example"]) <= set(schema["properties"])


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_generated_client_lists_jobs(product: Product, tmp_path: Path) -> None:
    with product.client() as api:
        job = api.post(
            "/v1/jobs?wait=60", files={"source": ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHi\n")}
        )
        document = tmp_path / "openapi.json"
        document.write_text(api.get("/openapi.json").text)
    made = tmp_path / "generated"
    generate = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(document),
                "--output-path", str(made), "--meta", "none"]  # fmt: skip
    done = subprocess.run(generate, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    program = (
        "import json, sys\n"
        "from generated import AuthenticatedClient\n"
        "from generated.api.jobs import list_jobs\n"
        f"client = AuthenticatedClient(base_url={product.base_url!r}, token={product.key!r})\n"
        "page = list_jobs.sync(client=client, limit=100)\n"
        "print(json.dumps([job.job_id for job in page.items]))\n"
    )
    listed = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert listed.returncode == 0, listed.stderr
    assert job.json()["job_id"] in json.loads(listed.stdout)
    assert ROOT not in tmp_path.parents
