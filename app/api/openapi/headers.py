"""Headers in the OpenAPI document: response headers and `Idempotency-Key`."""

from __future__ import annotations

from typing import Any

from app.api import idempotency

_NUMBER, _TEXT = {"type": "integer", "minimum": 0}, {"type": "string"}
HEADERS: dict[str, tuple[dict[str, Any], str]] = {
    "X-Request-Id": (_TEXT, "The id of this request, in every line of the log that it left"),
    "X-RateLimit-Limit": (_NUMBER, "Requests a key may make in a minute"),
    "X-RateLimit-Remaining": (_NUMBER, "How many are left of this minute"),
    "X-RateLimit-Reset": (_NUMBER, "When the next minute begins, in seconds since 1970"),
    "Retry-After": (_NUMBER, "Seconds to wait"),
    "ETag": (_TEXT, "Names this answer; sent back as If-None-Match, 304 says that it is still the same"),
}
_SOMETIMES = ("Retry-After", "ETag")
_UNCHANGED = "Still what the client has, as its If-None-Match says"
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and body within a day get the same answer, and nothing is done twice",
    "schema": {"type": "string", "minLength": 1, "maxLength": idempotency.LONGEST_KEY, "pattern": "^[ -~]+$"},
    "example": "8e03978e-40d5-43e8-bc93-6894a57f9324",
}


def add(document: dict[str, Any]) -> None:
    """Write the headers into a document that has everything else."""
    document["components"]["headers"] = {
        name: {"schema": schema, "description": text, "required": name not in _SOMETIMES}
        for name, (schema, text) in HEADERS.items()
    }
    document["components"].setdefault("parameters", {})["IdempotencyKey"] = _KEY
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method == "post" and idempotency.covers(path):
                key = {"$ref": "#/components/parameters/IdempotencyKey"}
                operation["parameters"] = [*operation.get("parameters", []), key]
            tagged = method == "get" and "application/json" in operation["responses"].get("200", {}).get(
                "content", ()
            )
            if tagged:
                operation["responses"].setdefault("304", {"description": _UNCHANGED})
            for status, answer in operation["responses"].items():
                carried = _carried(path, status, tagged=tagged and status in ("200", "304"))
                answer["headers"] = {**answer.get("headers", {}), **carried}


def _carried(path: str, status: str, *, tagged: bool) -> dict[str, Any]:
    names = [name for name in HEADERS if name.startswith("X-RateLimit") and path.startswith(("/v1", "/job"))]
    if status in ("401", "413"):  # nobody knows yet, or need not know, who asks
        names = []
    names += ["Retry-After"] if status == "429" else []
    names += ["ETag"] if tagged else []
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-Id", *names)}
