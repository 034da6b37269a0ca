"""The view's state in the query string: `/?status=&type=&q=&label=…&after=&job=`.

Because everything a person has chosen to see stands in the address, reload, back, forward, bookmarks and a
second tab all show the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from app.core.clock import iso
from app.services.jobs.history import Filters

_MAX_TEXT = 200
_INSTANT = timedelta(microseconds=1)


def job_number(path: str) -> int | None:
    """The job's number in the path of its page or its editor, 0 where it can be none; None elsewhere."""
    _, begin, rest = path.partition("/jobs/")
    number = rest.strip("/").removesuffix("/edit")
    if not begin or not number:
        return None
    return int(number) if number.isdecimal() and len(number) < 19 else 0


@dataclass(frozen=True, slots=True)
class ViewQuery:
    """What is listed (filters, text, the cursor of the page) and which job is open beside it."""

    status: str = ""
    type: str = ""
    q: str = ""
    source: str = ""
    label: str = ""
    channel: str = ""
    preset: str = ""
    key: str = ""
    since: str = ""
    until: str = ""
    after: str = ""
    job: str = ""

    @classmethod
    def parse(cls, parameters: Mapping[str, str]) -> ViewQuery:
        """Read an address; fields it does not name are empty, and what we do not know is ignored."""
        found = {name: parameters.get(name, "") for name in cls.__slots__}
        texts = {name: found[name][:_MAX_TEXT] for name in ("q", "source", "label", "preset", "key")}
        days = {name: found[name] if _day(found[name]) else "" for name in ("since", "until")}
        return cls(**found | texts | days)

    def href(self, **changes: Any) -> str:
        """The address of this view with `changes`."""
        fields = {name: value for name, value in asdict(replace(self, **changes)).items() if value}
        return f"/?{urlencode(fields)}" if fields else "/"

    def filters(self) -> Filters:
        """What the history service is asked for; the days are whole ones, in UTC."""
        since, until = _day(self.since), _day(self.until)
        return Filters(
            status=self.status or None,
            job_type=self.type or None,
            q=self.q.strip() or None,
            label=self.label or None,
            channel=self.channel or None,
            preset_id=self.preset or None,
            key_id=self.key or None,
            source=self.source.strip() or None,
            created_after=since and since - _INSTANT,
            created_before=until and until + timedelta(days=1),
        )

    def api_query(self) -> str:
        """The same filters as the query of GET /v1/jobs and its like."""
        given = {name: value for name, value in asdict(self.filters()).items() if value and name != "order"}
        shown = {name: iso(v) if isinstance(v, datetime) else v for name, v in given.items()}
        return urlencode(shown)

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.filters().narrows)

    @property
    def narrow(self) -> dict[str, str]:
        """What narrows the list, by the names of the address."""
        fields = asdict(replace(self, after="", job=""))
        return {name: value for name, value in fields.items() if value}


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
