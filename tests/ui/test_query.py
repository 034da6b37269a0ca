from __future__ import annotations

import pytest

from app.services.jobs.history import Filters
from app.ui.query import ViewQuery


@pytest.mark.parametrize(
    ("parameters", "address"),
    [
        ({}, "/"),
        ({"status": "failed"}, "/?status=failed"),
        ({"job": "j", "q": "a b&c", "type": "convert"}, "/?type=convert&q=a+b%26c&job=j"),
        ({"utm_source": "elsewhere", "after": "1.x.y"}, "/?after=1.x.y"),
    ],
)
def test_an_address_is_read_and_written_back(parameters: dict[str, str], address: str) -> None:
    assert ViewQuery.parse(parameters).href() == address


def test_changes_and_filters() -> None:
    view = ViewQuery.parse({"status": "failed", "q": "x" * 500, "job": "j"})
    assert view.href(status="", q="", job="") == "/"
    assert view.filters() == Filters(status="failed", q="x" * 200)
    assert (view.filtered, ViewQuery(job="j").filtered) == (True, False)
