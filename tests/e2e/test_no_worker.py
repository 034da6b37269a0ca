"""Jobs that nobody works on: the bar over the history, the row and the drawer, as workers come and go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.page.accessibility import page_width, violations
from tests.support.page.job_states import Maker
from tests.support.page.screen import SRT, sign_in
from tests.support.product import CAPTIONS_ONLY, ROOT, Product, start, stop
from tests.support.services.faults import processes

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
PATIENCE = 90_000
"""Milliseconds for a worker to start, or to be missed after half a minute of silence."""


@pytest.fixture
def captions_only(tmp_path: Path) -> Iterator[Product]:
    running = start(tmp_path / "data", **CAPTIONS_ONLY)
    yield running
    stop(running)


@contextmanager
def media_worker(product: Product) -> Iterator[None]:
    command = [sys.executable, "-m", "celery", "--quiet", "--app", "tasks.worker", "worker"]
    process = subprocess.Popen(
        [*command, "--pool", "threads", "--queues", "media", "--hostname", "media@here"],
        cwd=ROOT,
        env=product.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_the_page_says_who_works_on_nothing(browser: Browser, captions_only: Product) -> None:
    maker = Maker(captions_only)
    context = browser.new_context(base_url=captions_only.base_url, reduced_motion="reduce")
    sign_in(context, captions_only)
    page = context.new_page()
    page.goto("/")
    bar = page.get_by_test_id("no-worker")
    expect(bar).to_contain_text(
        "media jobs (Extract captions, Download, Preview, Fingerprint, Comments) and speech jobs ("
    )
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], width
        assert page_width(page) <= width
    page.set_viewport_size({"width": 1440, "height": 900})
    with media_worker(captions_only):
        expect(bar).not_to_contain_text("media", timeout=PATIENCE)
        expect(bar).to_contain_text("speech jobs (Transcribe, Translate, Align, Synchronize, Voiceover, Dub)")
    job = maker.queued()  # nobody is there any more, but that is not known yet
    page.goto(f"/?job={job.id}")
    row, reason = page.locator(f'[data-job-id="{job.id}"]'), page.get_by_test_id("waiting-reason")
    expect(page.get_by_test_id("job-detail")).to_be_visible()
    expect(bar).to_contain_text("media jobs", timeout=PATIENCE)
    expect(reason).to_contain_text("Nobody is working on media jobs")
    expect(row.locator(".row-stage")).to_have_attribute("title", reason.inner_text())
    _without_broker(page, captions_only)
    context.close()


def _without_broker(page: Page, product: Product) -> None:
    """Live updates are paused and said to be; a job that is submitted appears and ends all the same."""
    page.goto("/")
    bar = page.get_by_test_id("live-paused")
    frozen = processes.send(product, processes.VALKEY, signal.SIGSTOP)
    try:
        expect(bar).to_contain_text("Live updates are paused", timeout=PATIENCE)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], width
            assert page_width(page) <= width
        with product.client() as api:
            files = {"source": ("unheard.srt", SRT.encode())}
            made = api.post("/v1/jobs", files=files, data={"config": '{"target_profile": "WebVTT"}'}).json()
        row = page.locator(f'[data-job-id="{made["job_id"]}"]')
        expect(row).to_have_attribute("data-status", "completed", timeout=PATIENCE)
    finally:
        os.kill(frozen, signal.SIGCONT)
    expect(bar).to_have_count(0, timeout=PATIENCE)
