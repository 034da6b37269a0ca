"""One instance on several hosts, while cables are pulled, a host loses its power, and its servers restart.

Web and servers on one host, files on a second, workers on two others, a second web with a standby dispatcher.
Hosts are network namespaces, so that being cut off is what it is: packets vanish, and nobody is told.
"""

from __future__ import annotations

import io
import json
import os
import threading
import time
import uuid
import wave
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from tests.support.product import wait_for
from tests.support.servers.cluster import START_SECONDS, Cluster
from tests.support.servers.hosts import hosts
from tests.support.services.faults import small_disk
from tests.support.services.faults.outcome import captions

pytestmark = [pytest.mark.faults, pytest.mark.timeout(2400)]
JOBS = 200
CUT_SECONDS = 30.0
DISK_MEGABYTES = 64
END_SECONDS = 600.0
TARGETS = ("WebVTT", "TTML", "SubRip", "SCC")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    names = ("front", "files", "one", "two", "second")
    with (
        TemporaryDirectory(prefix="cuedeck-hosts-") as folder,
        hosts(Path(folder), *names) as made,
        small_disk.small_disk(made["one"].folder / "worker", DISK_MEGABYTES),
    ):
        os.chmod(folder, 0o755)  # the database's user has to reach its own
        cluster = Cluster(*made.values())
        try:
            cluster.start_servers()
            cluster.run(cluster.front, "web")
            cluster.run(cluster.front, "dispatcher")
            for host in (cluster.one, cluster.two):
                cluster.run(host, "worker", "--queues", "captions,media")
            cluster.run(cluster.second, "web")
            cluster.run(cluster.second, "dispatcher")
            for host in (cluster.front, cluster.second):
                wait_for(lambda host=host: cluster.ready(host), START_SECONDS, f"{host.name} to be ready")
            cluster.sign_in()
            yield cluster
        except BaseException:
            for host in made.values():
                print(host.logs())
            raise


class Load:
    """Mixed jobs, submitted to both webs in turn, each until it is accepted."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster, self.made, self.refusals = cluster, list[str](), Counter[str]()
        self._lock, self._numbers = threading.Lock(), iter(range(JOBS))
        self._threads = [threading.Thread(target=self._submit_on, daemon=True) for _ in range(3)]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self._threads:
            thread.join(END_SECONDS)

    def _submit_on(self) -> None:
        while True:
            with self._lock:
                number = next(self._numbers, None)
            if number is None:
                return
            self._submit(number)
            time.sleep(0.5)  # so that there is somebody to submit in each fault

    def _submit(self, number: int) -> None:
        once, end = {"idempotency-key": str(uuid.uuid4())}, time.monotonic() + END_SECONDS
        place, files, config = _described(number)
        hosts = (self._cluster.front, self._cluster.second)
        for attempt in range(10_000):
            if time.monotonic() > end:
                raise AssertionError(f"job {number} was never accepted: {self.refusals}")
            try:
                with self._cluster.api(hosts[(number + attempt) % 2]) as api:
                    form = {"config": json.dumps(config)}
                    answer = api.post(place, files={"source": files}, data=form, headers=once)
            except httpx.TransportError as error:
                self.refusals[type(error).__name__] += 1
                time.sleep(0.5)
                continue
            if answer.status_code == 202:
                with self._lock:
                    self.made.append(answer.json()["job_id"])
                return
            self.refusals[answer.json().get("code", "")] += 1
            assert answer.status_code in (409, 429, 503), answer.text
            time.sleep(0.5)


def _described(number: int) -> tuple[str, tuple[str, bytes], dict[str, str]]:
    """Where a job goes, its file and its fields: every tenth draws the waveform of a sound."""
    if number % 10 == 0:
        sound = io.BytesIO()
        with wave.open(sound, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(bytes(range(256)) * (60 + number))
        return "/v1/preview", (f"{number}.wav", sound.getvalue()), {"preview_type": "waveform"}
    target = {"target_profile": TARGETS[number % len(TARGETS)]}
    return "/v1/jobs", (f"{number}.srt", captions(40 + number)), target


def worker_is_cut_off(cluster: Cluster) -> None:
    cluster.one.unplug()
    time.sleep(CUT_SECONDS)
    cluster.one.plug_in()


def worker_loses_power(cluster: Cluster) -> None:
    cluster.two.cut_power()
    time.sleep(5)
    cluster.run(cluster.two, "worker", "--queues", "captions,media")


def worker_has_a_full_disk(cluster: Cluster) -> None:
    """What it works on has no room there: its jobs wait, or are done by the other."""
    disk = cluster.one.folder / "worker"
    small_disk.fill(disk)
    time.sleep(CUT_SECONDS)
    small_disk.free(disk)


def database_restarts(cluster: Cluster) -> None:
    cluster.postgres.send_signal(2)  # fast: it ends what is under way
    cluster.postgres.wait(60)
    time.sleep(3)
    cluster.start_postgres()


def broker_is_killed(cluster: Cluster) -> None:
    cluster.valkey.kill()
    cluster.valkey.wait(30)
    time.sleep(3)
    cluster.start_valkey()


def files_are_cut_off(cluster: Cluster) -> None:
    cluster.files.unplug()
    time.sleep(CUT_SECONDS)
    cluster.files.plug_in()


FAULTS: tuple[Callable[[Cluster], None], ...] = (
    worker_is_cut_off, worker_has_a_full_disk, database_restarts, worker_loses_power, broker_is_killed,
    files_are_cut_off,
)  # fmt: skip


def test_nothing_is_lost_done_twice_or_stuck(cluster: Cluster) -> None:
    with Load(cluster) as load:
        for fault in FAULTS:
            time.sleep(3)
            fault(cluster)
            wait_for(cluster.postgres_answers, 60, "the database")
    unfinished = "SELECT count(*) FROM job WHERE completed_at IS NULL"
    wait_for(lambda: cluster.rows(unfinished) == [(0,)], END_SECONDS, "every job to end")
    jobs = {str(row[0]): row[1] for row in cluster.rows("SELECT id, stage FROM job")}
    made = Counter(str(row[0]) for row in cluster.rows("SELECT job_id FROM output"))
    paid = Counter(
        str(row[0]) for row in cluster.rows("SELECT job_id FROM ledgerentry WHERE kind = 'charge'")
    )
    told = Counter(
        str(row[0])
        for row in cluster.rows("SELECT job_id FROM jobevent WHERE stage IN ('converted', 'rendered')")
    )
    print({"refused meanwhile": dict(load.refusals), "stages": Counter(jobs.values())})
    assert {
        "lost": sorted(set(load.made) - jobs.keys()),
        "more than were submitted": len(jobs) - len(load.made),
        "failed": [name for name, stage in jobs.items() if stage not in ("converted", "rendered")],
        "twice": [name for name in jobs if (made[name], told[name]) != (1, 1) or paid[name] > 1],
    } == {"lost": [], "more than were submitted": 0, "failed": [], "twice": []}
    _both_webs_give_every_file(cluster, load.made)


def _both_webs_give_every_file(cluster: Cluster, made: list[str]) -> None:
    """A link that one web made is good at the other."""
    with cluster.api(cluster.front) as front, cluster.api(cluster.second) as second:
        for job_id in made[::20]:
            link = front.get(f"/v1/jobs/{job_id}").json()["download_url"]
            elsewhere = link.replace(cluster.address(cluster.front), cluster.address(cluster.second))
            assert front.get(link).content == second.get(elsewhere).content != b""
