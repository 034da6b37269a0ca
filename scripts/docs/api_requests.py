"""One example request for each operation of the OpenAPI document, as data for `api_snippets`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Document = dict[str, Any]
JSON = "application/json"
FORM = "multipart/form-data"


@dataclass(frozen=True)
class Request:
    """What a program sends. Identifiers that only the caller knows are environment variables: `{job_id}` in
    `path` is JOB_ID."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    kind: Literal["", "json", "form", "bytes"] = ""
    body: Any = None
    file: str = ""


def request(document: Document, path: str, method: str) -> Request:
    """The example request of one operation."""
    operation = document["paths"][path][method]
    named = [resolved(document, item) for item in operation.get("parameters", [])]
    query = {item["name"]: str(_value(document, item)) for item in named if _shown(item, "query")}
    headers = {item["name"]: str(_value(document, item)) for item in named if _shown(item, "header")}
    kind, body, file = _body(document, operation)
    return Request(method.upper(), path, query, headers, kind, body, file)


def resolved(document: Document, item: dict[str, Any]) -> dict[str, Any]:
    """The thing itself where only a reference to it stands."""
    while "$ref" in item:
        target: Any = document
        for part in item["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        item = target
    return item


def _shown(item: dict[str, Any], place: str) -> bool:
    return item["in"] == place and item.get("required", False)


def _body(document: Document, operation: dict[str, Any]) -> tuple[Any, Any, str]:
    content = operation.get("requestBody", {}).get("content", {})
    form = content.get(FORM, {})
    if "source" in resolved(document, form.get("schema", {})).get("properties", {}):
        example = form.get("example", {})
        if "url" not in example.get("config", "url"):  # what is fetched needs no file
            captions = operation["operationId"] in ("submit_job", "submit_convert")
            return "form", example, "film.srt" if captions else "film.mp4"
    if JSON in content:
        return "json", _value(document, content[JSON]), ""
    return ("bytes", None, "film.srt") if content else ("", None, "")


def _value(document: Document, item: dict[str, Any], name: str = "") -> Any:
    """The example that stands at a parameter, a body or a schema, or one that its type allows."""
    if "example" in item:
        return item["example"]
    examples = item.get("examples")
    if examples:
        first = next(iter(examples.values())) if isinstance(examples, dict) else examples[0]
        return first["value"] if isinstance(examples, dict) else first
    if "schema" in item:
        return _value(document, item["schema"], item.get("name", name))
    schema = resolved(document, item)
    return _value(document, schema, name) if schema is not item else _of_type(document, schema, name)


def _of_type(document: Document, schema: dict[str, Any], name: str) -> Any:
    if schema.get("default") is not None:
        return schema["default"]
    if "const" in schema or "enum" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    if "anyOf" in schema:
        return _value(document, schema["anyOf"][0], name)
    kind = schema.get("type", "object")
    if kind == "object":
        return _object(document, schema)
    if schema.get("format") == "date-time":
        return "2026-11-22T00:00:00Z"
    return {"integer": 1, "number": 1, "boolean": True, "array": []}.get(kind, name.upper())


def _object(document: Document, schema: dict[str, Any]) -> dict[str, Any]:
    """The required properties, or those that have an example."""
    required = schema.get("required") or []
    return {
        name: _value(document, item, name)
        for name, item in schema.get("properties", {}).items()
        if name in required or item.get("examples")
    }
