"""Errors as RFC 9457 problem JSON with `detail`, `code` and `hint`, without tracebacks."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.api.authentication import principal
from app.api.job_v4 import errors as staged_errors
from app.api.language import message, of_browser
from app.api.message_page import error_page
from app.core.errors import AppError
from app.core.message_text import first, wrong_value
from app.core.strict_json import encoded
from app.services.jobs import descriptions

MEDIA_TYPE = "application/problem+json"
_HIDDEN = ("rejected", "retry_after", "guessed")
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "file_too_large", 415: "unsupported_media_type"}


def problem(request: Request, status: int, code: str, detail: str, hint: str = "", **extra: Any) -> Response:
    """One problem as a response; under /job in the shape that is known there."""
    request.scope.setdefault("state", {})["problem_code"] = code  # for the log
    if request.url.path.split("/")[1:2] == ["job"]:
        return staged_errors.answer(status, code, detail, hint, extra)
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": message(request, detail),
        "code": code,
        "hint": message(request, hint) or None,
        "request_id": getattr(request.state, "request_id", None),
        **extra,
    }
    shown = {name: value for name, value in body.items() if value is not None}
    return Response(encoded(shown), status, media_type=MEDIA_TYPE)


def for_browser(request: Request, error: AppError) -> Response:
    """An error at an address that people open: a page, or a problem for whoever asks for JSON."""
    if "application/json" in request.headers.get("accept", ""):
        return from_error(request, error)
    return error_page(error, of_browser(request))


def from_error(request: Request, error: AppError, **extra: Any) -> Response:
    """An AppError as a response."""
    facts = {k: v for k, v in error.extra.items() if k not in _HIDDEN}
    answer = problem(request, error.status, error.code, error.message, error.hint, **facts, **extra)
    if (wait := error.extra.get("retry_after")) is not None:
        answer.headers["retry-after"] = str(wait)
    if error.status == 401:
        answer.headers["www-authenticate"] = "Bearer"
    return answer


async def _stranger(request: Request) -> Response | None:
    """The refusal of who has no key: FastAPI reads a JSON body, and may fail there, before it asks for one.

    None for everybody else, who have then been counted.
    """
    if "principal" in request.scope["state"] or not request.url.path.startswith(("/v1/", "/job/")):
        return None
    try:
        await principal(request)
    except AppError as error:
        return from_error(request, error)
    return None


def _malformed(request: Request, body: str) -> Response:
    """The answer to a body that is no JSON, with the place, as for a Job Description."""
    try:
        descriptions.parse_json(body, "request body")
    except AppError as error:
        return from_error(request, error)
    return problem(request, 400, "bad_request", "The request body is not valid JSON.", "Send a JSON object.")


def install(api: FastAPI) -> None:
    """Make every way to fail answer in the same shape."""

    @api.exception_handler(AppError)
    async def _app_error(request: Request, error: AppError) -> Response:
        return from_error(request, error)

    @api.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> Response:
        if (stranger := await _stranger(request)) is not None:
            return stranger
        if any(item["type"] == "json_invalid" for item in error.errors()):
            return _malformed(request, str(error.body))
        errors = [
            {"field": ".".join(str(part) for part in item["loc"][1:]) or "body", "message": wrong_value(item)}
            for item in first(error.errors())
        ]
        text = "; ".join(f"{item['field']}: {item['message']}" for item in errors)
        return problem(
            request, 422, "validation_error", "The request has wrong values.", text[:1000], errors=errors
        )

    @api.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        if (stranger := await _stranger(request)) is not None:
            return stranger
        code = _CODES.get(error.status_code, "bad_request" if error.status_code < 500 else "server_error")
        answer = problem(request, error.status_code, code, str(error.detail))
        answer.headers.update(error.headers or {})
        return answer
