"""Decode and encode options: how a format declares them, and the checked values it is called with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

Options = Mapping[str, Any]
"""Checked option values by name, every declared option present (defaults filled in).

Besides the declared ones, a reader of a `frame_based` format always finds `frame_rate` (a Fraction) and
`drop_frame` (a bool): what to assume when the file does not say. A writer finds the target's rate in
`document.frame_rate` and `document.drop_frame`.
"""


@dataclass(frozen=True, slots=True)
class Option:
    """One decode or encode option, as published at /v1/capabilities and checked before a job is accepted."""

    name: str
    kind: Literal["boolean", "integer", "number", "choice", "text"]
    default: Any
    help: str
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def with_default(self, default: Any) -> Option:
        """The same option with another default."""
        return replace(self, default=default)
