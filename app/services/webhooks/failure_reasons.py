"""Failure reasons of webhook attempts: a stable code, a message and a hint.

| code | when |
|---|---|
| http_status | an answer that is no 2xx |
| redirect | 3xx: redirects are not followed |
| source_unreachable, source_timeout, source_not_found, source_forbidden_address, invalid_url | no answer |
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import SourceError
from app.core.http_fetch.client import Answer

_ALLOWED = "Give a public address; an administrator may allow hosts of the own network (CUEDECK_FETCH_ALLOW)."
_HINTS = {
    "source_unreachable": "See that the receiver runs and this server can reach it, then send it again.",
    "source_timeout": "Let the receiver answer 2xx first and work afterwards, then send it again.",
    "source_not_found": "Check the spelling of the host name in the endpoint's address.",
    "source_forbidden_address": _ALLOWED,
    "invalid_url": "Give the endpoint a full address that begins with https:// or http://.",
    "redirect": "Change the endpoint's address to the one it redirects to.",
}
_STATUS_HINTS = {
    401: "Let the receiver accept messages without a sign-in and verify their signature instead.",
    403: "Let the receiver accept messages without a sign-in and verify their signature instead.",
    404: "Check the path of the endpoint's address.",
    405: "Let the receiver accept POST at this address.",
    410: "Give a new address and make the endpoint active again.",
    429: "The receiver asks for a slower pace; sending goes on by itself.",
}
_OTHERS = "Check the receiver's log, fix the receiver, then send the delivery again."


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an attempt failed."""

    code: str
    message: str
    hint: str


def of(outcome: Answer | SourceError) -> Reason | None:
    """The reason of an attempt's failure; None when it succeeded."""
    if isinstance(outcome, SourceError):
        return Reason(outcome.code, outcome.message, _HINTS.get(outcome.code, outcome.hint))
    status = outcome.status
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        told = f"The receiver answered with a redirect (HTTP {status}), which is not followed."
        return Reason("redirect", told, _HINTS["redirect"])
    told = f"The receiver answered with HTTP {status}; only 2xx counts as received."
    return Reason("http_status", told, _STATUS_HINTS.get(status, _OTHERS))
