"""The caption editor with many cues: the time until it is open, and from a key to the screen.

    python bench/editor.py [CUES] [KEYS]

A key's time runs from its keydown to the second frame after it, when its letter has been painted.
"""

from __future__ import annotations

import statistics
import sys
import time

from bare.instance import cuedeck, machine
from live import FLAGS
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.support.page.browser import chromium
from tests.support.product import Product

TIME_KEYS = """element => {
  window.keyTimes = [];
  element.addEventListener("keydown", () => {
    const begun = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => window.keyTimes.push(performance.now() - begun)));
  });
}"""


def captions(count: int) -> bytes:
    def clock(seconds: int, rest: str) -> str:
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{rest}"

    cues = (
        f"{n}\n{clock(2 * n, '000')} --> {clock(2 * n + 1, '900')}\nLine {n} of a long film,\nin two rows.\n"
        for n in range(1, count + 1)
    )
    return "\n".join(cues).encode()


def signed_in(context: BrowserContext, product: Product) -> None:
    form = {"email": product.email, "password": product.password}
    context.request.post(
        f"{product.base_url}/auth/sign-in", form=form, headers={"origin": product.base_url}, max_redirects=0
    )


def open_time(page: Page, address: str) -> float:
    begun = time.perf_counter()
    page.goto(address)
    page.wait_for_selector('[data-testid=editor-cue-text]:not([value=""])')
    return time.perf_counter() - begun


def main() -> None:
    cues = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    keys = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    with cuedeck() as product, product.client() as client, sync_playwright() as playwright:
        sent = {"source": ("film.srt", captions(cues))}
        job = client.post("/v1/jobs?wait=60", files=sent, data={"target_profile": "WebVTT"}).json()
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        signed_in(context, product)
        address = f"{product.base_url}/jobs/{job['number']}/edit"
        times = []
        for _ in range(4):
            page = context.new_page()
            times.append(open_time(page, address))
        text = page.get_by_test_id("editor-cue-text")
        text.evaluate(TIME_KEYS)
        text.press_sequentially("typing " * (keys // 7 + 1), delay=60)
        page.wait_for_timeout(500)
        taken = sorted(page.evaluate("window.keyTimes"))
        browser.close()
    print(machine())
    print(f"{cues:,} cues, first opening (the file is read): {times[0]:.2f} s")
    print(f"{cues:,} cues, opened again, median of {len(times) - 1}: {statistics.median(times[1:]):.2f} s")
    print(f"a key, median of {len(taken)}: {statistics.median(taken):.0f} ms")
    print(f"a key, 95th percentile: {taken[int(len(taken) * 0.95)]:.0f} ms")


if __name__ == "__main__":
    main()
