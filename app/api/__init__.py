"""The HTTP API, mounted beside the page by app.app."""

from __future__ import annotations

from fastapi import FastAPI

from app.api import catch_all, openapi, problems, reference
from app.api.body_limit import BodyLimit
from app.api.context import RequestContext
from app.api.faults import Faults
from app.api.head import Head
from app.api.idempotency import Idempotency
from app.api.origins import OriginGuard
from app.api.routers import ROUTERS


def create_api() -> FastAPI:
    """The FastAPI application with every route, its errors as problem JSON, and its documentation."""
    api = FastAPI(
        title="Cuedeck",
        version=openapi.VERSION,
        summary=openapi.SUMMARY,
        description=openapi.DESCRIPTION,
        openapi_tags=openapi.TAGS,
        docs_url=None,  # app.api.reference
        redoc_url=None,
        license_info={"name": "MIT"},
    )
    problems.install(api)
    for router in ROUTERS:
        api.include_router(router)
    reference.install(api)
    catch_all.install(api)
    api.add_middleware(Head)
    api.add_middleware(BodyLimit)
    api.add_middleware(Idempotency)
    api.add_middleware(Faults)
    api.add_middleware(RequestContext)
    api.add_middleware(OriginGuard)
    openapi.install(api)
    return api
