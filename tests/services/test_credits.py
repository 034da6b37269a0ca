"""The ledger: whatever happens in whatever order, the balance never drifts."""

import os
from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Engine
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel, col, create_engine, func, select

from app.core.db import session_scope
from app.core.errors import InsufficientCredits, Invalid
from app.services import credits
from app.services.transitions import transition
from models import Account, EntryKind, Job, LedgerEntry, Stage
from tests.services.jobs import add_job, finish


@cache
def ledger_engine() -> Engine:
    made = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    SQLModel.metadata.create_all(made)
    return made


class Ledger(RuleBasedStateMachine):
    """Jobs are submitted, finished, failed, retried, and settled again by mistake."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(ledger_engine(), expire_on_commit=False)  # rolled back at the end
        self.account = Account(email="a@example.com")
        self.session.add(self.account)
        self.session.flush()
        self.jobs: list[Job] = []
        self.granted = 0

    @initialize()
    def begin(self) -> None:
        self.submit()

    @rule()
    def submit(self) -> None:
        self.jobs.append(add_job(self.session, self.account))

    @rule(number=st.integers(0, 50), name=st.integers(0, 3))
    def grant(self, number: int, name: int) -> None:
        before = self._entry(f"grant:{name}")
        credits.grant(self.session, self.account.id, number, f"grant:{name}")
        self.session.flush()
        self.granted += 0 if before else number

    @rule(pick=st.randoms(use_true_random=False), to=st.sampled_from([Stage.CONVERTING, *Stage]))
    def move(self, pick: object, to: Stage) -> None:
        job = pick.choice(self.jobs)  # type: ignore[attr-defined]
        from models.stages import successors

        if to in successors(Stage(job.stage), job.stages):
            if to is Stage.CREATED:
                job.round += 1
            transition(self.session, job, to)
            if to is Stage.CREATED:
                credits.hold(self.session, job)
            self.session.flush()

    @rule(pick=st.randoms(use_true_random=False))
    def settle_again(self, pick: object) -> None:
        job = pick.choice(self.jobs)  # type: ignore[attr-defined]
        if job.ended:
            assert credits.settle(self.session, job, completed=job.status == "completed") is None
            self.session.flush()

    @invariant()
    def balance_is_what_happened(self) -> None:
        charged = sum(credits.price("convert") for job in self.jobs if job.status == "completed")
        held = sum(credits.price("convert") for job in self.jobs if not job.ended)
        assert credits.balance(self.session, self.account.id) == self.granted - charged - held

    @invariant()
    def only_completed_jobs_are_charged(self) -> None:
        charges = select(LedgerEntry.job_id, func.count()).where(col(LedgerEntry.kind) == EntryKind.CHARGE)
        rows = self.session.exec(charges.group_by(col(LedgerEntry.job_id))).all()
        completed = {job.id for job in self.jobs if job.status == "completed"}
        assert {job_id for job_id, _ in rows} == completed
        assert all(count == 1 for _, count in rows)

    def _entry(self, key: str) -> int | None:
        return self.session.exec(select(LedgerEntry.id).where(col(LedgerEntry.key) == key)).first()

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()


class TestLedger(Ledger.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(
        max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
    )


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("LONG"), reason="takes six minutes; run it with LONG=1")
@pytest.mark.timeout(1800)
class TestLedgerTenThousandTimes(Ledger.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(
        max_examples=10_000, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
    )


def test_a_limited_account_cannot_overdraw(account: Account) -> None:
    with session_scope() as session:
        account.credit_limited = True
        with pytest.raises(InsufficientCredits) as caught:
            credits.check(session, account, "dub")
        assert caught.value.extra["price"] == 8
        credits.grant(session, account.id, 8, "k")
        session.flush()
        credits.check(session, account, "dub")


def test_held_is_what_open_jobs_set_aside(account: Account) -> None:
    with session_scope() as session:
        first, second = add_job(session, account), add_job(session, account)
        add_job(session, account)
        session.flush()
        assert credits.held(session, account.id) == 3
        transition(session, first, Stage.CANCELED)
        finish(session, second)
        session.flush()
        assert credits.held(session, account.id) == 1
        assert credits.balance(session, account.id) == -2


@pytest.mark.parametrize("amount", [10**10, -(10**10)])
def test_a_grant_has_bounds(account: Account, amount: int) -> None:
    with session_scope() as session, pytest.raises(Invalid):
        credits.grant(session, account.id, amount, "k")
