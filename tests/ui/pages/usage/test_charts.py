"""Bars of the usage charts."""

from __future__ import annotations

from datetime import date

from app.services.accounts.usage import Row
from app.ui.pages.usage.charts import HEIGHT, credits_chart, jobs_chart

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 3)


def used(day: str, jobs: int, failed: int = 0, credits: int = 0) -> Row:
    return Row(day, "convert", None, None, False, jobs, jobs - failed, failed, credits, 0.0)


def test_a_day_is_a_bar_and_every_part_is_seen() -> None:
    chart = jobs_chart([used("2026-01-01", 96, 0), used("2026-01-03", 1000, 1)], FIRST, LAST)
    assert [bar["done"][1] for bar in chart["bars"]] == [9, 0, 96]
    assert (chart["bars"][2]["failed"][1], chart["most"]) == (1, "1,000")
    assert chart["bars"][2]["label"] == "Jan 3: 1,000 jobs, 1 failed"
    assert chart["label"] == "1,096 jobs, 1 failed from Jan 1, 2026 to Jan 3, 2026"
    assert all(bar["failed"][0] >= 0 and sum(bar["done"]) == HEIGHT for bar in chart["bars"])


def test_a_year_is_drawn_in_weeks() -> None:
    chart = credits_chart(
        [used("2026-01-07", 1, credits=3), used("2026-12-31", 1, credits=4)], FIRST, date(2026, 12, 31)
    )
    assert len(chart["bars"]) == 53
    assert chart["bars"][0]["label"] == "Jan 1 to Jan 7: 3 credits"
    assert chart["bars"][52]["label"] == "Dec 31: 4 credits"


def test_nothing_used_is_an_empty_chart() -> None:
    chart = jobs_chart([], FIRST, LAST)
    assert [bar["done"][1] for bar in chart["bars"]] == [0, 0, 0]
    assert chart["most"] == ""
