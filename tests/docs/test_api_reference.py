"""The programs of the API reference: one in each language for each operation, and all of them work."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.docs.api_reference import operations, pages
from scripts.docs.api_requests import Request, request
from scripts.docs.api_snippets import LANGUAGES, curl, javascript, python
from tests.support.api.client import application
from tests.support.product import Product
from tests.support.programs import program

DOCUMENT: dict[str, Any] = application().openapi()
REQUESTS = {op["operationId"]: request(DOCUMENT, path, method) for path, method, op in operations(DOCUMENT)}
SRT = "1\n00:00:01,000 --> 00:00:02,500\nHello\n"
RUN = {"curl": ["bash", "-euo", "pipefail"], "Python": [sys.executable], "JavaScript": ["node"]}
ENDINGS = {"curl": "sh", "Python": "py", "JavaScript": "mjs"}


@pytest.mark.slow
def test_every_operation_and_object_has_its_place() -> None:
    text = pages()
    everything = "".join(text.values())
    for operation in REQUESTS:
        assert everything.count(f"{{ #{operation} }}") == 1
        assert f"#{operation})" in text["README.md"]
    for name in DOCUMENT["components"]["schemas"]:
        assert f"{{ #{name.lower()} }}" in text["objects.md"]
    assert everything.count('=== "JavaScript"') == len(REQUESTS)


def test_python_and_shell_are_well_formed(tmp_path: Path) -> None:
    for sent in REQUESTS.values():
        ast.parse(python(sent))
    script = tmp_path / "all.sh"
    script.write_text("\n".join(curl(sent) for sent in REQUESTS.values()))
    subprocess.run(["bash", "-n", str(script)], check=True)


@pytest.mark.slow
def test_javascript_is_well_formed(tmp_path: Path) -> None:
    program("node")
    for name, sent in REQUESTS.items():
        (tmp_path / f"{name}.mjs").write_text(javascript(sent))
    parse = "new (require('vm').SourceTextModule)(require('fs').readFileSync(file, 'utf8'))"
    check = f"for (const file of process.argv.slice(1)) {parse}"
    files = map(str, sorted(tmp_path.glob("*.mjs")))
    done = subprocess.run(
        ["node", "--experimental-vm-modules", "-e", check, *files], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_texts_are_quoted_in_each_language() -> None:
    sent = Request("POST", "/v1/x/{job_id}", kind="json", body={"name": 'It\'s "one" $HOME'})
    assert '\'{"name": "It\'\\\'\'s \\"one\\" $HOME"}\'' in curl(sent)
    assert '"$CUEDECK_URL/v1/x/$JOB_ID"' in curl(sent)
    ast.parse(python(sent))


@pytest.mark.server
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_main_operations(language: str, product: Product, tmp_path: Path) -> None:
    """Sent by the printed program, unchanged, against the started product."""
    (tmp_path / "film.srt").write_text(SRT)
    environment = os.environ | {"CUEDECK_URL": product.base_url, "CUEDECK_API_KEY": product.key}
    environment["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"

    def sent(operation: str) -> Any:
        file = tmp_path / f"{operation}.{ENDINGS[language]}"
        file.write_text(LANGUAGES[language][1](REQUESTS[operation]))
        done = subprocess.run(
            [*RUN[language], str(file)],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=90,
        )
        assert done.returncode == 0, f"{operation}: {done.stdout}{done.stderr}"
        return json.loads(done.stdout) if done.stdout.strip() else None

    job = sent("submit_job")
    environment["JOB_ID"] = job["job_id"]
    assert sent("get_job")["job_id"] == job["job_id"]
    assert job["job_id"] in [item["job_id"] for item in sent("list_jobs")["items"]]
    assert sent("upload_file")["upload_id"]
    assert sent("submit_convert")["job_type"] == "convert"
    environment["PRESET_ID"] = sent("create_preset")["profile_id"]
    sent("delete_preset")
    for operation in (
        "get_credits",
        "get_prices",
        "get_capabilities",
        "list_webhooks",
        "list_keys",
        "list_events",
    ):
        assert sent(operation) is not None, operation
