"""Errors of fetching a URL, each with a stable code and a hint.

| code | when | rejected |
|---|---|---|
| invalid_url | not an http(s) URL with a host | yes |
| source_forbidden_address | it leads to a private or special address | yes |
| source_expired | a signed link whose time is over | yes |
| source_refused | the other server wants a sign-in, or says no | yes |
| source_not_found | 404, or a host name that does not exist | yes |
| source_wrong_type | a web page where a file was expected, or an empty answer | yes |
| source_too_large | over the size limit | yes |
| source_unreachable | no connection, a broken answer, 429 or 5xx | no: trying again may help |
| source_timeout | connected, but too slow | no |

Messages name the host and never the whole URL: signed URLs and passwords do not belong in a history.
"""

from __future__ import annotations

import re

from app.core.errors import SourceError

SIGNED = re.compile(
    r"[?&](x-amz-signature|x-goog-signature|signature|sig|token|expires|x-amz-expires|se|policy|hdnea)=",
    re.IGNORECASE,
)
EXPIRED_BODY = re.compile(rb"expired", re.IGNORECASE)


def invalid_url(why: str) -> SourceError:
    """The text is not a URL that can be fetched."""
    hint = "Give a full address that begins with https:// or http://, such as https://example.com/talk.mp4."
    return SourceError(f"This is not a usable URL: {why}.", code="invalid_url", hint=hint, rejected=True)


def forbidden_address(host: str) -> SourceError:
    """The host leads into a private network, to this machine, or to another special address."""
    return SourceError(
        f"“{host}” leads to a private or reserved network address, which this server does not connect to.",
        code="source_forbidden_address",
        hint="Use a public address or upload the file; an administrator can allow a host of the own network.",
        rejected=True,
        host=host,
    )


def unknown_host(host: str) -> SourceError:
    """The name has no address."""
    return SourceError(
        f"There is no server named “{host}”.",
        code="source_not_found",
        hint="Check the spelling of the host name in the URL.",
        rejected=True,
        host=host,
    )


def unreachable(host: str, why: str, **extra: object) -> SourceError:
    """The other side cannot be reached, or broke off."""
    return SourceError(
        f"“{host}” could not be reached: {why}.",
        code="source_unreachable",
        hint="Check that the address opens in a browser, then try again.",
        host=host,
        **extra,
    )


def timed_out(host: str, after: float) -> SourceError:
    """The other side is too slow; `after` in seconds."""
    return SourceError(
        f"“{host}” did not answer in time (gave up after {after:.0f} seconds).",
        code="source_timeout",
        hint="Try again later, or upload the file instead.",
        host=host,
        seconds=round(after, 1),
    )


def too_large(host: str, max_bytes: int, size: int | None = None) -> SourceError:
    """The file is over the limit; `size` when the other side said it."""
    said = f"is {_amount(size)}" if size else "is larger than allowed"
    return SourceError(
        f"The file at “{host}” {said}; the limit is {_amount(max_bytes)}.",
        code="source_too_large",
        hint="Use a smaller or more compressed file, or ask the administrator to raise the limit.",
        rejected=True,
        max_bytes=max_bytes,
    )


def wrong_type(host: str, content_type: str, *, empty: bool = False) -> SourceError:
    """The answer is not the file that was meant."""
    if empty:
        message, hint = f"The file at “{host}” is empty (0 bytes).", "Check the file at its origin."
    else:
        message = f"“{host}” answered with a web page instead of a file."
        hint = (
            "The link probably opens a sign-in or viewer page: use its direct download link. "
            "For a page with a video player, start a download job."
        )
    return SourceError(message, code="source_wrong_type", hint=hint, rejected=True, content_type=content_type)


def refusal(url: str, host: str, status: int, body: bytes) -> SourceError:
    """The error for an HTTP `status` that is no success; `body` is the beginning of the answer."""
    signed = SIGNED.search(url) is not None
    over = signed and (status in (401, 403) or (status == 400 and EXPIRED_BODY.search(body) is not None))
    if status == 410 or over:
        return SourceError(
            f"The link to “{host}” has expired or was revoked (HTTP {status}).",
            code="source_expired",
            hint="Make a new link and submit the job again.",
            rejected=True,
            http_status=status,
        )
    if status == 404:
        return SourceError(
            f"“{host}” has no file at this address (HTTP 404).",
            code="source_not_found",
            hint="Check the path of the URL; it may have moved or been deleted.",
            rejected=True,
            http_status=status,
        )
    if status == 429 or status >= 500:
        return unreachable(host, f"it answered with HTTP {status}", http_status=status)
    return SourceError(
        f"“{host}” refused to hand out the file (HTTP {status}).",
        code="source_refused",
        hint="The address may need a sign-in: use a link that works without one, or upload the file.",
        rejected=True,
        http_status=status,
    )


def _amount(size: int) -> str:
    value, unit = float(size), "bytes"
    for bigger in ("KB", "MB", "GB", "TB"):
        if value < 1024:
            break
        value, unit = value / 1024, bigger
    return f"{value:.0f} {unit}" if unit == "bytes" or value >= 10 else f"{value:.1f} {unit}"
