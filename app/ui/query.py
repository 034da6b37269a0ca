"""The view's state in the query string: `/?status=&type=&q=&after=&job=`.

Because everything a person has chosen to see stands in the address, reload, back, forward, bookmarks and a
second tab all show the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from app.services.jobs.history import Filters

_MAX_TEXT = 200


@dataclass(frozen=True, slots=True)
class ViewQuery:
    """What is listed (filters, text, the cursor of the page) and which job is open beside it."""

    status: str = ""
    type: str = ""
    q: str = ""
    after: str = ""
    job: str = ""

    @classmethod
    def parse(cls, parameters: Mapping[str, str]) -> ViewQuery:
        """Read an address; fields it does not name are empty, and what we do not know is ignored."""
        found = {name: parameters.get(name, "") for name in cls.__slots__}
        return cls(**found | {"q": found["q"][:_MAX_TEXT]})

    def href(self, **changes: Any) -> str:
        """The address of this view with `changes`."""
        fields = {name: value for name, value in asdict(replace(self, **changes)).items() if value}
        return f"/?{urlencode(fields)}" if fields else "/"

    def filters(self) -> Filters:
        """What the history service is asked for."""
        return Filters(status=self.status or None, job_type=self.type or None, q=self.q.strip() or None)

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.status or self.type or self.q.strip())
