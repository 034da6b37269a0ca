"""The page in a browser: first rows, a filter's click to painted rows, bytes of a new job, a file checked.

    python bench/page.py [JOBS ...]      (500 and 1,000,000 unless told)

The jobs are written straight into the SQLite file of a started instance. A filter is painted when the window
shows other rows and a frame was drawn. The file is dropped while the worker transcribes.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from bare.instance import cuedeck, machine
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket

from tests.support.engines import readings
from tests.support.page.browser import running_browser
from tests.support.page.screen import sign_in
from tests.support.product import Product

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
INSERT INTO job ({columns}) SELECT {values} FROM n, job AS t WHERE t.number = :template
"""
CHANGED = {
    "id": "lower(hex(randomblob(16)))",
    "number": "NULL",
    "source_name": "'episode-' || i || '.srt'",
    "status": "CASE i % 10 WHEN 3 THEN 'failed' ELSE 'completed' END",
    "stage": "CASE i % 10 WHEN 3 THEN 'failed' ELSE 'converted' END",
    "error_message": "CASE i % 10 WHEN 3 THEN 'This file is empty.' END",
    "job_type": "CASE i % 7 WHEN 5 THEN 'preview' ELSE 'convert' END",
    "channel": "CASE i % 1000 WHEN 7 THEN 'cli' ELSE 'api' END",
    "created_at": "datetime('now', '-' || (i * 31536 / :count * 1000) || ' seconds') || '.000000'",
}
CLICK = """([name, value]) => new Promise((done, fail) => {
  const rows = () => {
    const shown = document.querySelectorAll('[data-testid=job-row]');
    return Array.from(shown, row => row.dataset.jobId).join();
  };
  const before = rows(), begin = performance.now();
  setTimeout(() => fail(new Error(`${name} ${value} showed no other rows`)), 30000);
  const select = document.querySelector(`[data-testid=${name}]`);
  const watch = new MutationObserver(() => {
    if (rows() === before) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
  });
  watch.observe(document.querySelector('.history'), {subtree: true, childList: true});
  Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(select, value);
  select.dispatchEvent(new Event('change', {bubbles: true}));
})"""
WALK = [("filter-status", "failed"), ("filter-status", ""), ("filter-type", "preview"), ("filter-type", "")]


def fill(product: Product, template: int, count: int) -> None:
    """So many more jobs, made of the one that is there."""
    with sqlite3.connect(product.data_dir / "cuedeck.db", timeout=600) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(job)")]
        values = [CHANGED.get(column, f"t.{column}") for column in columns]
        text = FILL.format(columns=", ".join(columns), values=", ".join(values))
        database.execute(text, {"count": count, "template": template})


def first_rows(context: BrowserContext, product: Product) -> float:
    """Seconds from an empty tab to the first row."""
    page = context.new_page()
    begin = time.perf_counter()
    page.goto(product.base_url)
    page.wait_for_selector("[data-testid=job-row]")
    found = time.perf_counter() - begin
    page.close()
    return found


def filter_times(page: Page, rounds: int = 10) -> list[float]:
    """Milliseconds from a filter's change to painted rows."""
    found = []
    for _ in range(rounds):
        for name, value in WALK:
            found.append(page.evaluate(CLICK, [name, value]))
            page.wait_for_timeout(150)
    return sorted(found)


def new_job_bytes(page: Page, frames: list[int], client: Any) -> int:
    """The largest frame that a new job, from its submission to its end, sends to an open tab."""
    page.goto(page.url.partition("?")[0])
    page.wait_for_selector("[data-testid=job-row]")
    page.wait_for_timeout(1000)
    frames.clear()
    job = client.post("/v1/jobs?wait=30", files={"source": ("new.srt", SRT)}).json()
    page.wait_for_selector(f'[data-job-id="{job["job_id"]}"][data-status="completed"]')
    page.wait_for_timeout(500)
    return max(frames)


def checked_times(page: Page, client: httpx.Client, rounds: int = 10) -> list[float]:
    """Seconds from a dropped file of 300 bytes to what it is, each while a transcription runs."""
    with tempfile.TemporaryDirectory() as folder:
        sound = readings.recorded(Path(folder) / "reading.wav").read_bytes()
    page.goto("/")
    page.wait_for_selector("[data-testid=job-row]")
    found: list[float] = []
    job: dict[str, Any] = {}
    while len(found) < rounds:
        if job.get("status") not in ("pending", "processing"):
            job = transcribed(client, sound)
        begin = time.perf_counter()
        name = f"small-{len(found)}.srt"
        file = {"name": name, "mimeType": "text/plain", "buffer": (SRT + b"\n") * 7}
        page.get_by_test_id("upload-input").set_input_files([file])
        page.get_by_test_id("file-row").filter(has_text=name).filter(has_text="cue").wait_for()
        seconds = time.perf_counter() - begin
        job = client.get(f"/v1/jobs/{job['job_id']}").json()
        if job["status"] == "processing":
            found.append(seconds)
    return sorted(found)


def transcribed(client: httpx.Client, sound: bytes) -> dict[str, Any]:
    """A job whose speech is being recognised."""
    config = json.dumps({"job_type": "transcribe", "model_size": "base", "language": "en"})
    job: dict[str, Any] = client.post(
        "/v1/jobs", data={"config": config}, files={"source": ("reading.wav", sound)}
    ).json()
    while job["stage"] != "transcribing":
        assert job["status"] in ("pending", "processing"), job
        time.sleep(0.1)
        job = client.get(f"/v1/jobs/{job['job_id']}").json()
    time.sleep(1.0)
    return job


def script_bytes(browser: Browser, product: Product) -> int:
    """Bytes of JavaScript that the history loads into a browser that has none of it, as they travel."""
    context = browser.new_context(base_url=product.base_url)
    sign_in(context, product)
    page = context.new_page()
    sizes: list[int] = []
    page.on(
        "requestfinished",
        lambda request: (
            sizes.append(request.sizes()["responseBodySize"]) if request.resource_type == "script" else None
        ),
    )
    page.goto(product.base_url)
    page.wait_for_selector("[data-testid=job-row]")
    page.wait_for_timeout(1000)
    context.close()
    return sum(size for size in sizes if size > 0)


def main() -> None:
    counts = [int(word.replace(",", "")) for word in sys.argv[1:]] or [500, 1_000_000]
    models = os.environ.get("CUEDECK_MODEL_DIR") or str(Path.home() / ".cache" / "cuedeck" / "models")
    with (
        cuedeck(CUEDECK_MODEL_DIR=models) as product,
        product.client() as client,
        running_browser() as browser,
    ):
        template = client.post("/v1/jobs?wait=30", files={"source": ("a.srt", SRT)}).json()["number"]
        there = 1
        context = browser.new_context(base_url=product.base_url)
        sign_in(context, product)
        for count in counts:
            fill(product, template, count - there)
            there = count
            frames: list[int] = []
            page = context.new_page()

            def count_frames(socket: WebSocket, frames: list[int] = frames) -> None:
                socket.on("framereceived", lambda data: frames.append(len(data)))

            page.on("websocket", count_frames)
            cold = first_rows(context, product)
            page.goto(product.base_url)
            page.wait_for_selector("[data-testid=job-row]")
            times = filter_times(page)
            p50, p95 = statistics.median(times), times[int(len(times) * 0.95)]
            largest = new_job_bytes(page, frames, client)
            print(f"{count:,} jobs", flush=True)
            print(f"  first rows               {cold:5.2f} s      (under 1.0)")
            print(f"  filter to painted rows   p50 {p50:4.0f} ms   p95 {p95:4.0f} ms   (p95 under 100)")
            print(f"  largest frame of a job   {largest:5} bytes  (at most 1,024)", flush=True)
            page.close()
        checked = checked_times(context.new_page(), client)
        print(
            f"File of 300 bytes checked while a transcription runs  p50 {statistics.median(checked):.2f} s"
            f"   most {checked[-1]:.2f} s  (under 0.5)"
        )
        print(f"JavaScript of the history  {script_bytes(browser, product) / 1000:5.0f} kB     (under 300)")
    print(machine())


if __name__ == "__main__":
    main()
