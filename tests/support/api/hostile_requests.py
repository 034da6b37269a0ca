"""Values that no client means and every server meets, and the requests that bring each to every field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

JSON_VALUES = {
    "number of 5,000 digits": "9" * 5000,
    "negative number of 5,000 digits": "-" + "9" * 5000,
    "2**63": str(2**63),
    "-2**63 - 1": str(-(2**63) - 1),
    "1e400": "1e400",
    "-1e400": "-1e400",
    "1e-400": "1e-400",
    "5,000 digits behind the point": "0." + "3" * 5000,
    "NaN": "NaN",
    "Infinity": "Infinity",
    "-Infinity": "-Infinity",
    "half a character": '"\\ud800"',
    "half a character as a name": '{"\\udfff": 1}',
    "a NUL": '"\\u0000"',
    "a long text": json.dumps("x" * 100_000),
    "a long text of four-byte characters": json.dumps("\U0001f600" * 20_000, ensure_ascii=False),
    "1,000 lists deep": "[" * 1000 + "]" * 1000,
    "100,000 lists deep": "[" * 100_000 + "]" * 100_000,
    "1,000 objects deep": '{"a":' * 1000 + "1" + "}" * 1000,
    "the same name twice": '{"a": 1, "a": {"a": 2}}',
    "10,000 names": json.dumps({str(n): n for n in range(10_000)}),
    "the calendar's first day, far east": '"0001-01-01T00:00:00+14:00"',
    "the calendar's last day, far west": '"9999-12-31T23:59:59.999999-14:00"',
    "a day that is none": '"2026-02-30T25:61:61Z"',
    "year 0": '"0000-00-00"',
    "digits that int() takes for none": '"²³"',
    "digits of another script": '"٣٤"',
    "a pattern that never ends": json.dumps("(a+)+$" * 50),
    "an empty text": '""',
    "an address of another sort": '"file:///etc/passwd"',
    "an address with a broken host": '"http://[::1"',
    "an address with a giant port": '"https://example.com:99999999999999999999/"',
    "an address with a host of dots": '"https://..%00../"',
    "true": "true",
    "null": "null",
    "an empty list": "[]",
    "an empty object": "{}",
    "lists and objects": '[[{"a": [null, {}]}]]',
}
"""As raw JSON, because no serialiser would write some of it. All are tried as and in a body of every kind."""

FIELD_VALUES = (
    *("number of 5,000 digits", "2**63", "1e400", "NaN", "half a character", "half a character as a name"),
    *("a NUL", "a long text", "1,000 lists deep", "the calendar's first day, far east"),
    *(
        "the calendar's last day, far west",
        "digits that int() takes for none",
        "an address with a broken host",
    ),
    *("an address with a giant port", "lists and objects"),
)
"""Those that are tried in each field of a body too."""

TEXTS = [
    *("9" * 5000, "-" + "9" * 30, str(2**63), "1e400", "NaN", "²", "0001-01-01", "9999-12-31"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    *("\x00", "\U0001f600" * 500, "x" * 6000, "../../etc/passwd", "", '{"a": NaN}', "[" * 2000),
    *("1.MTIz.e30.AAAA", "====", "http://[::1", "https://example.com:99999999/"),
]
RAW = [b"%ff%fe", b"%ed%a0%80", b"%zz"]
"""Percent-encodings of what is no UTF-8."""

CHARSETS = ("unicode_escape", "undefined", "idna", "utf-7", "utf-16", "rot13", "zlib", "no-such", "\u00ff")


@dataclass(frozen=True)
class Call:
    """One request: `what` names the place and the value for whoever reads a failure."""

    what: str
    method: str
    target: str
    body: bytes | None = None
    headers: dict[str, bytes] = field(default_factory=dict)


class Walk:
    """Every hostile value in every parameter and body field of an OpenAPI document.

    `known` are real values by parameter name, so that the others are reached behind them. What several
    job types describe in the same words is walked once: the same code reads it.
    """

    def __init__(self, document: dict[str, Any], known: dict[str, str]) -> None:
        self._document, self._known = document, known
        self._walked: set[str] = set()

    def calls(self) -> Iterator[Call]:
        """Every request of the walk."""
        for path, operations in self._document["paths"].items():
            for method, operation in operations.items():
                name = f"{method.upper()} {path}"
                parameters = [self._follow(item) for item in operation.get("parameters", [])]
                content = self._follow(operation.get("requestBody", {})).get("content", {})
                target = self._target(path, parameters)
                form = content.get("multipart/form-data", {}).get("schema", name)
                if self._is_new(f"{parameters} {form}"):
                    yield from self._in_parameters(name, method.upper(), path, parameters)
                else:  # another job type's: one function reads its parameters and its form
                    content = {"application/json": content["application/json"]}
                yield from self._in_bodies(name, method.upper(), target, content)

    def _is_new(self, place: str) -> bool:
        new = place not in self._walked
        self._walked.add(place)
        return new

    def _follow(self, item: Any) -> Any:
        while isinstance(item, dict) and "$ref" in item:
            found: Any = self._document
            for part in item["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            item = found
        return item

    def _target(self, path: str, parameters: list[dict[str, Any]], **changed: str) -> str:
        """The address, with real values where they are known, and what is required in its query."""
        query = []
        for item in parameters:
            name, value = item["name"], changed.get(item["name"])
            if item["in"] == "path":
                path = path.replace(f"{{{name}}}", value or quote(self._known.get(name, "0"), safe=""))
            elif item["in"] == "query" and (value is not None or item.get("required")):
                query.append(f"{name}={value or quote(self._known.get(name, '0'))}")
        return path + ("?" + "&".join(query) if query else "")

    def _in_parameters(
        self, name: str, method: str, path: str, parameters: list[dict[str, Any]]
    ) -> Iterator[Call]:
        for item in parameters:
            place = f"{name} {item['in']} {item['name']}"
            if item["in"] == "header":
                for text in TEXTS:
                    value = text.replace("\x00", "").replace("\x1b", "").replace("\x7f", "").strip()
                    target = self._target(path, parameters)
                    headers = {item["name"]: value.encode("latin-1", "replace")}
                    yield Call(f"{place} {text[:40]!r}", method, target, None, headers)
                continue
            encoded = [quote(text, safe="") for text in TEXTS] + [raw.decode() for raw in RAW]
            for value in encoded:
                if value or item["in"] == "query":
                    target = self._target(path, parameters, **{item["name"]: value or "%20"})
                    yield Call(f"{place} {value[:40]!r}", method, target)

    def _in_bodies(self, name: str, method: str, target: str, content: dict[str, Any]) -> Iterator[Call]:
        for kind, described in content.items():
            schema = self._follow(described.get("schema", {}))
            if kind == "application/json":
                yield from self._json(name, method, target, schema, described.get("example"))
            elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
                yield from self._forms(name, method, target, kind, schema)

    def _json(
        self, name: str, method: str, target: str, schema: dict[str, Any], example: Any
    ) -> Iterator[Call]:
        headers = {"content-type": b"application/json"}
        for value, raw in JSON_VALUES.items():
            yield Call(f"{name} whole body {value}", method, target, raw.encode(), headers)
            yield Call(f"{name} unknown field {value}", method, target, f'{{"x": {raw}}}'.encode(), headers)
        for body in (b"", b"\xff\xfe{}", b"\xef\xbb\xbf{}", b"{", b'{"a": 1', b"\x00", b"nul", b"'a'"):
            yield Call(f"{name} body {body!r}", method, target, body, headers)
        for one in self._objects(schema):
            for field_name, described in one.get("properties", {}).items():
                if not self._is_new(f"{field_name} {described}"):
                    continue
                base = self._base(one, example, field_name)
                for value, raw in ((value, JSON_VALUES[value]) for value in FIELD_VALUES):
                    text = f"{base[:-1]}{', ' if base != '{}' else ''}{json.dumps(field_name)}: {raw}}}"
                    what = f"{name} field {field_name} {value}"
                    yield Call(what, method, target, text.encode(), headers)

    def _objects(self, schema: dict[str, Any]) -> list[dict[str, Any]]:
        schema = self._follow(schema)
        choices = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
        return [one for choice in choices for one in self._objects(choice)] if choices else [schema]

    def _base(self, schema: dict[str, Any], example: Any, without: str) -> str:
        """The rest of a body that would be right but for one field."""
        body = dict(example or {})
        for name in schema.get("required", []):
            found = self._follow(schema["properties"][name])
            body.setdefault(name, self._known.get(name, (found.get("examples") or ["a"])[0]))
        body.pop(without, None)
        return json.dumps(body)

    def _forms(
        self, name: str, method: str, target: str, kind: str, schema: dict[str, Any]
    ) -> Iterator[Call]:
        for field_name in [*schema.get("properties", {}), "x"]:
            for text in TEXTS:
                what = f"{name} form {field_name} {text[:40]!r}"
                if kind == "multipart/form-data":
                    yield Call(what, method, target, *_multipart(field_name, text))
                else:
                    body = f"{quote(field_name)}={quote(text)}".encode()
                    yield Call(what, method, target, body, {"content-type": kind.encode()})
        for charset in CHARSETS:
            declared = f"{kind}; boundary=b; charset={charset}".encode("latin-1")
            body, _ = _multipart("x", "\\ud800\\x00")
            yield Call(f"{name} charset {charset!r}", method, target, body, {"content-type": declared})


def _multipart(name: str, text: str) -> tuple[bytes, dict[str, bytes]]:
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    body = head.encode() + text.encode() + b"\r\n--b--\r\n"
    return body, {"content-type": b"multipart/form-data; boundary=b"}
