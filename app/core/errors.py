"""The errors a person or a program can meet, as one small tree.

AppError
├── BadRequest            400 bad_request
│   └── MalformedJson     400 malformed_json
├── Unauthorized          401 unauthorized
├── InsufficientCredits   402 insufficient_credits
├── Forbidden             403 forbidden
├── NotFound              404 not_found
├── Conflict              409 conflict
├── Gone                  410 gone
├── PreconditionFailed    412 version_conflict
├── TooLarge              413 file_too_large
├── Invalid               422 validation_error
├── RateLimited           429 rate_limited
├── ServerError           500 server_error
├── UpstreamError         502 upstream_error
├── Unavailable           503 service_unavailable
└── JobError              422, the reason a job ends as failed or rejected
    ├── CaptionError      a file that cannot be read or written as asked
    ├── MediaError        audio or video that cannot be read or made
    ├── EngineError       an engine that is missing, down, or refused
    ├── SourceError       an address that cannot be fetched or may not be
    ├── Canceled          the work was asked to stop
    └── LimitExceeded     a guarded child hit its time, CPU or memory limit

Every error says what happened (`message`), carries a stable `code`, and says what to do next (`hint`).
`extra` holds machine-readable facts (for example the detected format), shown as fields in problem JSON.
"""

from __future__ import annotations

from typing import Any, ClassVar


class AppError(Exception):
    """Base of everything Cuedeck raises on purpose: `status` (HTTP), `code` (stable), `message`, `hint`."""

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "server_error"

    def __init__(self, message: str, *, code: str | None = None, hint: str = "", **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.hint = hint
        self.extra = extra

    @property
    def with_hint(self) -> str:
        """What happened and what to do next, as one text."""
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error cross from a guarded child process to its parent unchanged."""
        return _rebuild, (type(self), self.message, self.code, self.hint, self.extra)


def _rebuild(kind: type[AppError], message: str, code: str, hint: str, extra: dict[str, Any]) -> AppError:
    return kind(message, code=code, hint=hint, **extra)


class BadRequest(AppError):
    """The request cannot be understood."""

    status, default_code = 400, "bad_request"


class MalformedJson(BadRequest):
    """JSON that does not parse; `extra` has `line` and `column`."""

    default_code = "malformed_json"


class Unauthorized(AppError):
    """No valid key or session."""

    status, default_code = 401, "unauthorized"


class InsufficientCredits(AppError):
    """The balance does not cover the job."""

    status, default_code = 402, "insufficient_credits"


class Forbidden(AppError):
    """The key or person is known but may not do this."""

    status, default_code = 403, "forbidden"


class NotFound(AppError):
    """It does not exist, or is not yours: the answer does not say which."""

    status, default_code = 404, "not_found"


class Conflict(AppError):
    """The thing is in a state that does not allow this."""

    status, default_code = 409, "conflict"


class Gone(AppError):
    """It existed and no longer does: an expired or revoked link."""

    status, default_code = 410, "gone"


class PreconditionFailed(AppError):
    """Somebody saved a newer version meanwhile; `extra["version"]` is the current one."""

    status, default_code = 412, "version_conflict"


class TooLarge(AppError):
    """A body or file over its limit."""

    status, default_code = 413, "file_too_large"


class Invalid(AppError):
    """A well-formed request with a wrong value; `extra["errors"]` lists the fields."""

    status, default_code = 422, "validation_error"


class RateLimited(AppError):
    """Too many requests; `extra["retry_after"]` is in seconds."""

    status, default_code = 429, "rate_limited"


class ServerError(AppError):
    """A fault of ours."""


class UpstreamError(AppError):
    """Another server failed."""

    status, default_code = 502, "upstream_error"


class Unavailable(AppError):
    """The service is temporarily not available."""

    status, default_code = 503, "service_unavailable"


class JobError(AppError):
    """Why a job did not end well.

    `extra["rejected"] = True` marks bad input (the job ends as `rejected`); otherwise it ends as `failed`.
    """

    status, default_code = 422, "job_failed"


class CaptionError(JobError):
    """A caption file that cannot be read or written as asked."""

    default_code = "caption_error"


class MediaError(JobError):
    """Audio or video that cannot be read or made."""

    default_code = "media_error"


class EngineError(JobError):
    """A speech, translation or voice engine that is missing, down, or refused the request."""

    default_code = "engine_error"


class SourceError(JobError):
    """A URL that cannot be fetched, or must not be; codes: `app.core.http_fetch.errors`."""

    default_code = "source_error"


class Canceled(JobError):
    """The caller asked the work to stop: not a failure."""

    default_code = "canceled"


class LimitExceeded(JobError):
    """A guarded child process hit a limit; `extra` names `limit` and its value."""

    default_code = "limit_exceeded"


def engine_missing(label: str, install: str) -> EngineError:
    """The error for an engine whose package or program is not on this machine; `install` is one command."""
    return EngineError(
        f"{label} is not installed on this server.",
        code="engine_missing",
        hint=f"Install it with: {install}",
        rejected=True,
        install=install,
    )
