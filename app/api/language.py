"""The language of an answer: English, but for what the page asks with its session's cookie.

Programs read codes, and a log is read by more people than one; the page shows such an answer to one person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import Request

from app import locale
from app.api.authentication import COOKIE, key_text
from app.locale.messages import translate_message


def language_of(request: Request) -> str:
    """That of the page, for what it asks itself."""
    if COOKIE not in request.cookies or key_text(request):
        return locale.ENGLISH
    return of_browser(request)


def of_browser(request: Request) -> str:
    """That of whoever opens a page which stands alone: chosen in this browser, or preferred by it."""
    return locale.chosen(request.cookies.get(locale.COOKIE, ""), request.headers.get("accept-language", ""))


def message(request: Request, text: str) -> str:
    """A text of ours in the language of whoever asks."""
    return translate_message(text, language_of(request))


async def with_messages(
    request: Request, items: Iterable[Mapping[str, Any]], name: str
) -> list[dict[str, Any]]:
    """The items, with the text that each has under a name in the language of whoever asks.

    On a thread: a film has thousands of findings, each with its own numbers.
    """
    return await asyncio.to_thread(_with_messages, items, name, language_of(request))


def _with_messages(items: Iterable[Mapping[str, Any]], name: str, language: str) -> list[dict[str, Any]]:
    return [{**item, name: translate_message(item.get(name) or "", language) or None} for item in items]
