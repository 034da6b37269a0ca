"""Small conversions end to end by six clients at once, against the bare program, turn by turn in one run.

A client submits, and asks until its job is done, then submits the next. The bare program keeps what it
accepted, as Cuedeck does, and converts nothing.

python bench/clients.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
from bare.instance import bare, cuedeck, machine

CLIENTS, JOBS, POLL_SECONDS, LEAST = 6, 20, 0.005, 0.5
SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n\n2\n00:00:03,000 --> 00:00:04,000\n<i>World</i>\n"


def rate(clients: list[httpx.Client], path: str, submit: Callable[[httpx.Client], str]) -> float:
    """Jobs a second that all of them together bring to their end."""

    def work(client: httpx.Client) -> None:
        for _ in range(JOBS):
            job = submit(client)
            while client.get(path + job).json()["status"] != "completed":
                time.sleep(POLL_SECONDS)

    begin = time.perf_counter()
    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(work, clients))
    return len(clients) * JOBS / (time.perf_counter() - begin)


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with cuedeck() as product, bare(product, durable=True) as address:
        ours = [product.client() for _ in range(CLIENTS)]
        theirs = [httpx.Client() for _ in range(CLIENTS)]
        named = {"x-file-name": "film.srt"}
        upload = ours[0].post("/v1/uploads", content=SRT, headers=named).json()["upload_id"]
        description = {"upload_id": upload, "target_profile": "WebVTT"}

        def submit(client: httpx.Client) -> str:
            return str(client.post("/v1/jobs", json=description).json()["job_id"])

        def no_op(client: httpx.Client) -> str:
            return str(client.post(f"{address}/jobs", json={}).json()["id"])

        pairs = [
            (rate(ours, "/v1/jobs/", submit), rate(theirs, f"{address}/jobs/", no_op)) for _ in range(rounds)
        ]
        ratio = statistics.median(a / b for a, b in pairs)
        our_rate, bare_rate = (statistics.median(each) for each in zip(*pairs, strict=True))
        print(f"{CLIENTS} clients, small conversions   {our_rate:5.0f}/s   bare no-op {bare_rate:5.0f}/s")
        print(
            f"  ratio {ratio:.2f}  (at least {LEAST:g}), the median of {rounds} rounds of"
            f" {CLIENTS * JOBS} jobs"
        )
    print(machine())
    return int(ratio < LEAST)


if __name__ == "__main__":
    sys.exit(main())
