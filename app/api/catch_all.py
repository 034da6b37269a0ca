"""404 and 405 answers as problem JSON for unknown paths below /v1, /job, /auth and /d."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.routing import Match, Route

from app.api.problems import problem
from app.api.routers import ROUTERS

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


def install(api: FastAPI) -> None:
    """Add the last routes of /v1, /job and /auth."""
    for prefix in ("/v1", "/job", "/auth", "/d"):
        api.add_api_route(f"{prefix}/{{path:path}}", _unknown, methods=_METHODS, include_in_schema=False)
        api.add_api_route(prefix, _unknown, methods=_METHODS, include_in_schema=False)


async def _unknown(request: Request) -> Response:
    allowed = _allowed(request)
    if allowed:
        detail = f"{request.url.path} does not take {request.method}."
        answer = problem(request, 405, "method_not_allowed", detail, f"Use {', '.join(sorted(allowed))}.")
        answer.headers["allow"] = ", ".join(sorted(allowed))
        return answer
    detail = f"There is no {request.method} {request.url.path[:200]}."
    return problem(request, 404, "not_found", detail, "The API is described at /docs.")


def _allowed(request: Request) -> set[str]:
    """The methods of this very address: of several that match, such as a name beside an id, the first."""
    address, allowed = "", set[str]()
    for route in (route for router in ROUTERS for route in router.routes):
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            address = address or route.path
            allowed |= (route.methods or set()) if route.path == address else set()
    return allowed
