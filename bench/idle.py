"""An instance with captions only that has nothing to do, and how soon it is there, against the bare program.

Memory is each process's share of what it has in common with others (PSS), summed.

python bench/idle.py [SECONDS]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx
from bare.instance import bare, cuedeck, machine, megabytes, seconds_of_work, tree

from tests.support.product import CAPTIONS_ONLY, start, stop

SETTLED = 20.0
MOST_CORE, MOST_MEGABYTES, MOST_START = 0.02, 500, 2.0
STARTS = 3


def started() -> float:
    """Seconds until a new instance says that it is ready, and its owner is signed in."""
    with tempfile.TemporaryDirectory(prefix="cuedeck-bench-") as folder:
        begin = time.perf_counter()
        product = start(Path(folder) / "data", **CAPTIONS_ONLY)
        seconds = time.perf_counter() - begin
        stop(product)
    return seconds


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    with cuedeck(**CAPTIONS_ONLY) as product:
        httpx.get(product.base_url)
        time.sleep(SETTLED)
        processes = tree(product.process.pid)
        before = seconds_of_work(processes)
        time.sleep(seconds)
        core = (seconds_of_work(processes) - before) / seconds
        memory = megabytes(processes)
        bare_starts = []
        for _ in range(STARTS):
            begin = time.perf_counter()
            with bare(product):
                bare_starts.append(time.perf_counter() - begin)
    ratio = statistics.median(started() for _ in range(STARTS)) / statistics.median(bare_starts)
    print(f"idle for {seconds:.0f} s   {core:.1%} of a core  (under {MOST_CORE:.0%})")
    print(f"  {len(processes)} processes   {memory:.0f} MB  (under {MOST_MEGABYTES})")
    print(f"start to ready   ratio {ratio:.2f}  (at most {MOST_START:g}), the median of {STARTS} turns")
    print(machine())
    return int(core >= MOST_CORE or memory >= MOST_MEGABYTES or ratio > MOST_START)


if __name__ == "__main__":
    sys.exit(main())
