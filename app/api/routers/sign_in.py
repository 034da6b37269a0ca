"""Signing in and out of the page: the routes that set and clear its HttpOnly cookie."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.api import problems, rate_limits, request_bodies
from app.api.authentication import COOKIE, refuse_cross_site
from app.api.language import of_browser
from app.api.message_page import form_page, message_page
from app.core.db import read_scope, session_scope
from app.core.errors import AppError, RateLimited, Unauthorized
from app.core.limits import thread_pools
from app.core.security import digest, random_text
from app.core.settings import get_settings
from app.core.signing import sign, verify
from app.services.accounts import sessions, sign_in_attempts

router = APIRouter(prefix="/auth", include_in_schema=False)
_FORM_BYTES = 10_000
DEVICE, _DEVICE_DAYS = "cuedeck_device", 365
EMAIL_COOKIE = "cuedeck_email"


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Check a password; each wrong one makes the wait for the next ones longer."""
    refuse_cross_site(request)
    async with request_bodies.form(request, _FORM_BYTES) as form:
        email, password = str(form.get("email", "")), str(form.get("password", ""))
        target = sessions.local_path(str(form.get("next", "/")))
    tried = sign_in_attempts.PasswordAttempt(
        email, rate_limits.address(request), _known_device(request, email)
    )
    try:
        await tried.begin()
        secret = await thread_pools.check_password(sessions.sign_in, email, password)
    except RateLimited as error:
        return problems.for_browser(request, error)
    except Unauthorized:
        return _refused(request, email, target)
    await tried.right()
    return _signed_in(request, secret, email, target)


@router.get("/link/{secret}")
async def show_link(request: Request, secret: str, next: str = "/") -> Response:
    """The one-time link from the terminal: a button, because what scans mail opens links and presses none."""
    try:
        await thread_pools.read(_look_at_link, secret)
    except AppError as error:
        return await _no_link(request, error)
    return form_page(
        "Sign in to Cuedeck",
        "This link works once. It signs you in on this browser.",
        "Sign in",
        {"next": sessions.local_path(next)},
        of_browser(request),
    )


def _look_at_link(secret: str) -> None:
    with read_scope() as session:
        sessions.unused_link(session, secret)


@router.post("/link/{secret}")
async def sign_in_with_link(request: Request, secret: str) -> Response:
    """Use the one-time link up."""
    refuse_cross_site(request)
    async with request_bodies.form(request, _FORM_BYTES) as form:
        next = str(form.get("next", "/"))
    try:
        cookie, email = await thread_pools.write(_use_link, secret)
    except AppError as error:
        return await _no_link(request, error)
    return _signed_in(request, cookie, email, sessions.local_path(next))


async def _no_link(request: Request, error: AppError) -> Response:
    try:
        await sign_in_attempts.wrong_secret(rate_limits.address(request), "a sign-in link")
    except RateLimited as limited:
        return problems.for_browser(request, limited)
    return message_page(error.message, error.hint, error.status, of_browser(request))


def _use_link(secret: str) -> tuple[str, str]:
    with session_scope() as session:
        cookie = sessions.sign_in_with_link(session, secret)
        session.flush()
        account = sessions.account_for_session(session, cookie)
        return cookie, account.email if account else ""


@router.post("/sign-out")
@thread_pools.writes
def sign_out(request: Request) -> Response:
    """Close the session."""
    refuse_cross_site(request)
    with session_scope() as session:
        sessions.sign_out(session, request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE)
    return answer


def _refused(request: Request, email: str, target: str) -> Response:
    """Back to the form, which asks for the password only: a cookie of two minutes brings the email there."""
    answer = RedirectResponse(f"/sign-in?error=1&next={quote(target, safe='')}", 303)
    secure = request.url.scheme == "https" or get_settings().is_https
    kept = quote(email[:200], safe="")
    answer.set_cookie(EMAIL_COOKIE, kept, max_age=120, httponly=True, samesite="lax", secure=secure)
    return answer


def _signed_in(request: Request, secret: str, email: str, target: str) -> Response:
    """Set the session's cookie, and the one by which this browser is known the next time."""
    answer = RedirectResponse(target, 303)
    answer.delete_cookie(EMAIL_COOKIE)
    secure = request.url.scheme == "https" or get_settings().is_https
    device = sign("device", f"{_owner(email)}-{random_text(16)}")
    days = {COOKIE: (secret, sessions.SESSION_DAYS, "/"), DEVICE: (device, _DEVICE_DAYS, "/auth")}
    for name, (value, kept, path) in days.items():
        answer.set_cookie(
            name, value, max_age=kept * 86_400, path=path, httponly=True, samesite="lax", secure=secure
        )
    return answer


def _known_device(request: Request, email: str) -> str | None:
    """The id of this browser, if the account has signed in with it before."""
    payload = verify("device", request.cookies.get(DEVICE, "")) or ""
    owner, _, device = payload.partition("-")
    return device if device and owner == _owner(email) else None


def _owner(email: str) -> str:
    return digest(email.strip().lower())[:16]
