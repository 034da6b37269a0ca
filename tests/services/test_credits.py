"""The ledger: whatever happens in whatever order, the balance never drifts."""

from functools import cache
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel, col, create_engine, select

from app.core.db import session_scope
from app.core.errors import InsufficientCredits, Invalid
from app.services import credits, transitions
from app.services.transitions import transition
from models import Account, Job, JobType, Stage
from models.stages import plan, successors
from tests.services.jobs import add_job, finish

MOST_JOBS = 8
COST = credits.price("convert")


@cache
def ledger_session() -> Session:
    """One connection to a database in memory. Its jobs are made once: every sequence is rolled back."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    SQLModel.metadata.create_all(engine)
    session = Session(engine, expire_on_commit=False)
    account = Account(email="a@example.com")
    stages = [str(stage) for stage in plan(JobType.CONVERT)]
    session.add(account)
    session.flush()
    session.add_all(Job(account_id=account.id, job_type="convert", stages=stages) for _ in range(MOST_JOBS))
    session.commit()
    return session


class Ledger(RuleBasedStateMachine):
    """Jobs are submitted, finished, failed, retried, and settled again by mistake."""

    def __init__(self) -> None:
        super().__init__()
        self.session = ledger_session()
        self.made = list(self.session.exec(select(Job).order_by(col(Job.number))))
        self.account_id = self.made[0].account_id
        self.jobs: list[Job] = []
        self.granted: dict[str, int] = {}

    @initialize()
    def begin(self) -> None:
        self.submit()

    @precondition(lambda self: len(self.jobs) < MOST_JOBS)
    @rule()
    def submit(self) -> None:
        job = self.made[len(self.jobs)]
        credits.hold(self.session, job)
        self.jobs.append(job)

    @rule(number=st.integers(0, 50), name=st.integers(0, 3))
    def grant(self, number: int, name: int) -> None:
        credits.grant(self.session, self.account_id, number, f"grant:{name}")
        self.granted.setdefault(f"grant:{name}", number)

    @rule(pick=st.integers(0, MOST_JOBS - 1), to=st.sampled_from([Stage.CONVERTING, *Stage]))
    def move(self, pick: int, to: Stage) -> None:
        job = self.jobs[pick % len(self.jobs)]
        if to in successors(Stage(job.stage), job.stages):
            job.round += to is Stage.CREATED
            transition(self.session, job, to)
            if to is Stage.CREATED:
                credits.hold(self.session, job)

    @rule(pick=st.integers(0, MOST_JOBS - 1))
    def settle_again(self, pick: int) -> None:
        job = self.jobs[pick % len(self.jobs)]
        if job.ended:
            assert credits.settle(self.session, job, completed=job.status == "completed") is None

    @invariant()
    def the_ledger_says_what_happened(self) -> None:
        charges, total = self._ledger()
        completed = [job.id for job in self.jobs if job.status == "completed"]
        held = sum(COST for job in self.jobs if not job.ended)
        assert sorted(charges) == sorted(completed), "only completed jobs are charged, each once"
        assert total == sum(self.granted.values()) - COST * len(completed) - held

    def _ledger(self) -> tuple[list[str], int]:
        self.session.flush()
        # Straight from the driver: this is asked after every one of a hundred thousand steps.
        rows = (
            self.session.connection()
            .connection.cursor()
            .execute("SELECT kind, job_id, amount FROM ledgerentry")
        )
        found = rows.fetchall()
        return [job_id for kind, job_id, _ in found if kind == "charge"], sum(row[2] for row in found)

    def teardown(self) -> None:
        try:
            assert credits.balance(self.session, self.account_id) == self._ledger()[1]
        finally:
            self.session.rollback()


class OnlyTheLedger:
    """Without the events, webhooks and live messages that a transition also makes: they have own tests."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.enterClassContext(patch.object(transitions, "record"))


SETTINGS = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}


class TestLedger(OnlyTheLedger, Ledger.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(max_examples=100, stateful_step_count=20, derandomize=True, **SETTINGS)


@pytest.mark.slow
@pytest.mark.timeout(600)
class TestLedgerTenThousandTimes(OnlyTheLedger, Ledger.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(max_examples=10_000, stateful_step_count=8, **SETTINGS)


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
