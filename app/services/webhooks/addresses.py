"""Webhook URL checks when a URL is given; every request is checked again when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from app.core.errors import Invalid, SourceError
from app.core.http_fetch import address_rules
from app.core.http_fetch.redirects import check_url
from app.core.limits import thread_pools
from app.core.settings import get_settings

LONGEST = 2048
_LOOKUP_SECONDS = 2.0  # a resolver that is away takes ten or more, and nobody waits that long for an answer
_lookups = ThreadPoolExecutor(4, "webhook-lookup")


def check(url: str, field: str = "url") -> None:
    """Invalid `invalid_url`, `webhook_credentials` or `webhook_forbidden_address` for an address that can
    never be called.

    Looks the name up, so call it outside transactions and off the event loop. A name that cannot be looked
    up now (within two seconds) is let through: it may exist by the time of the first event.
    """
    try:
        parsed = check_url(url)
    except SourceError as error:
        raise _refused(error.message, error.code, error.hint, field) from None
    if parsed.userinfo:
        raise _refused(
            "A webhook address must not hold a user name or password.",
            "webhook_credentials",
            "Leave them out; every delivery is signed, see docs/webhooks.md.",
            field,
        )
    if len(url) > LONGEST or any(ord(letter) < 32 for letter in url):
        raise _refused("This is not a usable URL.", "invalid_url", "Give a plain https:// address.", field)
    try:
        looked_up = _lookups.submit(address_rules.lookup, parsed.host, parsed.port or 443)
        found = looked_up.result(_LOOKUP_SECONDS)
    except (OSError, UnicodeError, TimeoutError):
        return
    rules = address_rules.AddressRules(get_settings().fetch_allow)
    if not all(rules.allows(parsed.host, address) for address in found):
        raise _refused(
            f"“{parsed.host}” leads to a private or reserved network address.",
            "webhook_forbidden_address",
            "Give a public address; an administrator can allow a host of the own network "
            "with CUEDECK_FETCH_ALLOW.",
            field,
        )


def check_given(given: Mapping[str, Any] | None, named: str = "webhook") -> None:
    """The same for `given["webhook"]`, if that is an address; `named` is what the sender calls it.

    What is no address at all is refused later, with all wrong fields.
    """
    if (url := _address_in(given)) is not None:
        check(url, named)


async def check_beside(given: Mapping[str, Any] | None) -> None:
    """`check_given` on a thread, where there is anything to look up."""
    if _address_in(given) is not None:
        await thread_pools.run(0, check_given, given)


def _address_in(given: Mapping[str, Any] | None) -> str | None:
    url = (given or {}).get("webhook")
    return url if isinstance(url, str) and url.startswith(("http://", "https://")) else None


def check_preset(values: Mapping[str, Any]) -> None:
    """The same for both places where a preset names an address."""
    check_given(values)
    check_given(values.get("settings"), "settings.webhook")


def host_of(url: str) -> str:
    """Host and port of an address, or the text itself when it has none."""
    try:
        return check_url(url).netloc.decode("ascii", "replace").rpartition("@")[2]
    except SourceError:
        return url[:200]


def _refused(message: str, code: str, hint: str, field: str) -> Invalid:
    errors = [{"field": field, "message": message}]
    return Invalid(message, code=code, hint=hint, errors=errors, rejected=True)
