"""One dispatcher acts; another takes over when it is gone."""

from __future__ import annotations

import pytest
from sqlmodel import select

from app.core import clock
from app.core.db import read_scope
from app.services.dispatch.leader import LEASE, Leadership
from models import Leader

pytestmark = pytest.mark.usefixtures("database")


def leader() -> str | None:
    with read_scope() as session:
        row = session.exec(select(Leader)).first()
        return row.holder if row else None


def test_one_of_two_leads() -> None:
    one, other = Leadership("one"), Leadership("other")
    assert one.hold()
    assert not other.hold()
    assert one.hold()
    assert leader() == "one"


def test_a_leader_that_is_gone_is_replaced_and_knows_it_when_it_comes_back() -> None:
    one, other = Leadership("one"), Leadership("other")
    one.hold()
    clock.advance(9)
    assert not other.hold()
    clock.advance(2)
    assert other.hold()
    assert not one.hold()
    assert leader() == "other"


def test_a_leader_that_ends_leaves_the_lock_to_the_next() -> None:
    one, other = Leadership("one"), Leadership("other")
    one.hold()
    other.release()
    assert leader() == "one"
    one.release()
    assert other.hold()


def test_the_lease_never_runs_out_under_a_leader() -> None:
    one, other = Leadership("one"), Leadership("other")
    for _ in range(30):
        assert one.hold()
        assert not other.hold()
        clock.advance(1)


@pytest.mark.parametrize("seconds", [3600, -3600])
def test_a_clock_that_is_set_makes_neither_two_leaders_nor_none(seconds: float) -> None:
    one, other = Leadership("one"), Leadership("other")
    one.hold()
    assert not other.hold()
    clock.set_forward(seconds)
    for _ in range(20):
        assert one.hold()
        assert not other.hold()
        clock.advance(1)
    clock.advance(LEASE.total_seconds())
    assert other.hold()


def test_a_leader_of_the_future_is_not_believed() -> None:
    clock.set_forward(7 * 86_400)
    Leadership("one").hold()
    clock.set_forward(-7 * 86_400)
    other = Leadership("other")
    assert not other.hold()
    clock.advance(LEASE.total_seconds() + 1)
    assert other.hold()
