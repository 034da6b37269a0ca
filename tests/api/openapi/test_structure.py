"""Everything in /openapi.json is described, typed and shown: operations, parameters, fields, answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from tests.support.api.client import application

ENUM_FIELDS = {"status", "stage", "job_type", "state", "kind", "apiProduct", "job_status"}
OPEN = {("Attempt", "status"), ("Problem", "status")}
"""Numbers, where fields of this name elsewhere are words."""


def document() -> dict[str, Any]:
    made: dict[str, Any] = application().openapi()
    return made


def operations() -> list[Any]:
    return [
        pytest.param(operation, id=operation["operationId"])
        for methods in document()["paths"].values()
        for operation in methods.values()
    ]


def contents(operation: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for status, answer in operation["responses"].items():
        for media_type, content in answer.get("content", {}).items():
            yield status, media_type, content


def resolved(item: dict[str, Any]) -> Any:
    found: Any = document()
    for part in item["$ref"].removeprefix("#/").split("/") if "$ref" in item else ():
        found = found[part.replace("~1", "/")]
    return found if "$ref" in item else item


def shown(content: dict[str, Any]) -> list[Any]:
    named = [resolved(item)["value"] for item in content.get("examples", {}).values()]
    return named + ([content["example"]] if "example" in content else [])


@cache
def validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    """Of a schema as JSON: most answers share theirs, and making one reads all components."""
    whole = {**json.loads(schema), "components": document()["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def problems(schema: dict[str, Any], value: Any) -> list[str]:
    errors = validator(json.dumps(schema)).iter_errors(value)
    return [f"{error.instance_path}: {error.message}" for error in errors]


@pytest.mark.parametrize("operation", operations())
def test_an_operation_is_described(operation: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", operation["operationId"])
    assert operation["summary"]
    assert operation.get("description")
    assert operation["tags"]
    for parameter in map(resolved, operation.get("parameters", [])):
        assert parameter.get("description"), parameter["name"]


@pytest.mark.parametrize("operation", operations())
def test_every_answer_has_a_schema_and_an_example_of_it(operation: dict[str, Any]) -> None:
    for status, media_type, content in contents(operation):
        where = (status, media_type)
        assert content.get("schema"), where
        assert shown(content), where
        for value in shown(content):
            assert problems(content["schema"], value) == [], where


@pytest.mark.parametrize("operation", operations())
def test_a_json_body_has_an_example(operation: dict[str, Any]) -> None:
    body = operation.get("requestBody", {})
    for media_type, content in body.get("content", {}).items():
        if media_type == "application/json" and content["schema"] != {}:
            assert shown(content), operation["operationId"]
            for value in shown(content):
                assert problems(content["schema"], value) == []


def fields(value: Any, named: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every property of every schema below `value`: the schema's title, the property's name, its schema."""
    if isinstance(value, list):
        for item in value:
            yield from fields(item, named)
    if not isinstance(value, dict):
        return
    title = value["title"] if isinstance(value.get("title"), str) and "properties" in value else named
    properties = value.get("properties")
    for name, schema in properties.items() if isinstance(properties, dict) else ():
        if isinstance(schema, dict):
            yield title, name, schema
    for key, item in value.items():
        if key not in ("example", "examples", "default"):
            yield from fields(item, title)


def all_fields() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Those of components, and of bodies and answers that are written out in place."""
    yield from fields(document()["components"]["schemas"])
    yield from fields(document()["paths"])


def test_every_field_is_described() -> None:
    assert [(title, name) for title, name, schema in all_fields() if not schema.get("description")] == []


def test_moments_are_date_times_and_words_are_enums() -> None:
    bare = []
    for title, name, schema in all_fields():
        kinds = [schema, *schema.get("anyOf", [])]
        text = any(kind.get("type") == "string" and kind.keys() <= {*schema, "type"} for kind in kinds)
        formats = {kind.get("format") for kind in kinds}
        moment = re.search(r"(_at|At|timestamp|_since|_until)$", name) and text
        if moment and "date-time" not in formats:
            bare.append((title, name))
        enum = any("enum" in kind or "$ref" in kind or "const" in kind for kind in kinds)
        if name in ENUM_FIELDS and (title, name) not in OPEN and not enum:
            bare.append((title, name))
    assert bare == []


def test_every_webhook_is_described_with_a_payload_of_its_schema() -> None:
    webhooks = document()["webhooks"]
    assert {"job.created", "job.processing", "job.completed", "job.failed", "job"} == set(webhooks)
    for name, methods in webhooks.items():
        content = methods["post"]["requestBody"]["content"]["application/json"]
        assert problems(content["schema"], content["example"]) == [], name
        assert content["example"].get("event", "job") == name
        assert {item["name"] for item in methods["post"]["parameters"]} >= {"webhook-signature"}


def test_resumable_uploads_are_described_by_headers_and_statuses() -> None:
    one = document()["paths"]["/v1/uploads/tus/{upload_id}"]
    patch, begin = one["patch"], document()["paths"]["/v1/uploads/tus"]["post"]
    assert {"204", "409", "412", "415", "423"} <= set(patch["responses"])
    assert {"Upload-Offset", "Tus-Resumable"} <= {item["name"] for item in patch["parameters"]}
    assert {"Upload-Offset", "Upload-Expires"} <= set(patch["responses"]["204"]["headers"])
    assert "Location" in begin["responses"]["201"]["headers"]
    assert set(one) == {"head", "patch", "delete"}
