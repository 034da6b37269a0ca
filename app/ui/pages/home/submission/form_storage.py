"""Form persistence in the browser's session storage, so that a server restart loses nothing.

Only what a person brought and chose: ids and addresses of files, and the values that are not the defaults.
Everything else is read again, and an id is believed only for what the account has.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.job_types import JOB_TYPES
from app.services.engines import capabilities
from app.ui.pages.home.submission import fields
from app.ui.pages.home.submission import settings as forms
from app.ui.pages.home.submission.fields import OptionField
from app.ui.pages.home.submission.files import FileRow
from app.ui.pages.home.submission.general import GENERAL
from app.ui.pages.home.submission.settings import Settings

_PLACES = ("own", "encode", "decode")


@dataclass(frozen=True, slots=True)
class StoredForm:
    """What was read back: files as (id, address, source format, apart), the open form, all settings."""

    files: list[tuple[str, str, str, bool]]
    current: str
    settings: dict[str, Settings]


def write(files: Sequence[FileRow], current: str, settings: Mapping[str, Settings]) -> str:
    """The text that the browser keeps."""
    kept = {
        "files": [[row["id"], row["address"], row["source"], row["apart"]] for row in files],
        "current": current,
        "settings": {group: _changed(form) for group, form in settings.items()},
    }
    return json.dumps(kept, separators=(",", ":"), ensure_ascii=False)


def _changed(form: Settings) -> dict[str, Any]:
    general = {name: text for name, text in form["general"].items() if text != GENERAL[name]}
    places: dict[str, list[OptionField]] = {name: form[name] for name in _PLACES}  # type: ignore[literal-required]
    values = {
        place: {field["name"]: field["value"] for field in shown if field["value"] != field["default"]}
        for place, shown in places.items()
    }
    more = {name: form[name] for name in ("preset", "covers", "rest")}
    metadata = {field["name"]: field["value"] for field in form["metadata"]}
    common = {"kind": form["kind"], "target": form["target"], "general": general}
    return {**common, **values, **more, "metadata": metadata}


def read(text: str) -> StoredForm | None:
    """What `write` wrote; None for nothing, or for what another version or another hand has written."""
    try:
        found = json.loads(text)
        files = [
            (str(id_), str(path), str(source), apart is True) for id_, path, source, apart in found["files"]
        ]
        settings = {str(group): _form(form) for group, form in found["settings"].items()}
        return StoredForm(files, str(found["current"]), settings)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _form(kept: dict[str, Any]) -> Settings:
    kind = JOB_TYPES[kept["kind"]].name
    form = forms.with_target_format(forms.default_settings(), str(kept["target"]))
    if not capabilities.missing(kind):
        form = forms.with_job_type(form, kind, kept["own"])
    form["encode"] = fields.with_values(form["encode"], kept["encode"])
    known = {name: str(text) for name, text in kept["general"].items() if name in GENERAL}
    return {
        **form,
        "general": {**GENERAL, **known},
        "preset": str(kept["preset"]),
        "covers": [str(name) for name in kept["covers"]],
        "metadata": fields.metadata_fields(kept["metadata"], kept["metadata"]),
        "rest": {str(name): value for name, value in kept["rest"].items()},
    }
