"""Half an hour of mixed work: memory, handles and threads of every process stay flat, no file is left over.

    python bench/soak.py [--seconds 1800] [--clients 4]

Jobs of every outcome, downloads, lists, event streams that come and go, refused uploads and wrong requests,
again and again. The middle of the first half is compared with the last quarter, process by process.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import httpx
from bare.instance import cuedeck, machine

from tests.support.product import Product

EVERY = 5.0
MOST = {"memory": 0.10, "handles": 8, "threads": 8}
SLACK_MEGABYTES = 24.0
SRT = "".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\nLine {n}\n\n" for n in range(1, 50))


@dataclass(frozen=True)
class Sample:
    """A process at one moment: megabytes that only it uses or its share of, open handles, threads."""

    memory: float
    handles: int
    threads: int


def processes(product: Product) -> dict[int, str]:
    """Every process of the instance by id, with what it is; guarded children come and go: left out."""
    parents: dict[int, int] = {}
    names: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            names[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:120]
        except (OSError, IndexError):
            continue
    ours = {product.process.pid}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return {pid: names[pid] for pid in ours if "fork_server" not in names[pid]}


def sample(pid: int) -> Sample | None:
    folder = Path("/proc") / str(pid)
    try:
        rollup = (folder / "smaps_rollup").read_text()
        pss = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        return Sample(
            pss / 1024, len(list((folder / "fd").iterdir())), len(list((folder / "task").iterdir()))
        )
    except (OSError, StopIteration):
        return None


class Work:
    """What one client does, over and over; counts what it got."""

    def __init__(self, product: Product, until: float) -> None:
        self._product, self._until = product, until
        self.counts: dict[str, int] = defaultdict(int)
        self.wrong: list[str] = []

    def run(self) -> None:
        random_ = random.Random(threading.get_ident())
        with self._product.client() as client:
            while time.monotonic() < self._until:
                kind = random_.choice(
                    [self.job, self.job, self.listing, self.stream, self.refused, self.broken]
                )
                try:
                    kind(client)
                    self.counts[kind.__name__] += 1
                except (httpx.HTTPError, AssertionError, KeyError) as error:
                    self.wrong.append(f"{kind.__name__}: {error!r}"[:300])

    def job(self, client: httpx.Client) -> None:
        """Submitted, waited for, downloaded twice, removed."""
        sent = {"source": ("soak.srt", SRT.encode())}
        answer = client.post("/v1/jobs?wait=30", files=sent, data={"config": '{"target_profile": "WebVTT"}'})
        done = answer.json()
        assert done["status"] == "completed", answer.text
        for _ in range(2):
            assert client.get(done["download_url"]).text.startswith("WEBVTT")
        assert client.delete(f"/v1/jobs/{done['job_id']}").status_code in (200, 204)

    def listing(self, client: httpx.Client) -> None:
        assert client.get("/v1/jobs", params={"limit": 50}).status_code == 200
        assert client.get("/healthz").status_code == 200

    def stream(self, client: httpx.Client) -> None:
        """Opened, read once, dropped."""
        with client.stream("GET", "/v1/events", headers={"accept": "text/event-stream"}) as events:
            next(events.iter_raw(), None)

    def refused(self, client: httpx.Client) -> None:
        assert client.post("/v1/jobs", content=b"{").status_code == 400
        assert client.get("/d/1.000000.l-x-1.wrong").status_code in (404, 429)

    def broken(self, client: httpx.Client) -> None:
        """An upload that is no captions, never used."""
        answer = client.post("/v1/uploads", content=b"\0" * 5000, headers={"x-file-name": "odd.srt"})
        assert answer.status_code == 201, answer.text


def watch(product: Product, until: float) -> dict[str, list[Sample]]:
    """Samples of every process until the work ends."""
    seen: dict[str, list[Sample]] = defaultdict(list)
    while time.monotonic() < until:
        for pid, name in processes(product).items():
            if (found := sample(pid)) is not None:
                seen[f"{pid} {name}"].append(found)
        time.sleep(EVERY)
    return seen


def grown(samples: list[Sample]) -> dict[str, tuple[float, float]]:
    """Each figure before and after: medians of the second quarter and of the last."""
    quarter = max(1, len(samples) // 4)
    before, after = samples[quarter : 2 * quarter], samples[-quarter:]
    return {
        name: (
            statistics.median(getattr(each, name) for each in before),
            statistics.median(getattr(each, name) for each in after),
        )
        for name in MOST
    }


def too_much(name: str, before: float, after: float) -> bool:
    if name == "memory":
        return after > before * (1 + MOST[name]) and after - before > SLACK_MEGABYTES
    return after - before > MOST[name]


def left_over(product: Product) -> list[str]:
    """Half-written files and folders of work, a minute after the last of it."""
    data = product.data_dir
    found = [*data.glob("files/**/*.part"), *data.glob("tmp/*"), *data.glob("work/*")]
    return [str(path.relative_to(data)) for path in found]


def report(seen: dict[str, list[Sample]], enough: int) -> bool:
    """Print a line for each process; False when one has grown."""
    flat = True
    for process, samples in sorted(seen.items()):
        if len(samples) < enough:  # one that came and went
            continue
        figures = grown(samples)
        bad = [name for name, (before, after) in figures.items() if too_much(name, before, after)]
        flat = flat and not bad
        told = "  ".join(f"{name} {before:.0f} -> {after:.0f}" for name, (before, after) in figures.items())
        print(f"{'GROWS' if bad else 'flat '}  {told}  {process[:70]}")
    return flat


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=1800.0)
    parser.add_argument("--clients", type=int, default=4)
    asked = parser.parse_args()
    with cuedeck(CUEDECK_JOBS__QUEUES='["captions"]') as product:
        until = time.monotonic() + asked.seconds
        works = [Work(product, until) for _ in range(asked.clients)]
        threads = [threading.Thread(target=work.run) for work in works]
        for thread in threads:
            thread.start()
        seen = watch(product, until)
        for thread in threads:
            thread.join()
        wrong = [each for work in works for each in work.wrong]
        done = {name: sum(work.counts[name] for work in works) for name in works[0].counts}
        print(
            f"{asked.seconds:g} s: " + ", ".join(f"{count} x {name}" for name, count in sorted(done.items()))
        )
        flat = report(seen, enough=int(asked.seconds / EVERY / 2))
        left = left_over(product)
    print(f"left over: {', '.join(left) or 'nothing'}; went wrong: {len(wrong)}", *wrong[:5], sep="\n")
    print(machine())
    return 0 if flat and not left and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
