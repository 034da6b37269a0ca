"""A new version takes the place of an old one, machine by machine, while jobs are submitted.

Both are this code; the old one takes itself for 0.0.9. The database is first brought to a revision that
neither knows, so that both are in the place of an old version beside a newer schema.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psycopg
import pytest

from app.services.dispatch.workers import VERSION
from tests.support.product import EMAIL, PASSWORD, ROOT, Product, _new_key, free_port, wait_for
from tests.support.servers.postgres import running_postgres
from tests.support.servers.round_robin import RoundRobin, round_robin
from tests.support.servers.valkey import running_valkey
from tests.support.services.faults import conditions, table
from tests.support.services.faults.instance import QUICK
from tests.support.services.faults.outcome import Trial

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1500)]
OLD = "0.0.9"
NEWER_SCHEMA = (
    "ALTER TABLE job ADD COLUMN of_a_later_version TEXT",
    "CREATE TABLE ofalaterversion (id TEXT PRIMARY KEY)",
    "UPDATE alembic_version SET version_num = 'later'",
)
START_SECONDS = 300.0


class Machines:
    """Two webs, two workers and two dispatchers, each with a data folder of its own."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self._folder, self._settings = folder, settings
        self.database = settings["CUEDECK_DATABASE_URL"].replace("+psycopg", "")
        self.ports = {"web-1": free_port(), "web-2": free_port()}
        self.names = (*self.ports, "worker-1", "worker-2", "dispatcher-1", "dispatcher-2")
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, version: str) -> None:
        """Start one, and wait until it does its part."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("CUEDECK_")}
        place = {
            "CUEDECK_DATA_DIR": str(self._folder / name),
            "CUEDECK_PORT": str(self.ports.get(name, 0)),
            "SIMULATED_VERSION": version,
        }
        command = [sys.executable, "-m", "app.cli.main", name.partition("-")[0], "--tied"]
        with (self._folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=kept | self._settings | place,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if name in self.ports:
            wait_for(lambda: self._answers(name), START_SECONDS, f"{name} to answer")
        elif name.startswith("worker"):
            wait_for(lambda: version in self.versions(name), START_SECONDS, f"{name} to work")

    def stop(self, name: str) -> None:
        """Stop one as an update does: it ends what is under way."""
        process = self.processes.pop(name)
        process.send_signal(signal.SIGTERM)
        process.wait(90)

    def versions(self, name: str = "") -> set[str]:
        """The versions of which workers say that they are there; `name` is one of ours."""
        recent = "SELECT worker, version FROM workerheartbeat WHERE seen_at > now() - interval '25 seconds'"
        found = self.rows(recent)
        return {str(version) for worker, version in found if not name or self._is_of(str(worker), name)}

    def _is_of(self, worker: str, name: str) -> bool:
        from app.core.settings import Settings

        return Settings(data_dir=self._folder / name).runtime_dir.name[-6:] in worker

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query).fetchall()  # type: ignore[arg-type]

    def bring_to_a_later_schema(self) -> None:
        with psycopg.connect(self.database) as connection:
            for statement in NEWER_SCHEMA:
                connection.execute(statement)  # type: ignore[arg-type]

    def _answers(self, name: str) -> bool:
        assert self.processes[name].poll() is None, (self._folder / f"{name}.log").read_text()[-2000:]
        try:
            return httpx.get(f"http://127.0.0.1:{self.ports[name]}/healthz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Machines, RoundRobin]]:
    with ExitStack() as stack:
        database, valkey = (stack.enter_context(each()) for each in (running_postgres, running_valkey))
        shared = {
            **QUICK,
            **conditions.settings(tmp_path),
            "CUEDECK_DATABASE_URL": database,
            "CUEDECK_BROKER_URL": valkey,
            "CUEDECK_FILES_DIR": str(tmp_path / "files"),
            "CUEDECK_OWNER_EMAIL": EMAIL,
            "CUEDECK_OWNER_PASSWORD": PASSWORD,
        }
        machines = Machines(tmp_path, shared)
        for name in machines.names:
            machines.start(name, OLD)
            stack.callback(lambda name=name: name in machines.processes and machines.stop(name))
        yield machines, stack.enter_context(round_robin(*machines.ports.values()))


def test_machine_by_machine_nothing_is_lost(running: tuple[Machines, RoundRobin], tmp_path: Path) -> None:
    machines, proxy = running
    process = machines.processes["web-1"]
    environment = {"CUEDECK_DATABASE_URL": machines.database.replace("://", "+psycopg://")}
    product = Product(proxy.url, tmp_path, "", process, environment)
    product.key = _new_key(product)
    assert machines.versions() == {OLD}
    trial = Trial(product, "every machine updated in turn")
    with trial.under_load():
        machines.bring_to_a_later_schema()
        for name in machines.names:
            machines.stop(name)
            machines.start(name, VERSION)
            if name == "worker-1":
                assert machines.versions() >= {OLD, VERSION}  # side by side
    table.add(trial.outcome)
    trial.outcome.demand_nothing_lost()
    asked = [each.status for answers in trial.outcome.answers.values() for each in answers]
    assert asked
    assert [status for status in asked if status >= 500] == []
    assert [text for text in trial.outcome.refusals if '"status":5' in text] == []
    assert machines.rows("SELECT version_num FROM alembic_version") == [("later",)]
