"""A server that is killed and comes back, under a form with files ready and a file on its way."""

from __future__ import annotations

import os
import random
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.support import product as products
from tests.support.page.screen import SRT, Screen, open_screen, sign_in, until
from tests.support.product import Product

pytestmark = pytest.mark.e2e
PATIENCE = 120_000


class Killable:
    """An instance that is killed, every process of it, and started again at the same address."""

    def __init__(self, data_dir: Path) -> None:
        self.now = products.start(data_dir, **products.CAPTIONS_ONLY)

    def kill(self) -> None:
        os.killpg(self.now.process.pid, signal.SIGKILL)
        self.now.process.wait()

    def start(self) -> Product:
        port = int(self.now.base_url.rsplit(":", 1)[1])
        self.now = products.start(self.now.data_dir, port=port, **products.CAPTIONS_ONLY)
        return self.now


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killable]:
    running = Killable(tmp_path_factory.mktemp("restart") / "data")
    yield running
    products.stop(running.now)


@pytest.fixture
def context(browser: Browser, server: Killable) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=server.now.base_url, viewport={"width": 1440, "height": 900})
    sign_in(made, server.now)
    yield made
    made.close()


@pytest.fixture
def screen(context: BrowserContext) -> Screen:
    return open_screen(context)


def test_files_that_are_ready_and_their_choices_outlive_a_restart(
    screen: Screen, server: Killable, tmp_path: Path
) -> None:
    for name in ("ready-1.srt", "ready-2.srt"):
        (tmp_path / name).write_text(SRT)
    screen.drop(tmp_path / "ready-1.srt", tmp_path / "ready-2.srt")
    expect(screen.page.get_by_test_id("file-row")).to_have_count(2, timeout=PATIENCE)
    screen.choose("target-profile", "SAMI")
    screen.page.get_by_test_id("options").locator("summary").click()
    screen.page.get_by_label("Offset").fill("00:00:10:00")
    screen.page.get_by_label("Offset").press("Tab")
    kept = "sessionStorage.getItem('cuedeck-form') ?? ''"
    until(screen.page, lambda: "00:00:10:00" in screen.page.evaluate(kept))
    server.kill()
    expect(screen.page.get_by_test_id("offline")).to_be_visible(timeout=PATIENCE)
    product = server.start()
    expect(screen.page.get_by_test_id("offline")).to_have_count(0, timeout=PATIENCE)
    expect(screen.page.get_by_test_id("job-type")).to_have_value("Convert")
    expect(screen.page.get_by_test_id("submit-job")).to_have_text("Convert 2 files", timeout=PATIENCE)
    expect(screen.page.get_by_test_id("target-profile")).to_have_attribute("data-value", "SAMI")
    expect(screen.page.get_by_label("Offset")).to_have_value("00:00:10:00")
    screen.submit()
    for name in ("ready-1.srt", "ready-2.srt"):
        expect(screen.row(name)).to_have_attribute("data-status", "completed", timeout=PATIENCE)
    with product.client() as api:
        [job] = api.get("/v1/jobs", params={"q": "ready-1.srt"}).json()["items"]
        made = api.get(job["download_url"]).text
    assert re.search(r"Start=.?11\d{3}", made), made


def test_an_upload_survives_a_cut_network_a_killed_server_and_a_reload(
    context: BrowserContext, screen: Screen, server: Killable, tmp_path: Path
) -> None:
    """Two pieces of a file, each interrupted: what has arrived is not sent again, and the bytes are right."""
    page, path = screen.page, tmp_path / "on-its-way.mp4"
    page.on("dialog", lambda dialog: dialog.accept())
    path.write_bytes(random.Random(14).randbytes(40_000_000))
    network = context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 2_000_000}
    network.send("Network.emulateNetworkConditions", slow)
    screen.drop(path)
    row = page.get_by_test_id("upload-row")
    expect(row).to_contain_text(re.compile(r"\d+ % · .* MB/s · \d+ s left"), timeout=PATIENCE)
    network.send("Network.emulateNetworkConditions", slow | {"offline": True})
    expect(row).to_contain_text("The connection was lost before the file had arrived.", timeout=PATIENCE)
    network.send("Network.emulateNetworkConditions", slow)
    expect(row).to_have_attribute("data-status", "sending", timeout=PATIENCE)
    until(page, lambda: arrived(server) > 8_000_000, 120)
    server.kill()
    expect(row).to_have_attribute("data-status", "lost", timeout=PATIENCE)
    there = arrived(server)
    server.start()
    expect(row).to_have_attribute("data-status", "sending", timeout=PATIENCE)
    until(page, lambda: arrived(server) > there, 120)
    page.reload()  # which may end what slows the network down: the rest can come at once
    network = context.new_cdp_session(page)
    network.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    expect(screen.file(path.name)).to_be_visible(timeout=PATIENCE)
    expect(row).to_have_count(0)
    stored = [file for file in (server.now.data_dir / "files").rglob("*") if file.is_file()]
    assert path.read_bytes() in [file.read_bytes() for file in stored]
    assert list((server.now.data_dir / "resumable").glob("*.part")) == []


def arrived(server: Killable) -> int:
    """Bytes of the one unfinished upload that the server has; it was begun only once."""
    parts = list((server.now.data_dir / "resumable").glob("*.part"))
    assert len(parts) == 1
    return parts[0].stat().st_size
