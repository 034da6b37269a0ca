"""Write docs/settings.md from the settings themselves: `python scripts/settings_page.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from app.core.settings import Settings

PAGE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"
_HEAD = """\
# Settings

Every setting is an environment variable. Any of them can come from a file instead: `CUEDECK_SECRET_KEY_FILE`
names a file whose content becomes `CUEDECK_SECRET_KEY`. Lists and tables are JSON.

| variable | default | what it does |
|---|---|---|
"""


def page() -> str:
    """The page's text."""
    return _HEAD + "".join(f"| `{name}` | {default} | {text} |\n" for name, default, text in _rows(Settings))


def _rows(model: type[BaseModel], prefix: str = "CUEDECK_") -> Iterator[tuple[str, str, str]]:
    nested = []
    for name, field in model.model_fields.items():
        kind = field.annotation
        variable = f"{prefix}{name.upper()}"
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            nested.append((kind, f"{variable}__"))
        else:
            yield variable, _default(field.default), field.description or ""
    for kind, deeper in nested:
        yield from _rows(kind, deeper)


def _default(value: Any) -> str:
    if value in ("", None):
        return "empty"
    text = json.dumps(value) if isinstance(value, (list, dict, bool)) else str(value)
    return f"`{text}`"


if __name__ == "__main__":
    PAGE.write_text(page())
