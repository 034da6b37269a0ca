"""Fields of every caption job with a place of their own in the form, and their defaults."""

from __future__ import annotations

from typing import Any

from app.captions.transform.text_repair import REPAIRS
from app.job_types.convert import ConvertParameters
from app.services.jobs.descriptions import canonical
from app.ui.pages.home.submission.fields import as_text

_NAMES = (
    "offset",
    "offset_type",
    "incode",
    "source_frameRate",
    "target_frameRate",
    "default_dropFrame",
    "encoding",
    "guide",
    "auto_fix",
    "verify",
)
"""As the form's Job Description spells them."""


CANONICAL = {name: next(iter(canonical({name: None}, "convert"))) for name in _NAMES}
"""The same fields by the names of the parameters class."""


def _default(name: str) -> Any:
    return ConvertParameters.model_fields[CANONICAL[name]].default


REPAIR_FIELDS = {f"repair_{name}": name for name in REPAIRS}
"""Repairs of the text (`edits.text`), each on or off, by their names in the form."""

GENERAL = {name: as_text(_default(name)) for name in _NAMES} | dict.fromkeys(REPAIR_FIELDS, "false")

YES_OR_NO = tuple(name for name in _NAMES if isinstance(_default(name), bool))
"""Those that a Job Description carries as true or false."""
