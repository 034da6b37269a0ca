"""Changes of the list that is shown, so small that a new job costs an open tab less than 1 KB.

A page of the history travels whole once, as the base. From then on only rows that came or changed are sent,
with the ids of those that left. A browser may skip a patch when two come before it draws, so each covers the
changes of the last second as well; when it still finds a gap it asks for the whole page
(assets/history/job-rows.js).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

from app.ui.rows import Row

OVERLAP_SECONDS = 1.0
MOST_ROWS = 12
"""More changed rows than this are sent as a new base."""


class Patch(TypedDict):
    """The changes `first` to `last`, counted on from `base`, the number of changes when the base was sent."""

    base: int
    first: int
    last: int
    rows: list[Row]
    gone: list[str]


@dataclass(slots=True)
class Ledger:
    """The list as the browser has it after every patch, and what the last patches were."""

    rows: list[Row] = field(default_factory=list)
    base: int = 0
    last: int = 0
    recent: list[tuple[float, int, list[Row], list[str]]] = field(default_factory=list)

    def begin(self, rows: list[Row]) -> Patch:
        """A new base; the patch that says so."""
        self.rows, self.base, self.recent = rows, self.last, []
        return {"base": self.base, "first": self.last + 1, "last": self.last, "rows": [], "gone": []}

    def change(self, rows: list[Row], moment: float) -> Patch | None:
        """The list is `rows` from now on: the patch to send, None when so much changed that a base is due."""
        known = {row["id"]: row for row in self.rows}
        changed = [row for row in rows if known.get(row["id"]) != row]
        ids = {row["id"] for row in rows}
        gone = [row["id"] for row in self.rows if row["id"] not in ids]
        if len(changed) > MOST_ROWS:
            return None
        self.rows, self.last = rows, self.last + 1
        young = [each for each in self.recent if moment - each[0] < OVERLAP_SECONDS]
        self.recent = [*young, (moment, self.last, changed, gone)]
        return self._patch(ids)

    def _patch(self, ids: set[str]) -> Patch:
        latest = {row["id"]: row for _, _, rows, _ in self.recent for row in rows}
        left = dict.fromkeys(job_id for *_, gone in self.recent for job_id in gone if job_id not in ids)
        return {
            "base": self.base,
            "first": self.recent[0][1],
            "last": self.last,
            "rows": [row for job_id, row in latest.items() if job_id in ids],
            "gone": list(left),
        }
