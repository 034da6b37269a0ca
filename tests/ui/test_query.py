from __future__ import annotations

import pytest

from app.services.jobs.history import Filters
from app.ui.query import ViewQuery, job_number


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


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/jobs/12", 12),
        ("/jobs/12/", 12),
        ("/jobs/12/edit", 12),
        ("/jobs/12/edit/", 12),
        ("/jobs/x", 0),
        ("/jobs/" + "9" * 19, 0),
        ("/jobs/", None),
        ("/", None),
    ],
)
def test_the_number_of_a_job_is_read_from_its_address(path: str, number: int | None) -> None:
    assert job_number(path) == number
