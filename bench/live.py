"""Live updates in 50 open tabs while 20 jobs run: publish to changed page, bytes, what the server needs.

    python bench/live.py [TABS] [JOBS] [SECONDS]

Every job reports once a second, as one that works does. A few tabs are a browser's, where a MutationObserver
takes the time; the others are their sockets alone, since fifty pages at once would measure the browser.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import sys
import threading
import time
from pathlib import Path

import redis
from bare.instance import cuedeck, machine, process
from playwright.sync_api import BrowserContext, Page, WebSocket

from tests.support.page.browser import running_browser
from tests.support.page.screen import sign_in
from tests.support.product import Product
from tests.support.services.faults.page_tab import PageTab

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
IN_BROWSER = 3
WATCH = """() => {
  window.changes = {};
  const stage = row => row.querySelector('.row-stage')?.textContent ?? '';
  for (const row of document.querySelectorAll('[data-testid=job-row]')) {
    const seen = window.changes[row.dataset.jobId] = {};
    new MutationObserver(() => { seen[stage(row)] ??= Date.now(); })
      .observe(row, {subtree: true, childList: true, characterData: true});
  }
}"""


def message(job: dict[str, object], account: str, percent: float) -> bytes:
    from app.services.jobs import live_messages
    from models import Job

    known = {name: job[name] for name in ("job_type", "source_name") if name in job}
    row = Job(id=str(job["job_id"]), account_id=account, stages=["converting", "converted"], **known)
    row.number, row.stage, row.status, row.progress = (
        int(str(job["number"])),
        "converting",
        "processing",
        percent,
    )
    return json.dumps(live_messages.message(row)).encode()


def put_to_work(product: Product) -> None:
    """Let the database say what the messages say: a page does not believe that an ended job moves."""
    with sqlite3.connect(product.data_dir / "cuedeck.db", timeout=60) as database:
        database.execute(
            "UPDATE job SET stage = 'converting', status = 'processing', completed_at = NULL,"
            " lease_token = 'bench', lease_until = '2999-01-01 00:00:00'"
        )


def opened(context: BrowserContext, product: Product, jobs: int, received: list[int]) -> Page:
    """A tab of the browser, which notes when a row changes to what."""
    page = context.new_page()

    def count(socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: received.append(len(data)))

    page.on("websocket", count)
    page.goto(product.base_url)
    page.locator("[data-testid=job-row]").nth(jobs - 1).wait_for()
    page.wait_for_timeout(500)
    page.evaluate(WATCH)
    return page


def follow(product: Product, count: int, stop: threading.Event) -> None:
    """Tabs without a browser, all of one session."""
    first = PageTab(product, stop)
    for tab in (first, *(PageTab(product, stop, beside=first) for _ in range(count - 1))):
        threading.Thread(target=tab.follow, daemon=True).start()


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report(product: Product, jobs: list[dict[str, object]], seconds: int) -> dict[tuple[str, str], float]:
    """Let every job say once a second how far it is; when each said what, by job and text of its row."""
    publisher = redis.Redis(unix_socket_path=socket_of(product))
    account, sent = account_of(product), {}
    for percent in range(1, seconds + 1):
        for number, job in enumerate(jobs):
            until = began(percent, number, len(jobs), sent)
            time.sleep(max(0.0, until - time.time()))
            sent[str(job["job_id"]), f"Converting {percent} %"] = time.time() * 1000
            publisher.publish("cuedeck:events", message(job, account, float(percent)))
    time.sleep(1.0)
    return sent


def began(percent: int, number: int, jobs: int, sent: dict[tuple[str, str], float]) -> float:
    """When this report is due: the jobs' are spread over each second."""
    first = min(sent.values()) / 1000 if sent else time.time()
    return first + (percent - 1) + number / jobs


def socket_of(product: Product) -> str:
    from app.core.settings import Settings

    return str(Settings(data_dir=product.data_dir).redis_socket())


def account_of(product: Product) -> str:
    with sqlite3.connect(product.data_dir / "cuedeck.db") as database:
        return str(database.execute("SELECT id FROM account").fetchone()[0])


def delays(pages: list[Page], sent: dict[tuple[str, str], float]) -> tuple[list[float], int]:
    """Milliseconds from publish to page, and how many changes no page was to show, as a newer one came."""
    found, skipped = [], 0
    for page in pages:
        seen = page.evaluate("window.changes")
        for (job, text), at in sent.items():
            if (shown := seen.get(job, {}).get(text)) is None:
                skipped += 1
            else:
                found.append(shown - at)
    return sorted(found), skipped


def main() -> None:
    tabs, count, seconds = (int(word) for word in [*sys.argv[1:], "50", "20", "20"][:3])
    stop, received = threading.Event(), []
    with cuedeck() as product, product.client() as client, running_browser() as browser:
        made = [
            client.post("/v1/jobs?wait=30", files={"source": (f"{number}.srt", SRT)}).json()
            for number in range(count)
        ]
        put_to_work(product)
        os.environ.update({k: v for k, v in product.environment.items() if k.startswith("CUEDECK_")})
        context = browser.new_context(base_url=product.base_url)
        sign_in(context, product)
        pages = [opened(context, product, count, received) for _ in range(min(tabs, IN_BROWSER))]
        follow(product, tabs - len(pages), stop)
        time.sleep(3.0)
        received.clear()
        web = process(product, "app.supervisor.serve")
        used, began_at = cpu_seconds(web), time.monotonic()
        sent = report(product, made, seconds)
        share = (cpu_seconds(web) - used) / (time.monotonic() - began_at)
        times, skipped = delays(pages, sent)
        p50, p95 = statistics.median(times), times[int(len(times) * 0.95)]
        size = statistics.median(n for n in received if n > 20)
        print(f"{tabs} tabs, {count} jobs, {len(sent) / seconds:.0f} changes a second")
        print(f"  change to page            p50 {p50:4.0f} ms   p95 {p95:4.0f} ms   (p95 under 300)")
        print(f"  web process               {share:4.0%} of a core             (under 30 %)")
        print(
            f"  on the wire               {size:5.0f} bytes; {skipped} of {len(sent) * len(pages)} overtaken"
        )
        stop.set()
    print(machine())


if __name__ == "__main__":
    main()
