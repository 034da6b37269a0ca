"""Start Cuedeck and the bare program side by side for a benchmark; everything stops with the block."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.product import Product, free_port, start, stop, wait_for  # noqa: E402


@contextmanager
def cuedeck(**settings: str) -> Iterator[Product]:
    with tempfile.TemporaryDirectory(prefix="cuedeck-bench-") as folder:
        running = start(Path(folder) / "data", CUEDECK_LIMITS__REQUESTS_PER_MINUTE="100000000", **settings)
        try:
            yield running
        finally:
            stop(running)


@contextmanager
def bare(product: Product, *, durable: bool = False) -> Iterator[str]:
    """The bare program, on the running instance's Valkey under another database number.

    A `durable` one brings each commit to the disk before it goes on.
    """
    port = free_port()
    code = "from app.core.settings import get_settings; print(get_settings().redis_socket())"
    environment = product.environment
    socket_path = subprocess.check_output(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, text=True
    ).strip()
    environment = {
        **environment,
        "PYTHONPATH": str(ROOT / "bench" / "bare"),
        "BARE_DB": str(product.data_dir / f"bare-{durable}.db"),
        "BARE_BROKER": f"redis+socket://{socket_path}?virtual_host={6 + durable}",
        "BARE_SYNCHRONOUS": "FULL" if durable else "NORMAL",
        "BARE_FILE": str(product.data_dir / "bare.bin"),
    }
    web = [sys.executable, "-m", "uvicorn", "web:api", "--port", str(port), "--log-level", "error"]
    web += ["--loop", "uvloop", "--http", "httptools", "--no-access-log"]
    worker = [sys.executable, "-m", "celery", "--quiet", "--app", "web:queue", "worker", "--concurrency", "2"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    address = f"http://127.0.0.1:{port}"
    processes = [subprocess.Popen(web, env=environment, **quiet)]
    try:
        wait_for(lambda: _answers(address), 30, "the bare program")  # it makes the table, so it comes first
        processes.append(subprocess.Popen(worker, env=environment, **quiet))
        wait_for(lambda: _completes(address), 30, "the bare program")
        yield address
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/jobs/none").status_code == 404
    except httpx.TransportError:
        return False


def _completes(address: str) -> bool:
    try:
        job = httpx.post(f"{address}/jobs", json={}).json()
        return any(
            httpx.get(f"{address}/jobs/{job['id']}").json()["status"] == "completed" for _ in range(200)
        )
    except (httpx.TransportError, KeyError, ValueError):
        return False


def process(product: Product, word: str) -> int:
    """The process of the instance whose command line holds `word`."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if parent == product.process.pid and word in command:
            return int(folder.name)
    raise LookupError(word)


def tree(root: int) -> list[int]:
    """A process and all below it."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
    found = [root]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


def seconds_of_work(processes: list[int]) -> float:
    """Seconds of processor time that processes have used."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


def megabytes(processes: list[int]) -> float:
    """The memory of processes, what several have in common counted once (PSS)."""
    kilobytes = 0
    for process in processes:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        kilobytes += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024


def machine() -> str:
    """The machine, as the closing line of every benchmark."""
    return f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}"
