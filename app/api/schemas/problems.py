"""Errors: RFC 9457 problem details with our `code` and `hint`."""

from __future__ import annotations

from pydantic import ConfigDict

from app.api.schemas.base import Answer


class FieldProblem(Answer):
    """What is wrong with one field."""

    model_config = ConfigDict(extra="allow")

    field: str
    """Path of the field, as it was sent."""
    message: str
    """What is wrong with it."""
    code: str | None = None
    """Stable code, where there is one."""
    hint: str | None = None
    """What to do about it."""


class Problem(Answer):
    """RFC 9457 problem details, with a stable `code` and a `hint` that says what to do next."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    """Always `about:blank`: `code` tells the kind."""
    title: str
    """The HTTP status in words."""
    status: int
    """The HTTP status."""
    detail: str
    """What happened and why."""
    code: str
    """Stable code to decide by."""
    hint: str | None = None
    """What to do next."""
    request_id: str | None = None
    """Identifier of the request, as in the log."""
    job_id: str | None = None
    """The history entry of a refused submission."""
    errors: list[FieldProblem] | None = None
    """What is wrong, field by field."""
