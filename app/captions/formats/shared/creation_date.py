"""The creation date in the header of the formats that ask for one.

It never comes from the clock: the same captions, written with the same options, are the same bytes, so a job
that runs again, or is retried, gives the same file.
"""

from __future__ import annotations

from datetime import datetime

from app.captions.model.option import Option, Options
from app.core.errors import CaptionError

EPOCH = datetime(1980, 1, 1)
"""What is written when nothing says a date: the earliest that every format of ours can hold."""
DATE = Option(
    "date",
    "text",
    "",
    "Creation date for the header, such as 2026-03-01 or 2026-03-01T12:30:00. Empty keeps an EBU STL "
    "source's own, else writes 1 January 1980: the same captions always give the same file.",
)


def creation_date(options: Options) -> datetime | None:
    """The date that the options name (YYMMDD too), None if they name none. CaptionError invalid_option."""
    text = str(options.get(DATE.name, "")).strip()
    if not text:
        return None
    try:
        if len(text) == 6 and text.isdecimal():
            return datetime.strptime(text, "%y%m%d")
        return datetime.fromisoformat(text)
    except ValueError:
        raise CaptionError(
            f"“{text[:40]}” is not a date.",
            code="invalid_option",
            hint="Write it as 2026-03-01 or 2026-03-01T12:30:00, or leave it out.",
            rejected=True,
            option=DATE.name,
            value=text[:200],
        ) from None
