"""The pages of the API reference, made from the OpenAPI document: one a tag, one of objects, and an index."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from app.api import create_api
from scripts.docs.api_requests import FORM, JSON, Document, request, resolved
from scripts.docs.api_snippets import LANGUAGES
from scripts.docs.schema_text import cell, default, kind

_INDEX = """\
# API reference

Every operation of the API with its parameters, its answers and a program in three languages. The programs
read the address and the key from `CUEDECK_URL` and `CUEDECK_API_KEY`, and identifiers from variables such as
`JOB_ID`. A running instance has the same at `/docs`, and the OpenAPI document at `/openapi.json`.

| operation | | |
|---|---|---|
"""


_ERRORS = (
    "An error is a [Problem](objects.md#problem) in problem JSON (RFC 9457): `detail` says what happened, "
    "`code` is stable, `hint` says what to do next. Only `download-result` and `/job` answer in words of "
    "their own.\n\n"
)


def pages() -> dict[str, str]:
    """Every page by file name; README.md is the index."""
    document = create_api().openapi()
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path, method, operation in operations(document):
        groups[operation["tags"][0]].append((path, method))
    about = {tag["name"]: tag["description"] for tag in document["tags"]}
    found = {_file(tag): _tag_page(document, tag, about[tag], groups[tag]) for tag in about if groups[tag]}
    return found | {"objects.md": _objects(document), "README.md": _index(document)}


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and operation of each."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _file(tag: str) -> str:
    return f"{tag.lower().replace(' ', '-')}.md"


def _index(document: Document) -> str:
    rows = [
        f"| [{operation['summary']}]({_file(operation['tags'][0])}#{operation['operationId']}) "
        f"| `{method.upper()}` | `{path}` |\n"
        for path, method, operation in operations(document)
    ]
    return (
        _INDEX + "".join(rows) + "\nThe fields of every object: [objects](objects.md).\n" + _errors(document)
    )


def _tag_page(document: Document, tag: str, about: str, named: list[tuple[str, str]]) -> str:
    parts = [f"# {tag}", about]
    for path, method in named:
        parts += _operation(document, path, method)
    return "\n\n".join(parts) + "\n"


def _operation(document: Document, path: str, method: str) -> list[str]:
    operation = document["paths"][path][method]
    parts = [
        f"## {operation['summary']} {{ #{operation['operationId']} }}",
        f"`{method.upper()} {path}`",
        operation.get("description", ""),
        _parameters(document, operation),
        _body(document, operation),
        _programs(document, path, method),
        _answers(document, operation),
    ]
    return [part for part in parts if part]


def _parameters(document: Document, operation: dict[str, Any]) -> str:
    named = [resolved(document, item) for item in operation.get("parameters", [])]
    if not named:
        return ""
    rows = [
        f"| `{item['name']}`{'' if item.get('required') else ' (optional)'} | {item['in']} "
        f"| {_kind(item['schema'])} | {cell(item.get('description', ''))} |"
        for item in named
    ]
    return "\n".join(["| parameter | in | type | |", "|---|---|---|---|", *rows])


def _body(document: Document, operation: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return ""
    taken = " or ".join(f"`{media_type}`" for media_type in content)
    schema = content.get(JSON, content.get(FORM, {})).get("schema", {})
    if "$ref" in schema or "anyOf" in schema:
        return f"Body: {taken}, {_kind(schema)}."
    fields = _fields(schema)
    return f"Body: {taken}." + (f"\n\n{fields}" if fields else "")


def _programs(document: Document, path: str, method: str) -> str:
    example = request(document, path, method)
    return "\n\n".join(
        f'=== "{title}"\n\n' + _indented(f"```{block}\n{write(example)}```")
        for title, (block, write) in LANGUAGES.items()
    )


def _indented(text: str) -> str:
    return re.sub(r"^(?=.)", "    ", text, flags=re.MULTILINE)


def _answers(document: Document, operation: dict[str, Any]) -> str:
    found = {status: resolved(document, answer) for status, answer in operation["responses"].items()}
    rows = [
        f"| {status} | {cell(answer['description'])} | {_answer_kind(answer)} |"
        for status, answer in found.items()
        if status < "400"
    ]
    errors = ", ".join(status for status in found if status >= "400")
    return "\n".join(["| answer | | |", "|---|---|---|", *rows, "", f"[Errors](README.md#errors): {errors}."])


def _answer_kind(answer: dict[str, Any]) -> str:
    content = next(iter(answer.get("content", {}).values()), {})
    return _kind(content["schema"]) if content.get("schema") else ""


def _errors(document: Document) -> str:
    """What each status of an error means, as most operations say it."""
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, operation in operations(document):
        for status, answer in operation["responses"].items():
            if status >= "400":
                said[status][resolved(document, answer)["description"]] += 1
    rows = [f"| {status} | {cell(said[status].most_common(1)[0][0])} |\n" for status in sorted(said)]
    return "\n## Errors\n\n" + _ERRORS + "| status | |\n|---|---|\n" + "".join(rows)


def _objects(document: Document) -> str:
    parts = ["# Objects", "The fields of what the API takes and answers."]
    for name, schema in sorted(document["components"]["schemas"].items()):
        parts += [f"## {name} {{ #{name.lower()} }}", schema.get("description", ""), _fields(schema)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _fields(schema: dict[str, Any]) -> str:
    if "properties" not in schema:
        return f"{_kind(schema)}." if schema else ""
    required = schema.get("required", [])
    rows = [
        f"| `{name}`{' (required)' if name in required else ''} | {_kind(item)} | {default(item)} "
        f"| {cell(item.get('description', ''))} |"
        for name, item in schema["properties"].items()
    ]
    return "\n".join(["| field | type | default | |", "|---|---|---|---|", *rows])


def _kind(schema: dict[str, Any]) -> str:
    return kind(schema, lambda name: f"[{name}](objects.md#{name.lower()})")
