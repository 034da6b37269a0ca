"""Something fails or hangs under load: nothing is lost, nothing is done twice, and nobody waits for it.

Every fault ends by itself. What was measured goes into a table; what is asserted does not depend on speed:
that others were answered while something hung, and what became of every job.
"""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.support.product import Product
from tests.support.services.faults import conditions, processes, table
from tests.support.services.faults.outcome import Trial, captions
from tests.support.services.faults.processes import DISPATCHER, VALKEY, WEB, WORKER

pytestmark = pytest.mark.timeout(300)
HANG = 5.0
"""Seconds for which something hangs: many times what an answer takes."""


def valkey_freezes(product: Product) -> None:
    processes.freeze(product, VALKEY, HANG)


def somebody_writes(product: Product) -> None:
    """Another process holds the database's write lock."""
    with sqlite3.connect(product.data_dir / "cuedeck.db", isolation_level=None, timeout=30) as database:
        database.execute("BEGIN IMMEDIATE")
        time.sleep(HANG)
        database.execute("ROLLBACK")


def many_sign_in(product: Product) -> None:
    """Sixty people at sixty addresses, with wrong passwords."""

    def sign_in(number: int) -> int:
        headers = {"x-forwarded-for": f"192.0.2.{number}", "origin": product.base_url}
        form = {"email": f"nobody-{number}@example.com", "password": "wrong"}
        return httpx.post(
            f"{product.base_url}/auth/sign-in", data=form, headers=headers, timeout=120
        ).status_code

    with ThreadPoolExecutor(60) as pool:
        assert set(pool.map(sign_in, range(60))) <= {303, 400, 429, 503}


def somebody_sends_a_long_film(product: Product) -> None:
    """Captions that take seconds to read, looked at while they are submitted."""
    with product.client() as api:
        files = {"file": ("long.srt", captions(60_000))}
        assert api.post("/v1/uploads", files=files, timeout=120).status_code == 201


def disk_is_slow(product: Product) -> None:
    """Each wait for the disk takes a second: whoever stores something waits, and nobody else."""
    conditions.set_disk(product, 1)
    time.sleep(HANG)
    conditions.set_disk(product, 0)


HANGS: dict[str, Callable[[Product], None]] = {
    "Valkey is frozen": valkey_freezes,
    "write lock held": somebody_writes,
    "slow disk": disk_is_slow,
    "60 sign-ins at once": many_sign_in,
    "a long file is read": somebody_sends_a_long_film,
}


@pytest.mark.parametrize("fault", HANGS)
def test_nobody_waits_for_what_hangs(product: Product, fault: str) -> None:
    trial = Trial(product, fault)
    with trial.under_load(submitters=1):
        begin = time.monotonic()
        HANGS[fault](product)
        end = time.monotonic()
    table.add(trial.outcome)
    trial.outcome.demand_nothing_lost()
    for name in ("health", "get"):
        assert trial.outcome.answered_late(name, begin, end) > 0, f"{name} waited until the end of the hang"


def kill(word: str) -> Callable[[Product], None]:
    def killed(product: Product) -> None:
        before = processes.send(product, word, signal.SIGKILL)
        processes.replaced(product, word, before)

    return killed


def worker_restarts(product: Product) -> None:
    for _ in range(2):
        before = processes.send(product, WORKER, signal.SIGTERM)
        processes.replaced(product, WORKER, before)


def worker_freezes(product: Product) -> None:
    """Its keeper notices that it gives no sign of life, and replaces it."""
    before = processes.send(product, WORKER, signal.SIGSTOP)
    processes.replaced(product, WORKER, before)


def clock_jumps(product: Product) -> None:
    for seconds in (3600, -3600, 0):
        conditions.set_clock(product, seconds)
        time.sleep(2)


DEATHS: dict[str, Callable[[Product], None]] = {
    "worker killed": kill(WORKER),
    "worker restarted twice": worker_restarts,
    "worker frozen": worker_freezes,
    "dispatcher killed": kill(DISPATCHER),
    "web killed": kill(WEB),
    "Valkey killed": kill(VALKEY),
    "clock +1 h, -1 h": clock_jumps,
}


@pytest.mark.parametrize("fault", DEATHS)
def test_nothing_is_lost_or_done_twice(product: Product, fault: str) -> None:
    trial = Trial(product, fault)
    with trial.under_load():
        DEATHS[fault](product)
    table.add(trial.outcome)
    trial.outcome.demand_nothing_lost(orphans=fault != "web killed")
