"""Faults that last, and load: `make faults` runs them with the others, and keeps the table in the docs."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.support import product as products
from tests.support.product import Product, free_port, wait_for
from tests.support.servers.postgres import postgres_server
from tests.support.servers.receivers import Receiver, receiver
from tests.support.services.faults import conditions, processes, small_disk, table
from tests.support.services.faults.instance import QUICK, instance
from tests.support.services.faults.outcome import Trial
from tests.support.services.faults.processes import VALKEY, WORKER

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]
MINUTE = 60.0
LOST_SECONDS = 10.0


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with instance() as running:
        yield running


def finish(trial: Trial, *, orphans: bool = True) -> None:
    table.add(trial.outcome)
    trial.outcome.demand_nothing_lost(orphans=orphans)


def test_no_broker_for_a_minute(product: Product) -> None:
    """Its keeper replaces a frozen Valkey, and each new one is frozen as well: jobs run all the same."""
    trial = Trial(product, "no broker for a minute")
    with trial.under_load():
        end = time.monotonic() + MINUTE
        while time.monotonic() < end:
            for pid in processes.find(product, VALKEY):
                os.kill(pid, signal.SIGSTOP)
            time.sleep(0.2)
        done, made = trial.completed(), set(trial.made)
        for pid in processes.find(product, VALKEY):
            os.kill(pid, signal.SIGCONT)
    finish(trial)
    assert made & done  # while there was none


def test_fifty_submitters_for_a_minute(product: Product) -> None:
    trial = Trial(product, "50 submitters for a minute", patience=600)
    with trial.under_load(submitters=50):
        time.sleep(MINUTE)
    finish(trial)


def test_deploys_in_a_row(product: Product) -> None:
    trial = Trial(product, "worker restarted ten times")
    with trial.under_load():
        for _ in range(10):
            before = processes.send(product, WORKER, signal.SIGTERM)
            processes.replaced(product, WORKER, before)
    finish(trial)


async def _listen_all(product: Product, count: int, seconds: float) -> int:
    """Hold so many event streams of one account open for some seconds; returns how many heard anything."""
    limits = httpx.Limits(max_connections=None)
    headers = {"authorization": f"Bearer {product.key}", "accept": "text/event-stream"}
    heard = set[int]()

    async def listen(api: httpx.AsyncClient, number: int) -> None:
        async with api.stream("GET", "/v1/events", headers=headers) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    heard.add(number)

    async with httpx.AsyncClient(base_url=product.base_url, limits=limits, timeout=None) as api:
        streams = [asyncio.create_task(listen(api, number)) for number in range(count)]
        await asyncio.sleep(seconds)
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
    return len(heard)


def test_two_hundred_listeners(product: Product) -> None:
    trial = Trial(product, "200 listeners of one account")
    with trial.under_load():
        heard = asyncio.run(_listen_all(product, 200, 20))
    finish(trial)
    assert heard == 200


def ids(hook: Receiver) -> set[str]:
    return {got.headers["webhook-id"] for got in list(hook.accepted)}


def test_a_thousand_webhooks_to_a_receiver_that_was_down(product: Product) -> None:
    """They are made while nobody listens there, and arrive when somebody does."""
    with product.client() as api:
        port, begin = free_port(), datetime.now(UTC).isoformat()
        made = api.post("/v1/webhooks", json={"url": f"http://127.0.0.1:{port}/hook"})
        assert made.status_code == 201, made.text
        endpoint = f"/v1/webhooks/{made.json()['endpoint_id']}"
        trial = Trial(product, "1,000 webhooks to a receiver that was down")
        with trial.under_load(submitters=1):
            sent = {api.post(f"{endpoint}/test").json()["message_id"] for _ in range(1000)}
            tried = f"{endpoint}/deliveries?limit=100"
            wait_for(
                lambda: any(each["attempts"] for each in api.get(tried).json()["items"]), 60, "an attempt"
            )
            with receiver(port) as hook:
                again = {"since": begin, "everything": True}  # not what earlier trials made
                assert api.post(f"{endpoint}/resend-since", json=again).status_code == 202
                wait_for(lambda: ids(hook) >= sent, 600, "all of them")
        api.delete(endpoint)
    finish(trial)


def test_the_whole_instance_is_killed_and_valkey_comes_back_damaged(tmp_path: Path) -> None:
    settings = {**QUICK, **conditions.settings(tmp_path)}
    running = products.start(tmp_path / "data", **settings)
    trial = Trial(running, "all killed, Valkey's files damaged")
    with trial.under_load():
        time.sleep(2)
        os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait()
        time.sleep(1)
        for file in (running.data_dir / "valkey" / "appendonlydir").iterdir():
            file.write_bytes(b"nonsense\r\n" * 100)
        port = int(running.base_url.rsplit(":", 1)[1])
        again = products.start(running.data_dir, port=port, **settings)
        running.process = again.process
    products.stop(running)
    assert (running.data_dir / "valkey-damaged").is_dir()
    finish(trial, orphans=False)


def refused_with(trial: Trial, code: str) -> bool:
    return any(f'"{code}"' in refusal for refusal in trial.outcome.refusals)


def test_the_disk_is_really_full(tmp_path: Path) -> None:
    """Database, files, work and Valkey's log are on it: what is new is refused in words, and it heals."""
    with small_disk.small_disk(tmp_path / "data", 64) as disk:
        running = products.start(disk, **QUICK, **conditions.settings(tmp_path))
        try:
            trial = Trial(running, "full disk")
            with trial.under_load():
                small_disk.fill(disk)
                begin = time.monotonic()
                wait_for(lambda: refused_with(trial, "disk_full"), 60, "a refusal")
                time.sleep(LOST_SECONDS)
                end = time.monotonic()
                small_disk.free(disk)
            assert trial.outcome.answered_between("health", begin, end) > 0
            finish(trial)
        finally:
            products.stop(running)


def test_the_database_is_lost_and_comes_back(tmp_path: Path) -> None:
    with postgres_server() as server:
        url = {"CUEDECK_DATABASE_URL": server.url}
        running = products.start(tmp_path / "data", **QUICK, **conditions.settings(tmp_path), **url)
        try:
            trial = Trial(running, "PostgreSQL lost and started again")
            with trial.under_load():
                server.stop()
                begin = time.monotonic()
                wait_for(lambda: refused_with(trial, "database_away"), 60, "a refusal")
                time.sleep(LOST_SECONDS)
                end = time.monotonic()
                server.start()
            assert trial.outcome.answered_between("health", begin, end) > 0
            finish(trial, orphans=False)
        finally:
            products.stop(running)
