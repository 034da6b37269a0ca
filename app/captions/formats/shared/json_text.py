"""JSON text as a value, with an error that names the place."""

from __future__ import annotations

import json
from typing import Any

from app.core.errors import CaptionError


def load_json(text: str, hint: str, *, beyond: CaptionError) -> Any:
    """The value; CaptionError `malformed_json` with `hint`, or `beyond` for what is nested too deep."""
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise CaptionError(
            f"This is not valid JSON: {error.msg} (line {error.lineno}, column {error.colno}).",
            code="malformed_json",
            hint=hint,
            rejected=True,
            line=error.lineno,
            column=error.colno,
        ) from error
    except (RecursionError, ValueError) as error:  # a number of thousands of digits is a ValueError
        raise beyond from error
