"""Patches lead from what was sent to what is shown, also for a browser that skips some of them."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest

from app.ui.pages.home.history.patches import MOST_ROWS, Ledger, Patch
from app.ui.rows import Row, row_of
from models import Job

SUBMITTED = datetime(2026, 3, 1, tzinfo=UTC)


def row(number: int, **fields: Any) -> Row:
    known = {"number": number, "id": f"job-{number}", "account_id": "a", "created_at": SUBMITTED}
    return row_of(Job(**known, job_type="convert", **fields))


class Browser:
    """What assets/history/job-rows.js does with what it gets."""

    def __init__(self, base: list[Row], patch: Patch) -> None:
        self.base(base, patch)

    def base(self, base: list[Row], patch: Patch) -> None:
        self.rows, self.seen = list(base), patch["base"]

    def take(self, patch: Patch) -> bool:
        """Whether the patch could be used."""
        if patch["last"] > self.seen:
            if patch["first"] > self.seen + 1:
                return False
            known = {row["id"]: row for row in self.rows} | {row["id"]: row for row in patch["rows"]}
            self.rows = [row for job_id, row in known.items() if job_id not in patch["gone"]]
            self.rows.sort(key=lambda row: -row["number"])
            self.seen = patch["last"]
        return True


def test_new_changed_and_gone_rows() -> None:
    ledger = Ledger()
    first = [row(3), row(2), row(1)]
    browser = Browser(first, ledger.begin(first))
    changed = [row(4), row(3), row(2, source_name="b.srt")]
    patch = ledger.change(changed, 0.0)
    assert patch is not None
    assert (len(patch["rows"]), patch["gone"]) == (2, ["job-1"])
    assert browser.take(patch)
    assert browser.rows == changed


def test_a_skipped_patch_is_in_the_next_one_or_leaves_a_gap() -> None:
    for pause, usable in ((0.5, True), (1.5, False)):
        ledger = Ledger()
        browser = Browser([], ledger.begin([row(1)]))
        browser.base([row(1)], ledger.begin([row(1)]))
        ledger.change([row(2), row(1)], 0.0)
        patch = ledger.change([row(3), row(2), row(1)], pause)
        assert patch is not None
        assert browser.take(patch) is usable
        if usable:
            assert [each["number"] for each in browser.rows] == [3, 2, 1]


def test_many_changes_are_a_new_base() -> None:
    ledger = Ledger()
    ledger.begin([])
    assert ledger.change([row(number) for number in range(MOST_ROWS + 1)], 0.0) is None


@pytest.mark.slow
def test_a_browser_that_skips_at_random_ends_with_the_same_rows() -> None:
    chance = random.Random(11)
    ledger = Ledger()
    numbers = list(range(20, 0, -1))
    browser = Browser([], ledger.begin([row(number) for number in numbers]))
    browser.base(ledger.rows, {"base": 0, "first": 1, "last": 0, "rows": [], "gone": []})
    for step in range(200):
        numbers = [20 + step + 1, *numbers][:20] if chance.random() < 0.5 else numbers
        rows = [row(number, source_name=f"{chance.randrange(3)}.srt") for number in numbers]
        patch = ledger.change(rows, step * 0.4)
        if patch is None:
            patch = ledger.begin(rows)
            browser.base(rows, patch)
        elif chance.random() < 0.7 and not browser.take(patch):
            browser.base(rows, ledger.begin(rows))
    patch = ledger.change(ledger.rows[:-1], 1000.0)
    assert patch is not None
    if not browser.take(patch):
        browser.base(ledger.rows, ledger.begin(ledger.rows))
    assert browser.rows == ledger.rows
