"""The ledger: whatever happens in whatever order, the balance never drifts."""

from collections import Counter
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel, col, create_engine, select

from app.core.db import session_scope
from app.core.errors import InsufficientCredits, Invalid
from app.job_types import plan
from app.job_types.stages import successors
from app.services.access import Principal, person
from app.services.accounts import credits
from app.services.jobs import transitions
from app.services.jobs.transitions import transition
from models import Account, EntryKind, Job, Stage
from tests.support.services.jobs import add_job, finish

MOST_JOBS = 8
COST = credits.price("convert")


@cache
def ledger_session() -> Session:
    """One connection to a database in memory. Its jobs are made once: every sequence is rolled back."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    SQLModel.metadata.create_all(engine)
    session = Session(engine, expire_on_commit=False)
    account = Account(email="a@example.com")
    stages = [str(stage) for stage in plan("convert")]
    session.add(account)
    session.flush()
    session.add_all(Job(account_id=account.id, job_type="convert", stages=stages) for _ in range(MOST_JOBS))
    session.commit()
    return session


class Ledger:
    """Jobs are submitted, finished, failed, retried, and settled again by mistake."""

    def __init__(self) -> None:
        self.session = ledger_session()
        self.made = list(self.session.exec(select(Job).order_by(col(Job.number))))
        self.account_id = self.made[0].account_id
        self.jobs: list[Job] = []
        self.granted: dict[str, int] = {}

    def submit(self) -> None:
        if len(self.jobs) < MOST_JOBS:
            job = self.made[len(self.jobs)]
            credits.hold(self.session, job)
            self.jobs.append(job)

    def grant(self, number: int, name: int) -> None:
        credits.grant(self.session, self.account_id, number, f"grant:{name}")
        self.granted.setdefault(f"grant:{name}", number)

    def move(self, pick: int, to: Stage) -> None:
        job = self.jobs[pick % len(self.jobs)]
        if to in successors(Stage(job.stage), job.stages):
            job.round += to is Stage.CREATED
            transition(self.session, job, to)
            if to is Stage.CREATED:
                credits.hold(self.session, job)

    def settle_again(self, pick: int) -> None:
        job = self.jobs[pick % len(self.jobs)]
        if job.ended:
            assert credits.settle(self.session, job, completed=job.status == "completed") is None

    def check(self) -> None:
        """The ledger says what happened."""
        entries = self.entries()
        charges = [job_id for kind, job_id, _ in entries if kind == "charge"]
        completed = [job.id for job in self.jobs if job.status == "completed"]
        held = sum(COST for job in self.jobs if not job.ended)
        assert sorted(charges) == sorted(completed), "only completed jobs are charged, each once"
        expected = sum(self.granted.values()) - COST * len(completed) - held
        assert sum(amount for *_, amount in entries) == expected

    def entries(self) -> list[tuple[str, str, int]]:
        """Kind, job and amount of each."""
        self.session.flush()
        # Straight from the driver: this is asked after every one of a hundred thousand steps.
        cursor = self.session.connection().connection.cursor()
        cursor.execute("SELECT kind, job_id, amount FROM ledgerentry")
        return list(cursor.fetchall())

    def end(self) -> None:
        try:
            total = sum(amount for *_, amount in self.entries())
            assert credits.balance(self.session, Principal(self.account_id, None, "")) == total
        finally:
            self.session.rollback()


@pytest.fixture
def only_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the events, webhooks and live messages that a transition also makes: they have own tests."""
    monkeypatch.setattr(transitions, "record", lambda *_: None)


PICK = st.integers(0, MOST_JOBS - 1)
GOOD = [Stage.CONVERTING, Stage.CONVERTED]
GOALS = [*GOOD, *GOOD, *GOOD, Stage.FAILED, Stage.REJECTED, Stage.CANCELED, Stage.CREATED, Stage.CREATED]
STEPS = st.one_of(
    st.tuples(st.just("submit")),
    st.tuples(st.just("grant"), st.integers(0, 50), st.integers(0, 3)),
    st.tuples(st.just("move"), PICK, st.sampled_from(GOALS)),
    st.tuples(st.just("settle_again"), PICK),
)


@pytest.mark.usefixtures("only_the_ledger")
@settings(suppress_health_check=list(HealthCheck), deadline=None, database=None, derandomize=True)
@given(st.lists(STEPS, max_size=20))
def test_the_ledger_never_drifts(steps: list[tuple[Any, ...]]) -> None:
    walk(steps)


@pytest.mark.slow
@pytest.mark.usefixtures("only_the_ledger")
def test_the_ledger_never_drifts_in_ten_thousand_sequences() -> None:
    """Each is drawn from a seed of its own, in a third of the time that hypothesis takes."""
    seen: Counter[str] = Counter()
    for seed in range(10_000):
        draw = Random(seed)
        steps = [random_step(draw) for _ in range(draw.randint(1, 14))]
        try:
            seen.update(walk(steps))
        except AssertionError as error:
            error.add_note(f"sequence {seed}: {steps}")
            raise
    assert min(seen[kind] for kind in EntryKind) > 1000, seen


def random_step(draw: Random) -> tuple[Any, ...]:
    name = draw.choice(("submit", "grant", "move", "move", "move", "settle_again"))
    if name == "grant":
        return name, draw.randint(0, 50), draw.randint(0, 3)
    if name == "move":
        return name, draw.randrange(MOST_JOBS), draw.choice(GOALS)
    return (name,) if name == "submit" else (name, draw.randrange(MOST_JOBS))


def walk(steps: list[tuple[Any, ...]]) -> list[str]:
    """Take the steps one after another, look at the ledger after each, and give the kinds of its entries."""
    ledger = Ledger()
    ledger.submit()
    try:
        for name, *arguments in steps:
            getattr(ledger, name)(*arguments)
            ledger.check()
        return [kind for kind, _, _ in ledger.entries()]
    finally:
        ledger.end()


def test_a_limited_account_cannot_overdraw(account: Account) -> None:
    with session_scope() as session:
        credits.set_limited(session, account, limited=True)
        with pytest.raises(InsufficientCredits) as caught:
            credits.check(session, person(account), "dub")
        assert caught.value.extra["price"] == 8
        credits.grant(session, account.id, 8, "k")
        session.flush()
        credits.check(session, person(account), "dub")


def test_held_is_what_open_jobs_set_aside(account: Account) -> None:
    with session_scope() as session:
        first, second = add_job(session, account), add_job(session, account)
        add_job(session, account)
        session.flush()
        assert credits.held(session, person(account)) == 3
        transition(session, first, Stage.CANCELED)
        finish(session, second)
        session.flush()
        assert credits.held(session, person(account)) == 1
        assert credits.balance(session, person(account)) == -2


@pytest.mark.parametrize("amount", [10**10, -(10**10)])
def test_a_grant_has_bounds(account: Account, amount: int) -> None:
    with session_scope() as session, pytest.raises(Invalid):
        credits.grant(session, account.id, amount, "k")
