"""Examples in /openapi.json: real requests and answers, kept by scripts/api_examples.py."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from app.api.job_v4 import errors as job_errors

_FILE = Path(__file__).with_name("examples.json")
_PROBLEM = "application/problem+json"
_JSON = "application/json"


@cache
def kept() -> dict[str, Any]:
    """`requests` and `answers` by operation, `problems` by status, `webhooks` by event."""
    found: dict[str, Any] = json.loads(_FILE.read_text())
    return found


def add(document: dict[str, Any]) -> None:
    """Write them into a document that has everything else."""
    document["components"]["examples"] = {
        f"Problem{status}": {"summary": problem["title"], "value": problem}
        for status, problem in kept()["problems"].items()
    }
    for operations in document["paths"].values():
        for operation in operations.values():
            name = operation["operationId"]
            if operation.get("deprecated"):  # an old address of the same
                name = name.replace("profile", "preset")
            _add_request(name, operation)
            for status, answer in operation["responses"].items():
                for media_type, content in answer.get("content", {}).items():
                    _add_answer(name, status, media_type, content)


def _add_request(name: str, operation: dict[str, Any]) -> None:
    content = operation.get("requestBody", {}).get("content", {}).get(_JSON)
    if content is not None and name in kept()["requests"]:
        content.setdefault("example", kept()["requests"][name])


def _add_answer(operation: str, status: str, media_type: str, content: dict[str, Any]) -> None:
    if "example" in content:
        return
    if media_type == _PROBLEM:
        content["examples"] = {"problem": {"$ref": f"#/components/examples/Problem{status}"}}
    elif status >= "400":
        content["example"] = _other_error(operation, status)
    elif (answer := _answer(operation, status, media_type)) is not None:
        content["example"] = answer


def _answer(operation: str, status: str, media_type: str) -> Any:
    """The answer that was recorded; None for an operation that is newer than the record."""
    answers = kept()["answers"].get(operation, {})
    if media_type == "*/*":
        return next((value for name, value in answers.items() if name.startswith(status)), None)
    return answers.get(f"{status} {media_type}")


def _other_error(operation: str, status: str) -> dict[str, Any]:
    """The problem of this status in the words of /job and of download-result."""
    problem = kept()["problems"][status]
    if operation.startswith("staged_"):
        hint = problem.get("hint", "")
        return job_errors.body(int(status), problem["code"], problem["detail"], hint, {})
    code = {"400": "INVALID_REQUEST", "404": "RESOURCE_NOT_FOUND"}.get(status, problem["code"].upper())
    return {"error": {"code": code, "message": problem["detail"]}}
