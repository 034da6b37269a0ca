"""Write the tables of fields into the pages of docs/jobs: `python -m scripts.docs.job_type_pages`.

They stand between two comments in each page; everything around them is written by hand.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from app.api import create_api
from scripts.docs.schema_text import cell, default, kind

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "jobs"
Fields = dict[str, dict[str, Any]]
_BLOCK = re.compile(
    r"(<!-- fields of (.+?), made by scripts/docs/job_type_pages.py -->\n).*?(<!-- end -->)", re.DOTALL
)
_CAPTION_TYPE = "convert"


def pages() -> dict[str, str]:
    """Each page by file name, with its tables as the API's document has them today."""
    types = fields_by_type(create_api().openapi())
    tables = {name: own_table(types, name) for name in types}
    tables["every job type"] = table(shared(types))
    tables["jobs with captions"] = table(caption_fields(types))
    return {
        path.name: _BLOCK.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n{found[3]}", path.read_text())
        for path in sorted(FOLDER.glob("*.md"))
    }


def fields_by_type(document: dict[str, Any]) -> dict[str, Fields]:
    """The fields of the Job Description of each job type, from the operations that submit one type."""
    found = {}
    for path, methods in document["paths"].items():
        operation = methods.get("post", {}).get("operationId", "")
        if operation == f"submit_{path.removeprefix('/v1/')}":
            schema = methods["post"]["requestBody"]["content"]["application/json"]["schema"]
            named = schema["$ref"].rpartition("/")[2]
            found[path.removeprefix("/v1/")] = document["components"]["schemas"][named]["properties"]
    return found


def shared(types: dict[str, Fields]) -> Fields:
    """What every job type takes."""
    common = set.intersection(*(set(fields) for fields in types.values())) - {"job_type"}
    return {name: item for name, item in types[_CAPTION_TYPE].items() if name in common}


def caption_fields(types: dict[str, Fields]) -> Fields:
    """What every job type takes that has to do with caption files."""
    with_captions = [set(fields) for fields in types.values() if "target_profile" in fields]
    common = set.intersection(*with_captions) - set(shared(types)) - {"job_type"}
    return {name: item for name, item in types[_CAPTION_TYPE].items() if name in common}


def own_table(types: dict[str, Fields], name: str) -> str:
    """The fields that not all job types take, and those that this one takes without a use for them."""
    elsewhere = set(shared(types)) | set(caption_fields(types)) | {"job_type"}
    fields = types[name]
    own = {field: item for field, item in fields.items() if field not in elsewhere}
    ignored = [
        f"`{field}`"
        for field, item in fields.items()
        if field in elsewhere and item.get("description", "").startswith("Ignored:")
    ]
    without_use = f"\nTaken, and ignored: {', '.join(ignored)}.\n" if ignored else ""
    return table(own) + without_use


def table(fields: Fields) -> str:
    """Fields as rows of name, type, default and what they are for."""
    rows = [
        f"| `{name}` | {kind(item)} | {default(item)} | {cell(item.get('description', ''))} |\n"
        for name, item in fields.items()
    ]
    return "| field | takes | default | |\n|---|---|---|---|\n" + "".join(rows)


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text)
