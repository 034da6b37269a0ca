"""POST to completed, GET by id and a list of 100, against the bare program, turn by turn in one run.

The bare program runs twice: as it is usually written, and so that an accepted job survives a power cut, which
Cuedeck promises. Both ratios are printed; the limit holds for the second, which does the same.

python bench/jobs.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import httpx
from bare.instance import bare, cuedeck, machine

CUES = 1500
POLL_SECONDS = 0.005
LISTED = 100


def captions() -> bytes:
    """A film's worth of cues, two lines each, one in ten in italics."""
    cue = "{n}\n{start},000 --> {start},900\nLine {n} of the film\n{words}\n"
    parts = []
    for index in range(CUES):
        start = f"{index * 3 // 3600:02}:{index * 3 // 60 % 60:02}:{index * 3 % 60:02}"
        words = "<i>and more</i>" if index % 10 == 0 else "and more"
        parts.append(cue.format(n=index + 1, start=start, words=words))
    return "\n".join(parts).encode()


def to_completed(client: httpx.Client, submit: Callable[[], str], path: str) -> float:
    begin = time.perf_counter()
    job = submit()
    while client.get(path + job).json()["status"] != "completed":
        time.sleep(POLL_SECONDS)
    return time.perf_counter() - begin


def reads(client: httpx.Client, path: str, count: int = 300) -> float:
    begin = time.perf_counter()
    for _ in range(count):
        client.get(path)
    return count / (time.perf_counter() - begin)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with (
        cuedeck() as product,
        bare(product) as address,
        bare(product, durable=True) as kept,
        product.client() as ours,
        httpx.Client() as theirs,
    ):
        source = captions()
        upload = ours.post("/v1/uploads", content=source, headers={"x-file-name": "film.srt"}).json()[
            "upload_id"
        ]
        description = {"upload_id": upload, "target_profile": "WebVTT"}
        submit = lambda: ours.post("/v1/jobs", json=description).json()["job_id"]  # noqa: E731
        no_op = lambda: theirs.post(f"{address}/jobs", json={}).json()["id"]  # noqa: E731
        durable = lambda: theirs.post(f"{kept}/jobs", json={}).json()["id"]  # noqa: E731
        direct: list[float] = []
        plain: dict[str, list[float]] = {"that may lose it": [], "that keeps it": []}
        for _ in range(rounds):  # in turn, so that a drifting machine strikes all
            direct.append(to_completed(ours, submit, "/v1/jobs/"))
            plain["that may lose it"].append(to_completed(theirs, no_op, f"{address}/jobs/"))
            plain["that keeps it"].append(to_completed(theirs, durable, f"{kept}/jobs/"))
        p50 = statistics.median(direct)
        print(f"POST to completed, {CUES} cues   p50 {p50 * 1e3:6.1f} ms   best {min(direct) * 1e3:6.1f} ms")
        for name, times in plain.items():
            of_bare = statistics.median(times)
            ratio = f"ratio {p50 / of_bare:.2f}" + ("  (at most 2)" if name == "that keeps it" else "")
            print(f"  bare no-op {name:<17} p50 {of_bare * 1e3:6.1f} ms   {ratio}")
        job, row = submit(), no_op()
        time.sleep(1)
        pairs = [(reads(ours, f"/v1/jobs/{job}"), reads(theirs, f"{address}/jobs/{row}")) for _ in range(5)]
        ratio = statistics.median(a / b for a, b in pairs)
        rate = statistics.median(a for a, _ in pairs)
        print(f"GET by id                      {rate:6.0f}/s         ratio {ratio:.2f}  (at least 0.8)")
        for _ in range(LISTED):
            to_completed(ours, submit, "/v1/jobs/")
            to_completed(theirs, no_op, f"{address}/jobs/")
        for client in (ours, theirs):  # both send it as it is: the bare program compresses nothing
            client.headers["accept-encoding"] = "identity"
        listed = [
            (
                reads(ours, f"/v1/jobs?limit={LISTED}", 60),
                reads(theirs, f"{address}/jobs?limit={LISTED}", 60),
            )
            for _ in range(5)
        ]
        ratio = statistics.median(a / b for a, b in listed)
        rate = statistics.median(a for a, _ in listed)
        print(f"list of {LISTED} jobs               {rate:6.0f}/s         ratio {ratio:.2f}  (at least 0.7)")
    print(machine())


if __name__ == "__main__":
    main()
