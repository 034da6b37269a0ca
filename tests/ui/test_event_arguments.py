from __future__ import annotations

from typing import Any

import pytest

from app.ui.event_arguments import problem


def takes_flag(chosen: bool) -> None: ...


def takes_count(count: int) -> None: ...


def takes_text(text: str) -> None: ...


@pytest.mark.parametrize(
    ("handler", "payload", "fits"),
    [
        (takes_flag, {"chosen": True}, True),
        (takes_flag, {"chosen": False}, True),
        (takes_flag, {"chosen": 1}, False),
        (takes_flag, {"chosen": "true"}, False),
        (takes_count, {"count": 1}, True),
        (takes_count, {"count": True}, False),
        (takes_text, {"text": "x"}, True),
        (takes_text, {"text": True}, False),
        (takes_text, {}, False),
        (takes_text, {"text": "x", "more": "y"}, False),
    ],
)
def test_a_handler_gets_the_types_that_it_takes_only(
    handler: Any, payload: dict[str, Any], fits: bool
) -> None:
    assert (problem(handler, payload) == "") is fits
