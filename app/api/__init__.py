"""The HTTP API, mounted beside the page by app.app."""

from __future__ import annotations

from fastapi import FastAPI

from app.api import catch_all, problems
from app.api.idempotency import Idempotency
from app.api.middleware.body_limit import BodyLimit
from app.api.middleware.head import HeadRequests
from app.api.middleware.json_answers import JsonAnswers
from app.api.middleware.request_context import RequestContext
from app.api.middleware.server_errors import ServerErrors
from app.api.middleware.socket_limit import SocketLimit
from app.api.middleware.socket_origin import OriginGuard
from app.api.openapi import document, reference
from app.api.routers import ROUTERS


def create_api() -> FastAPI:
    """The FastAPI application with every route, its errors as problem JSON, and its documentation."""
    api = FastAPI(
        title="Cuedeck",
        version=document.VERSION,
        summary=document.SUMMARY,
        description=document.DESCRIPTION,
        openapi_tags=document.TAGS,
        docs_url=None,  # app.api.openapi.reference
        redoc_url=None,
        license_info={"name": "MIT"},
    )
    problems.install(api)
    for router in ROUTERS:  # not include_router, which matches the routes below it twice for each request
        api.router.routes.extend(router.routes)
    reference.install(api)
    catch_all.install(api)
    api.add_middleware(BodyLimit)
    api.add_middleware(Idempotency)
    api.add_middleware(JsonAnswers)
    api.add_middleware(HeadRequests)
    api.add_middleware(ServerErrors)
    api.add_middleware(RequestContext)
    api.add_middleware(SocketLimit)
    api.add_middleware(OriginGuard)
    document.install(api)
    return api
