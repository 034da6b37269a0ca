"""Live updates in 20 open tabs: bytes a change, and the time from publish to changed page.

    python bench/live.py [TABS] [CHANGES]

A tab's time is taken by a MutationObserver on the job's row; the publisher runs on the same clock.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import sys
import time

import redis
from bare.instance import cuedeck, machine
from playwright.sync_api import Page, WebSocket, sync_playwright

from tests.support.product import Product

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
WATCH = """id => {
  window.changes = [];
  const row = document.querySelector(`[data-job-id="${id}"]`);
  new MutationObserver(() => window.changes.push(Date.now()))
    .observe(row, {subtree: true, childList: true, characterData: true, attributes: true});
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


def put_to_work(product: Product, job: dict[str, object]) -> None:
    """Let the database say what the messages say: a page does not believe that an ended job moves."""
    with sqlite3.connect(product.data_dir / "cuedeck.db") as database:
        database.execute(
            "UPDATE job SET stage = 'converting', status = 'processing', completed_at = NULL,"
            " lease_token = 'bench', lease_until = '2999-01-01 00:00:00' WHERE id = ?",
            (str(job["job_id"]),),
        )


def sign_in(page: Page, product: Product) -> None:
    page.goto(f"{product.base_url}/sign-in")
    page.fill("input[name=email]", product.email)
    page.fill("input[name=password]", product.password)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-testid=job-row]")


def main() -> None:
    tabs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    changes = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with cuedeck() as product, product.client() as client, sync_playwright() as playwright:
        srt = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
        job = client.post("/v1/jobs?wait=30", files={"source": ("a.srt", srt)}).json()
        put_to_work(product, job)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        context = browser.new_context()
        first = context.new_page()
        received: list[int] = []

        def count(socket: WebSocket) -> None:
            socket.on("framereceived", lambda data: received.append(len(data)))

        first.on("websocket", count)
        sign_in(first, product)
        pages = [first, *(context.new_page() for _ in range(tabs - 1))]
        for page in pages:
            page.goto(product.base_url)
            page.wait_for_selector(f'[data-job-id="{job["job_id"]}"]')
            page.wait_for_timeout(300)
            page.evaluate(WATCH, job["job_id"])
        os.environ.update({k: v for k, v in product.environment.items() if k.startswith("CUEDECK_")})
        publisher = redis.Redis(unix_socket_path=socket_of(product))
        account = account_of(product)
        received.clear()
        sent = []
        for number in range(changes):
            sent.append(time.time() * 1000)
            publisher.publish("cuedeck:events", message(job, account, number + 1.0))
            time.sleep(0.5)
        delays = []
        for page in pages:
            seen = page.evaluate("window.changes")
            delays += [min((at - begin for at in seen if at >= begin), default=None) for begin in sent]
        missed = sum(delay is None or delay > 500 for delay in delays)
        real = sorted(delay for delay in delays if delay is not None and delay <= 500)
        size = statistics.median(n for n in received if n > 20)
        p50, p95 = statistics.median(real), real[int(len(real) * 0.95)]
        print(f"Live change, {tabs} tabs      p50 {p50:5.0f} ms   p95 {p95:5.0f} ms   (p50 under 50)")
        print(
            f"  on the wire              {size:5.0f} bytes (at most 400)   missed {missed} of {len(delays)}"
        )
        browser.close()
    print(machine())


def socket_of(product: Product) -> str:
    from app.core.settings import Settings

    return str(Settings(data_dir=product.data_dir).redis_socket())


def account_of(product: Product) -> str:
    with sqlite3.connect(product.data_dir / "cuedeck.db") as database:
        return str(database.execute("SELECT id FROM account").fetchone()[0])


if __name__ == "__main__":
    main()
