"""Asks an instance the same question again and again, from a process of its own.

What it measures is the instance: in the process of the test it would wait for the threads that submit jobs.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import dataclass

import httpx

from tests.support.product import ROOT, Product

PAUSE_SECONDS = 0.1
BEGUN = "begun\n"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: when it was asked for (monotonic), how long it took, and its status."""

    at: float
    took: float
    status: int


class Asker:
    """The process that asks, from now until `answers` is called."""

    def __init__(self, product: Product, path: str) -> None:
        command = [sys.executable, "-m", __name__, product.base_url, product.key, path]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def wait_for_begin(self) -> None:
        """Wait until it has its first answer: on a busy machine a process takes a while to start."""
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == BEGUN

    def answers(self) -> list[Answered]:
        """End it; every answer that it got."""
        self._process.terminate()
        words = [line.split() for line in self._process.communicate(timeout=120)[0].splitlines()]
        return [Answered(float(at), float(took), int(status)) for at, took, status in words]


def main() -> None:
    """Ask until somebody ends this process, and say then what was answered."""
    base_url, key, path = sys.argv[1:]
    answered: list[Answered] = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        with httpx.Client(base_url=base_url, headers={"authorization": f"Bearer {key}"}, timeout=60) as api:
            while not answered:
                _ask(api, path, answered)
            print(BEGUN, end="", flush=True)
            while True:
                _ask(api, path, answered)
    finally:
        for each in answered:
            print(each.at, each.took, each.status)


def _ask(api: httpx.Client, path: str, answered: list[Answered]) -> None:
    began = time.monotonic()
    try:
        status = api.get(path).status_code
    except httpx.TransportError:
        time.sleep(0.1)
        return
    answered.append(Answered(began, time.monotonic() - began, status))
    time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main()
