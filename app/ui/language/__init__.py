"""The language in which a person is served: chosen in the settings, or preferred by the browser.

The choice is a cookie, which came with the handshake of the page's WebSocket. An event is answered in the
language of its tab: `serve` says so once, before the handler runs (app/ui/guard.py, app/ui/live.py), and what
is called from there asks with `tr` and `counted`.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from babel.numbers import format_decimal

from app import locale
from app.ui import session

COOKIE = "cuedeck_language"
_current: ContextVar[str] = ContextVar("language", default=locale.ENGLISH)


def serve(state: Any) -> None:
    """From here on, in this task and what it starts, texts are in the language of this state's tab."""
    headers = state.router.headers
    _current.set(chosen(session.cookie(state, COOKIE), headers.accept_language))


def chosen(cookie: str, accepted: str) -> str:
    """The language of a cookie, if the page is offered in it; otherwise what the browser prefers."""
    return cookie if cookie in locale.LANGUAGES else locale.preferred(accepted)


def current() -> str:
    """The language of whoever is served."""
    return _current.get()


def tr(text: str, /, **values: object) -> str:
    """A text of the page in the language of whoever is served, with values for its `{placeholders}`."""
    found = locale.translate(text, _current.get())
    return found.format(**values) if values else found


def counted(number: int, one: str, many: str) -> str:
    """A count in words: `one` is a whole text, `1 job`, `many` has a place for the number, `{count} jobs`."""
    return tr(one) if number == 1 else tr(many, count=number_text(number))


def number_text(number: float, places: int = 0) -> str:
    """A number as it is written there: 1,234.5 and 1.234,5."""
    return format_decimal(f"{number:.{places}f}", f"#,##0{'.' * bool(places)}{'0' * places}", _current.get())
