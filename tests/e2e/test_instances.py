"""Two instances side by side from one checkout, and two web processes of one instance, in a browser.

One built page serves every address. Before the web processes is a proxy that sends each connection to the
next one: no sticky sessions.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect

from tests.support.page.screen import SRT, Screen, open_screen, until
from tests.support.product import CAPTIONS_ONLY, ROOT, Product, start, stop
from tests.support.servers.collector import Collector, collector
from tests.support.servers.postgres import running_postgres
from tests.support.servers.receivers import Receiver, receiver
from tests.support.servers.round_robin import RoundRobin, round_robin
from tests.support.servers.valkey import running_valkey

pytestmark = pytest.mark.e2e
OTHERS = (".git", ".venv", "node_modules", ".hypothesis", ".docs")


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


TAPE_BYTES = 24_000_000


@dataclass
class Webs:
    """One instance with two web processes; `proxy` is the only address that a person knows."""

    proxy: RoundRobin
    first: Product
    second: Product
    spans: Collector
    consumer: Receiver

    def api(self) -> httpx.Client:
        """Each request by a connection of its own, and so to the other process in turn."""
        headers = {"authorization": f"Bearer {self.first.key}", "connection": "close"}
        return httpx.Client(base_url=self.proxy.url, headers=headers, timeout=60)


@pytest.fixture(scope="module")
def webs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Webs]:
    folder = tmp_path_factory.mktemp("webs")
    with ExitStack() as stack:
        database, valkey = (stack.enter_context(each()) for each in (running_postgres, running_valkey))
        spans, consumer = stack.enter_context(collector()), stack.enter_context(receiver())
        shared = {
            **spans.environment,
            "CUEDECK_FETCH_ALLOW": '["127.0.0.1"]',
            "CUEDECK_DATABASE_URL": database,
            "CUEDECK_BROKER_URL": valkey,
            "CUEDECK_PAGE_STATE_URL": valkey.replace("/0", "/1"),
            "CUEDECK_FILES_DIR": str(folder / "files"),
            **CAPTIONS_ONLY,
        }
        made = []
        for name, role in (("one", "up"), ("two", "web")):
            made.append(start(folder / name, role=role, **shared))
            stack.callback(stop, made[-1])
        ports = (int(each.base_url.rpartition(":")[2]) for each in made)
        yield Webs(stack.enter_context(round_robin(*ports)), *made, spans, consumer)


@pytest.fixture
def signed_in(browser: Browser, webs: Webs) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=webs.proxy.url)
    form = {"email": webs.first.email, "password": webs.first.password}
    answer = context.request.post(
        "/auth/sign-in", form=form, headers={"origin": webs.proxy.url}, max_redirects=0
    )
    assert answer.status == 303, answer.text()
    yield context
    context.close()


def test_a_page_works_whichever_process_it_reaches(
    webs: Webs, signed_in: BrowserContext, tmp_path: Path
) -> None:
    with webs.api() as api:
        hook = {"url": webs.consumer.url(), "events": ["job.completed"]}
        assert api.post("/v1/webhooks", json=hook).status_code == 201
    screen = open_screen(signed_in)
    page = screen.page
    film = tmp_path / "pilot.srt"
    film.write_text(SRT)
    screen.drop(film)
    expect(screen.file(film.name)).to_contain_text("cue")
    screen.choose("target-profile", "WebVTT")
    screen.submit()
    screen.completed(film.name)
    _trace(webs, page)
    screen.row(film.name).get_by_test_id("select-job").click()
    expect(page.get_by_test_id("bulk-bar")).to_contain_text("1 job selected")
    for name in (
        "second.srt",
        "third.srt",
    ):  # live again after each change of the process, and nothing is lost
        webs.proxy.cut()
        expect(page.get_by_test_id("offline")).to_have_count(0)
        _submit(webs, name)
        screen.completed(name)
        expect(page.get_by_test_id("bulk-bar")).to_contain_text("1 job selected")
    assert all(webs.proxy.connections.values())
    assert len(webs.proxy.connections) == 2
    _resume(webs, screen, tmp_path)
    _edit(webs, page)


def _trace(webs: Webs, page: Page) -> None:
    """From the click over the worker to the webhook it is one trace."""
    until(page, lambda: webs.consumer.accepted != [], 60)
    trace = webs.consumer.accepted[0].headers["traceparent"].split("-")[1]
    wanted = {
        ("worker", "job convert"),
        ("worker", "stage converting"),
        ("dispatcher", "webhook job.completed"),
    }
    until(page, lambda: webs.spans.names(trace) > wanted)
    clicks = {name for process, name in webs.spans.names(trace) if process == "web"}
    assert any("submit" in name for name in clicks), clicks


def _submit(webs: Webs, name: str) -> None:
    with webs.api() as api:
        sent = {"source": (name, SRT.encode())}
        once = {"idempotency-key": name}
        form = {"config": '{"target_profile": "WebVTT"}'}
        answers = [api.post("/v1/jobs", files=sent, data=form, headers=once) for _ in "ab"]
    assert [answer.status_code for answer in answers] == [202, 202], answers[0].text
    assert answers[0].json()["job_id"] == answers[1].json()["job_id"]
    left = [int(answer.headers["x-ratelimit-remaining"]) for answer in answers]
    assert left[1] < left[0]


def _resume(webs: Webs, screen: Screen, folder: Path) -> None:
    """The connection breaks in the middle, and the other process takes the rest."""
    tape = folder / "tape.mp4"
    tape.write_bytes(os.urandom(TAPE_BYTES))
    webs.proxy.cut_after = TAPE_BYTES // 2
    with screen.page.expect_response(
        lambda answer: answer.request.method == "PATCH" and answer.status == 204, timeout=60_000
    ) as last:
        screen.drop(tape)
    assert 0 < int(last.value.request.headers["upload-offset"]) < TAPE_BYTES
    found = webs.first.data_dir.parent / "files"
    whole = hashlib.sha256(tape.read_bytes()).hexdigest()
    sizes = [path for path in found.rglob("*") if path.is_file() and path.stat().st_size == TAPE_BYTES]
    assert [hashlib.sha256(path.read_bytes()).hexdigest() for path in sizes] == [whole]


def _edit(webs: Webs, page: Page) -> None:
    with webs.api() as api:
        number = api.get("/v1/jobs", params={"q": "pilot"}).json()["items"][0]["number"]
    page.goto(f"/jobs/{number}/edit")
    expect(page.get_by_test_id("editor")).to_have_attribute("data-phase", "ready")
    words = page.get_by_test_id("editor-cue-text")
    for text in ("Hello there", "Hello again"):
        words.fill(text)
        expect(page.get_by_test_id("editor-saved")).to_have_attribute("data-state", "saved")
        webs.proxy.cut()
    page.reload()
    until(page, lambda: words.input_value() == "Hello again")
