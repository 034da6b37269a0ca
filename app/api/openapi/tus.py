"""How /openapi.json describes resumable uploads: the headers and answers of tus 1.0."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

_NUMBER = {"type": "integer", "minimum": 0, "maximum": 999_999_999_999_999_999}
_VERSION = {"type": "string", "const": "1.0.0"}
_TEXT = {"type": "string"}
_RESUMABLE = ("Tus-Resumable", "Version of the protocol that the client speaks.", _VERSION, "1.0.0")
_SENT: dict[str, tuple[str, dict[str, Any], Any]] = {
    "Upload-Length": ("Size of the whole file in bytes.", _NUMBER, 2310),
    "Upload-Offset": ("How many bytes are there already.", _NUMBER, 0),
    "Upload-Metadata": (
        "Pairs of a key and a base64 value; `filename` names the file.",
        {"type": "string", "pattern": "^[ -~]*$"},
        "filename aGFyYm91ci5zcnQ=",
    ),
}
_GIVEN: dict[str, tuple[str, dict[str, Any]]] = {
    "Tus-Resumable": ("Version of the protocol.", _VERSION),
    "Tus-Version": ("Versions of the protocol that are spoken here.", _TEXT),
    "Tus-Extension": ("Extensions of the protocol that are spoken here.", _TEXT),
    "Tus-Max-Size": ("Largest file in bytes.", _NUMBER),
    "Location": ("Address of the upload; its last part is the `upload_id`.", {**_TEXT, "format": "uri"}),
    "Upload-Offset": ("How many bytes have arrived.", _NUMBER),
    "Upload-Length": ("Size of the whole file in bytes.", _NUMBER),
    "Upload-Expires": ("When an unfinished upload is removed (an HTTP date).", _TEXT),
}
OFFER = ("Tus-Version", "Tus-Extension", "Tus-Max-Size")
BEGIN, BEGUN = ("Upload-Length", "Upload-Metadata"), ("Location", "Upload-Expires", "Upload-Offset")
STAND = ("Upload-Offset", "Upload-Length", "Upload-Expires")
GO_ON, KEPT = ("Upload-Offset",), ("Upload-Offset", "Upload-Expires")
_PART: dict[str, Any] = {
    "required": True,
    "content": {
        "application/offset+octet-stream": {
            "schema": {"type": "string", "format": "binary", "description": "The bytes from the offset on."}
        }
    },
}
MAY_BEGIN, GOES_ON = {**_PART, "required": False}, _PART
"""The body of a request that may have bytes, and of one that must."""


def describe(
    name: str,
    status: int,
    text: str,
    *,
    sends: tuple[str, ...] = (),
    gives: tuple[str, ...] = (),
    body: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The keyword arguments that document one call on its route."""
    sent = {name: _SENT[name] for name in sends}
    described = [] if name == "options" else [_header(*_RESUMABLE)]
    described += [_header(name, *about, required=name != "Upload-Metadata") for name, about in sent.items()]
    extra: dict[str, Any] = {"parameters": described}
    if body is not None:
        extra["requestBody"] = body
    headers = {
        name: {"description": _GIVEN[name][0], "schema": _GIVEN[name][1]}
        for name in ("Tus-Resumable", *gives)
    }
    return {
        "operation_id": f"tus_{name}",
        "status_code": status,
        "response_class": Response,
        "responses": {status: {"description": text, "headers": headers}},
        "openapi_extra": extra,
    }


def _header(
    name: str, text: str, schema: dict[str, Any], example: Any, *, required: bool = True
) -> dict[str, Any]:
    return {
        "name": name, "in": "header", "required": required, "description": text, "schema": schema,
        "example": example,
    }  # fmt: skip
