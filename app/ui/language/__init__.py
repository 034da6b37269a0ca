"""The language in which a person is served: chosen in the settings, or preferred by the browser.

The choice is kept with the account. The page's texts bring it as a cookie (app/ui/site.py), which comes with
the handshake of the page's WebSocket. An event is answered in the language of its tab: `serve` says so once,
before the handler runs (app/ui/guard.py, app/ui/live.py), and what is called from there asks with `tr` and
`counted`.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date
from typing import Any

from babel.dates import format_skeleton
from babel.numbers import format_decimal

from app import locale
from app.core.errors import AppError
from app.locale.messages import translate_message
from app.services.files.sizes import size_text
from app.ui import session

_current: ContextVar[str] = ContextVar("language", default=locale.ENGLISH)


def serve(state: Any) -> None:
    """From here on, in this task and what it starts, texts are in the language of this state's tab."""
    headers = state.router.headers
    _current.set(locale.chosen(session.cookie(state, locale.COOKIE), headers.accept_language))


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


def bytes_text(size: int) -> str:
    """A file size as it is written there: 14.2 kB and 14,2 kB."""
    return size_text(size, _current.get())


def day_text(day: date, *, year: bool = False) -> str:
    """A day as it is written there: Nov 28, Nov 28, 2026; 28. Nov., 28. Nov. 2026."""
    return str(format_skeleton("yMMMd" if year else "MMMd", day, locale=_current.get()))


def message(text: str, /, **values: object) -> str:
    """What the server tells of itself in English, in the language of whoever is served."""
    found = translate_message(text, _current.get())
    return found.format(**values) if values else found


def message_with_hint(error: AppError) -> str:
    """What happened, and what to do about it."""
    return " ".join(message(part) for part in (error.message, error.hint) if part)
