"""A kept answer is forgotten after a day, a claim nobody finished after a quarter of an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import session_scope
from app.services import idempotency
from app.services.idempotency import Answer, Repeatable

REQUEST = Repeatable("cd_live_one", "a key")
ANSWER = Answer(201, {"content-type": "application/json"}, b'{"made": 1}')


def kept_after(since: timedelta, answer: Answer | None) -> bytes | None:
    """The body a repetition gets that much later; None when it may do the work anew."""
    with session_scope() as session:
        assert idempotency.begin(session, REQUEST) is None
        if answer is not None:
            idempotency.store_answer(session, REQUEST, "print", answer)
    clock.advance(since.total_seconds())
    with session_scope() as session:
        kept = idempotency.begin(session, REQUEST)
        return None if kept is None else idempotency.replay(kept, REQUEST, "print").body


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("since", "body"),
    [(timedelta(hours=23, minutes=59), ANSWER.body), (timedelta(hours=24, seconds=1), None)],
)
def test_an_answer_is_kept_for_a_day(since: timedelta, body: bytes | None) -> None:
    assert kept_after(since, ANSWER) == body


@pytest.mark.usefixtures("database")
def test_a_claim_of_a_process_that_died_is_taken_over() -> None:
    assert kept_after(timedelta(minutes=16), None) is None
