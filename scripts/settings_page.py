"""Write docs/settings.md from the settings themselves: `python scripts/settings_page.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from app.core.settings import Settings
from app.services.operations.changeable_settings import ALL

PAGE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"
_HEAD = """\
# Settings

Every setting is an environment variable. Any of them can come from a file instead: `CUEDECK_SECRET_KEY_FILE`
names a file whose content becomes `CUEDECK_SECRET_KEY`. Lists and tables are JSON.

Those with a ✓ can be changed while the server runs: an operator does it on the page, under Settings, Server
settings ([how](operating.md#settings-that-change-while-it-runs)). A variable comes first, and the page shows
it as fixed.

| variable | default | page | what it does |
|---|---|---|---|
"""


def page() -> str:
    """The page's text."""
    live = {setting.variable for setting in ALL.values()}
    return _HEAD + "".join(
        f"| `{name}` | {default} | {'✓' if name in live else '-'} | {text} |\n"
        for name, default, text in _rows(Settings)
    )


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
