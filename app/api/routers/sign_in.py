"""Signing in and out of the page: the routes that set and clear its HttpOnly cookie."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.api import bodies, rate_limits
from app.api.principals import COOKIE, refuse_cross_site
from app.api.small_page import small_page
from app.core.db import session_scope
from app.core.errors import AppError, Unauthorized
from app.core.settings import get_settings
from app.services import accounts
from app.services.access import Principal

router = APIRouter(prefix="/auth", include_in_schema=False)
_FORM_BYTES = 10_000


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Check a password; every address may try as often as a key may ask."""
    refuse_cross_site(request)
    rate_limits.count(request, Principal("", f"sign-in {request.client.host if request.client else ''}", ""))
    async with bodies.form(request, _FORM_BYTES) as form:
        email, password = str(form.get("email", "")), str(form.get("password", ""))
        target = local_path(str(form.get("next", "/")))
    try:
        secret = await asyncio.to_thread(accounts.sign_in, email, password)
    except Unauthorized:
        return RedirectResponse(f"/sign-in?error=1&next={quote(target, safe='')}", 303)
    return _signed_in(request, secret, target)


@router.get("/link/{secret}")
def sign_in_with_link(request: Request, secret: str) -> Response:
    """The one-time link from the terminal."""
    try:
        with session_scope() as session:
            cookie = accounts.sign_in_with_link(session, secret)
    except AppError as error:
        return small_page(error.message, error.hint, error.status)
    return _signed_in(request, cookie, "/")


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """Close the session."""
    refuse_cross_site(request)
    with session_scope() as session:
        accounts.sign_out(session, request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE)
    return answer


def local_path(target: str) -> str:
    """Where to go after signing in: a path of ours, never another site."""
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else "/"


def _signed_in(request: Request, secret: str, target: str) -> Response:
    answer = RedirectResponse(target, 303)
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=accounts.SESSION_DAYS * 86_400,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https" or get_settings().is_https,
    )
    return answer
