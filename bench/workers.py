"""Work that waits, such as for a translation server: on workers of one host, of two, and on many.

    python bench/workers.py [--workers 100] [--wait 2]

An instance on hosts of their own (network namespaces): web, dispatcher, PostgreSQL and Valkey on one, an S3
server, and two with workers. A job translates a few captions by a server that takes `--wait` seconds to
answer, or ten times that where many workers are. For those the share of the rate that is possible is printed
with whose processor time was most, the first limit.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from bare.instance import machine, seconds_of_work, tree

from tests.support.product import wait_for
from tests.support.servers.cluster import START_SECONDS, Cluster
from tests.support.servers.hosts import NET, Host, hosts

LEAST = 1.8
EACH = 10
"""Workers of one process, where there are many."""
SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello there\n\n2\n00:00:03,000 --> 00:00:04,000\nGood morning\n"


class Translator(BaseHTTPRequestHandler):
    """A LibreTranslate server that takes its time."""

    protocol_version = "HTTP/1.1"
    wait = 2.0

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        time.sleep(Translator.wait)
        answer = json.dumps({"translatedText": [text.upper() for text in asked["q"]]}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@contextmanager
def translator() -> Iterator[str]:
    """The address of such a server, on the network of the hosts."""
    server = ThreadingHTTPServer((f"{NET}.1", 0), Translator)
    server.request_queue_size = 256
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{NET}.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Instance:
    """A cluster whose workers translate by that server; `parts` are its processes by what they are."""

    def __init__(self, cluster: Cluster, address: str) -> None:
        self._cluster = cluster
        self._engine = {
            "ENGINES__REMOTES__LIBRETRANSLATE__URL": address,
            "ENGINES__REMOTES__LIBRETRANSLATE__KEY": "none",
            "LIMITS__REQUESTS_PER_MINUTE": "100000000",
        }
        self.parts: dict[str, list[int]] = {}
        self.workers = 0

    def begin(self) -> None:
        """All but the workers."""
        cluster = self._cluster
        cluster.start_servers()
        self.parts = {"PostgreSQL": [cluster.postgres.pid], "Valkey": [cluster.valkey.pid]}
        for role in ("web", "dispatcher"):
            self.parts[role] = [cluster.run(cluster.front, role, **self._engine).pid]
        self.parts["workers"] = []

    def add(self, host: Host, count: int) -> None:
        """One more process with so many workers, on a host."""
        number = len(self.parts["workers"])
        settings = {**self._engine, "JOBS__SPEECH_CONCURRENCY": str(count)}
        started = self._cluster.run(host, "worker", "--queues", "speech", name=f"worker-{number}", **settings)
        self.parts["workers"].append(started.pid)
        self.workers += count
        wait_for(self._all_live, START_SECONDS, "the workers")

    def _all_live(self) -> bool:
        ready = self._cluster.ready(self._cluster.front, without=("captions", "media"))
        return ready and self._cluster.rows("SELECT count(*) FROM workerheartbeat")[0][0] >= len(
            self.parts["workers"]
        )

    def rate(self, jobs: int) -> tuple[float, dict[str, float]]:
        """Jobs a second from the first submission to the last end, and cores each part used meanwhile."""
        before = {name: self._work(name) for name in self.parts}
        begin = time.monotonic()
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(self._submit, range(jobs)))
        unfinished = "SELECT count(*) FROM job WHERE completed_at IS NULL"
        wait_for(lambda: self._cluster.rows(unfinished) == [(0,)], 600, "every job to end")
        took = time.monotonic() - begin
        failed = self._cluster.rows("SELECT count(*) FROM job WHERE error_code IS NOT NULL")
        assert failed == [(0,)], failed
        return jobs / took, {name: (self._work(name) - before[name]) / took for name in self.parts}

    def _work(self, name: str) -> float:
        return seconds_of_work([each for pid in self.parts[name] for each in tree(pid)])

    def _submit(self, number: int) -> None:
        described = {"engine": "libretranslate", "source_language": "en", "target_languages": ["es"]}
        with self._cluster.api(self._cluster.front) as api:
            form = {"config": json.dumps(described)}
            answer = api.post("/v1/translate", files={"source": (f"{number}.srt", SRT)}, data=form)
            assert answer.status_code == 202, answer.text


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--workers", type=int, default=100)
    asked.add_argument("--wait", type=float, default=2.0)
    given = asked.parse_args()
    Translator.wait = given.wait
    with tempfile.TemporaryDirectory(prefix="cuedeck-bench-") as name:
        os.chmod(name, 0o755)  # the database's user has to reach its own
        with hosts(Path(name), "front", "files", "one", "two") as made, translator() as address:
            cluster = Cluster(*made.values())
            instance = Instance(cluster, address)
            instance.begin()
            instance.add(cluster.one, 2)
            cluster.sign_in()
            instance.rate(4)
            two, _ = instance.rate(20)
            instance.add(cluster.two, 2)
            four, _ = instance.rate(40)
            print(f"jobs that wait {given.wait:g} s: 2 workers {two:.2f}/s, 4 on two hosts {four:.2f}/s")
            print(f"  ratio {four / two:.2f}  (at least {LEAST:g})", flush=True)
            while instance.workers < given.workers:
                instance.add(cluster.two if instance.workers // EACH % 2 else cluster.one, EACH)
            Translator.wait = 10 * given.wait
            many, used = instance.rate(5 * instance.workers)
    possible = instance.workers / Translator.wait
    print(f"jobs that wait {Translator.wait:g} s: {instance.workers} workers {many:.2f}/s of {possible:.2f}")
    shares = sorted(used.items(), key=lambda item: -item[1])
    print("  cores used: " + ", ".join(f"{part} {share:.2f}" for part, share in shares))
    print(machine())
    return int(four / two < LEAST)


if __name__ == "__main__":
    sys.exit(main())
