"""Memory the web process grows by while it takes a 1 GB upload, and how fast it takes it.

python bench/upload.py [MEGABYTES]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bare.instance import cuedeck, machine, process

LIMIT_MB = 15


def peak(pid: int) -> int:
    """The process's peak memory in KB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])


def body(megabytes: int) -> Iterator[bytes]:
    block = bytes(range(256)) * 4096
    for _ in range(megabytes):
        yield block


def main() -> None:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 1024
    with cuedeck() as product, product.client() as client:
        client.timeout = 600
        web = process(product, "app.supervisor.serve")
        client.post("/v1/uploads", content=body(8), headers={"x-file-name": "warm.mp4"})
        Path(f"/proc/{web}/clear_refs").write_text("5")  # start the peak anew
        before, begin = peak(web), time.perf_counter()
        answer = client.post("/v1/uploads", content=body(megabytes), headers={"x-file-name": "film.mp4"})
        seconds = time.perf_counter() - begin
        assert answer.json()["size"] == megabytes << 20
        grown = (peak(web) - before) / 1024
        rate = megabytes / seconds
        print(
            f"Upload of {megabytes} MB   {rate:6.0f} MB/s   peak memory +{grown:.1f} MB  (under {LIMIT_MB})"
        )
    print(machine())


if __name__ == "__main__":
    main()
