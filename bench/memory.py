"""The speech worker's memory: after 20 jobs as after 2, and when nobody has used its model for a while.

    python bench/memory.py [--jobs 20] [--idle 0.2]

An instance lets go of a model that nobody has used for ten minutes (`CUEDECK_ENGINES__IDLE_MINUTES`); here it
does so after `--idle` minutes, so that this need not be waited for. Each job transcribes another file.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import httpx
from bare.instance import cuedeck, machine, megabytes, process, tree

from app.core.settings import get_settings
from tests.support.engines.readings import SECONDS, spoken
from tests.support.media.clips import talking
from tests.support.media.jobs import finished, submit, upload

GROWTH_LIMIT, IDLE_LIMIT = 1.1, 1000.0
COPIES = 3
"""Of the reading, one after another: what is shorter than a minute is light work, and another worker's."""


def after_each(worker: int, api: httpx.Client, content: bytes, count: int) -> list[float]:
    """Megabytes of the worker and all below it, after each of `count` transcriptions of files that differ."""
    found = []
    for number in range(count):
        other = content + b"\0\0\0\x10free" + number.to_bytes(8, "big")  # a box players skip
        name = upload(api, other, "again.mp4")
        job = finished(api, submit(api, "transcribe", upload_id=name), 600)
        assert job["status"] == "completed", job["error_message"]
        found.append(megabytes(tree(worker)))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--jobs", type=int, default=20)
    parser.add_argument("--idle", type=float, default=0.2, help="minutes")
    options = parser.parse_args()
    settings = {
        "CUEDECK_MODEL_DIR": str(get_settings().model_dir.expanduser()),
        "CUEDECK_ENGINES__IDLE_MINUTES": str(options.idle),
    }
    with tempfile.TemporaryDirectory(prefix="cuedeck-bench-") as name, cuedeck(**settings) as product:
        folder = Path(name)
        film = talking(folder / "again.mp4", spoken(folder / "speech.wav"), SECONDS, COPIES)
        worker = process(product, "--queues\0speech\0")
        before = megabytes(tree(worker))
        with product.client() as api:
            used = after_each(worker, api, film.read_bytes(), options.jobs)
        time.sleep(options.idle * 60 + 30)  # a worker looks at each of its heartbeats
        idle = megabytes(tree(worker))
    assert used[0] > before, "this is not the worker that recognises speech"
    growth = used[-1] / used[1]
    print(f"speech worker at its start: {before:.0f} MB")
    print(f"after each of {len(used)} jobs, MB: {' '.join(f'{value:.0f}' for value in used)}")
    print(f"after {len(used)} against after 2: {growth:.2f}  (at most {GROWTH_LIMIT})")
    print(f"{options.idle:g} minutes after the last, when its model is let go: {idle:.0f} MB", end="  ")
    print(f"(less than {IDLE_LIMIT:.0f})")
    print(machine())
    return int(growth > GROWTH_LIMIT or idle >= IDLE_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
