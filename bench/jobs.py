"""POST to completed, GET by id and a list of 100, against bare programs: of four fields, or of the very jobs.

The bare program runs twice: as it is usually written, and so that an accepted job survives a power cut, which
Cuedeck promises. It answers twice too: with jobs of four fields, and with the very jobs that Cuedeck answers.
Both ratios are printed; the limits hold for the second, which does the same.

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
TURNS = 5
SAME = "the very jobs"


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


def answers(name: str, least: float, read: Callable[[], float], bare: dict[str, Callable[[], float]]) -> None:
    """Answers a second, and the ratios to those of the bare program, turn by turn."""
    turns = [(read(), *(other() for other in bare.values())) for _ in range(TURNS)]
    print(f"{name:<30} {statistics.median(turn[0] for turn in turns):6.0f}/s")
    for index, other in enumerate(bare, 1):
        ratio = statistics.median(turn[0] / turn[index] for turn in turns)
        rate = statistics.median(turn[index] for turn in turns)
        limit = f"  (at least {least:g})" if other == SAME else ""
        print(f"  bare, {other:<22} {rate:6.0f}/s         ratio {ratio:.2f}{limit}")


def read_jobs(
    ours: httpx.Client,
    theirs: httpx.Client,
    address: str,
    submit: Callable[[], str],
    no_op: Callable[[], str],
) -> None:
    """GET by id and a list, of jobs that were completed."""
    for _ in range(LISTED):
        to_completed(ours, submit, "/v1/jobs/")
        to_completed(theirs, no_op, f"{address}/jobs/")
    time.sleep(1)
    for job in ours.get(f"/v1/jobs?limit={LISTED}").json()["items"]:
        theirs.post(f"{address}/whole", json=job).raise_for_status()
    row = theirs.get(f"{address}/jobs?limit=1").json()[0]["id"]
    for client in (ours, theirs):  # both send it as it is: the bare program compresses nothing
        client.headers["accept-encoding"] = "identity"
    answers(
        "GET by id",
        0.8,
        lambda: reads(ours, f"/v1/jobs/{job['job_id']}"),
        {
            "four fields": lambda: reads(theirs, f"{address}/jobs/{row}"),
            SAME: lambda: reads(theirs, f"{address}/whole/{job['job_id']}"),
        },
    )
    answers(
        f"list of {LISTED} jobs",
        0.7,
        lambda: reads(ours, f"/v1/jobs?limit={LISTED}", 60),
        {
            "four fields": lambda: reads(theirs, f"{address}/jobs?limit={LISTED}", 60),
            SAME: lambda: reads(theirs, f"{address}/whole?limit={LISTED}", 60),
        },
    )


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
        read_jobs(ours, theirs, address, submit, no_op)
    print(machine())


if __name__ == "__main__":
    main()
