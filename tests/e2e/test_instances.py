"""One built page for every address: two instances side by side from one checkout, both alive in a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, WebSocket

from tests.support.product import CAPTIONS_ONLY, ROOT, Product, start, stop

pytestmark = pytest.mark.e2e
OTHERS = (".git", ".venv", "node_modules", ".hypothesis")


@pytest.fixture(scope="module")
def instances(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Product]]:
    other = start(tmp_path_factory.mktemp("other") / "data", **CAPTIONS_ONLY)
    yield [product, other]
    stop(other)


@dataclass
class Sockets:
    """What the pages of a browser said to their server, and what they heard."""

    addresses: set[str] = field(default_factory=set)
    heard: list[str] = field(default_factory=list)

    def watch(self, socket: WebSocket) -> None:
        self.addresses.add(socket.url.split("?")[0])
        socket.on("framereceived", lambda frame: self.heard.append(str(frame)))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_each_page_talks_to_its_own_instance(browser: Browser, instances: list[Product], host: str) -> None:
    for instance in instances:
        address = instance.base_url.replace("127.0.0.1", host)
        sockets = Sockets()
        context = browser.new_context()
        page = context.new_page()
        page.on("websocket", sockets.watch)
        page.goto(address)
        # Socket.IO answers a connection that it takes with a packet that begins with 40.
        while not any(frame.startswith("40") for frame in sockets.heard):
            page.wait_for_timeout(50)
        assert sockets.addresses == {address.replace("http", "ws") + "/_event/"}
        context.close()


def test_running_writes_nothing_into_the_checkout(instances: list[Product]) -> None:
    begun = min(instance.data_dir.stat().st_ctime for instance in instances)
    assert [path for path in checkout_files() if path.stat().st_mtime > begun] == []


def checkout_files() -> Iterator[Path]:
    """Sources and built pages; Python, and the tools that test, keep what they compiled beside them."""
    for folder, names, files in os.walk(ROOT):
        names[:] = [name for name in names if name not in OTHERS and "cache" not in name]
        yield from (Path(folder, file) for file in files)
