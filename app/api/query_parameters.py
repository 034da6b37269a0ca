"""Query parameter checks: unknown and repeated ones are refused."""

from __future__ import annotations

from collections import Counter

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.core.errors import Invalid
from app.core.message_text import first, suggestion
from app.services.jobs import descriptions


def check(request: Request) -> None:
    """Invalid for a name that this route does not take, BadRequest for one that was sent twice."""
    route = request.scope.get("route")
    if not request.scope["query_string"] or not isinstance(route, APIRoute):
        return
    known = known_to(route)
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        raise _unknown(unknown, known)
    refuse_duplicates(request)


def known_to(route: APIRoute) -> frozenset[str]:
    """The query parameters that a route declares, its dependencies' included."""
    return frozenset(_names(route.dependant))


def _names(dependant: Dependant) -> set[str]:
    below = [_names(needed) for needed in dependant.dependencies]
    return {field.alias for field in dependant.query_params}.union(*below)


def refuse_duplicates(request: Request) -> None:
    """BadRequest `duplicate_field`: of two values one would be lost unseen."""
    counted = Counter(name for name, _ in request.query_params.multi_items())
    doubled = [name for name, times in counted.items() if times > 1]
    if doubled:
        raise descriptions.duplicate(doubled)


def _unknown(names: list[str], known: frozenset[str]) -> Invalid:
    errors = []
    for name in first(names):
        errors.append({"field": name[:80], "message": f"unknown query parameter{suggestion(name, known)}"})
    return Invalid(
        "; ".join(f"{error['field']}: {error['message']}" for error in errors) + ".",
        code="unknown_parameter",
        hint=f"This address takes: {', '.join(sorted(known))}." if known else "This address takes none.",
        errors=errors,
    )
