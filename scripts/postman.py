"""The Postman collection of the API, made from /openapi.json: `python scripts/postman.py` writes it.

Format: Postman Collection v2.1.0. Address and key are the collection's variables.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from app.api import create_api

FILE = Path(__file__).resolve().parents[1] / "docs/postman.json"
_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def collection() -> dict[str, Any]:
    """The collection: a folder a tag, a request an operation."""
    document = create_api().openapi()
    folders: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in document["tags"]}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            tag = operation.get("tags", ["Other"])[0]
            named = [_resolved(document, item) for item in operation.get("parameters", [])]
            folders.setdefault(tag, []).append(_request(path, method, operation | {"parameters": named}))
    return {
        "info": {
            "name": document["info"]["title"],
            "description": document["info"]["description"],
            "schema": _SCHEMA,
        },
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{api_key}}", "type": "string"}]},
        "variable": [
            {"key": "base_url", "value": "http://127.0.0.1:8000"},
            {"key": "api_key", "value": ""},
        ],
        "item": [{"name": name, "item": items} for name, items in folders.items() if items],
    }


def _resolved(document: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    name = item.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document["components"]["parameters"][name] if name else item
    return found


def _request(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    named = operation.get("parameters", [])
    raw = "{{base_url}}" + re.sub(r"\{(\w+)\}", r":\1", path)
    query = [_parameter(item) for item in named if item["in"] == "query"]
    url: dict[str, Any] = {
        "raw": raw,
        "host": ["{{base_url}}"],
        "path": [re.sub(r"^\{(\w+)\}$", r":\1", part) for part in path.strip("/").split("/")],
        "query": query,
        "variable": [{"key": item["name"], "value": ""} for item in named if item["in"] == "path"],
    }
    request: dict[str, Any] = {
        "method": method.upper(),
        "description": operation.get("description", ""),
        "header": [_parameter(item) for item in named if item["in"] == "header"],
        "url": url,
    }
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        example = content["application/json"].get("example", {})
        text = json.dumps(example, indent=2, ensure_ascii=False)
        request["body"] = {"mode": "raw", "raw": text, "options": {"raw": {"language": "json"}}}
    return {"name": operation["summary"], "request": request}


def _parameter(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": item["name"],
        "value": str(item.get("example", "")),
        "description": item.get("description", ""),
        "disabled": not item.get("required", False),
    }


def text() -> str:
    """The collection as it is kept."""
    return json.dumps(collection(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text())
