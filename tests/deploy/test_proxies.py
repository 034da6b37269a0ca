"""One instance below a base path, the page as it was built: alone, and with TLS behind nginx and Caddy."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.page.browser import running_browser
from tests.support.page.screen import SAMPLES, Screen
from tests.support.product import CAPTIONS_ONLY, EMAIL, PASSWORD, Product, start, stop
from tests.support.servers import proxies

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
BASE = "/cuedeck"
Proxy = Callable[[Path, int, Path, str], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For this module: while it runs, nothing else in this process may be asynchronous."""
    with running_browser() as started:
        yield started


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    settings = {
        "CUEDECK_BASE_PATH": BASE,
        "CUEDECK_TRUSTED_PROXIES": '["127.0.0.1"]',
        "CUEDECK_SEND_FILES": "x-accel-redirect",
    }
    running = start(tmp_path_factory.mktemp("below") / "data", **CAPTIONS_ONLY, **settings)
    yield running
    stop(running)


def alone(folder: Path, upstream: int, files: Path, base: str) -> AbstractContextManager[str]:
    return nullcontext(f"http://127.0.0.1:{upstream}{base}")


@pytest.mark.parametrize("proxy", [alone, proxies.nginx, proxies.caddy])
def test_all_works_below_a_path(proxy: Proxy, below: Product, browser: Browser, tmp_path: Path) -> None:
    port = int(below.origin.rpartition(":")[2])
    with proxy(tmp_path, port, below.data_dir / "files", BASE) as address:
        person(browser, address, tmp_path)
        program(address, below.key)


def person(browser: Browser, address: str, tmp_path: Path) -> None:
    """Sign in, drop a file, see it completed live, download it, share it, look around, sign out."""
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    outside: list[str] = []
    page.on(
        "request", lambda request: outside.append(request.url) if not ours(request.url, address) else None
    )
    page.goto(address)
    expect(page).to_have_url(f"{address}/sign-in")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("job-type")).to_have_attribute("data-value", "convert")
    expect(page.get_by_role("table", name="Loading")).to_have_count(0)  # the page is connected
    shared = convert(Screen(page), tmp_path / f"{proxy_name(address)}.srt")
    look_around(page, address)
    assert outside == []
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile(re.escape(f"{address}/sign-in") + "/?"))
    page.goto(shared)
    expect(page.get_by_role("link", name="Download")).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("link", name="Download").click()
    assert Path(started.value.path()).read_text().startswith("WEBVTT")
    context.close()


def convert(screen: Screen, file: Path) -> str:
    """Drop a file, and download and share what becomes of it; gives the link."""
    file.write_bytes((SAMPLES / "harbour.srt").read_bytes())
    screen.drop(file)
    expect(screen.file(file.name)).to_contain_text("cues")
    screen.choose("target-profile", "WebVTT")
    screen.submit()
    row = screen.completed(file.name)
    with screen.page.expect_download() as started:
        row.get_by_test_id("download").click()
    assert Path(started.value.path()).read_text().startswith("WEBVTT")
    row.get_by_test_id("share").click()
    screen.page.get_by_role("button", name="Create link").click()
    shared = screen.page.get_by_test_id("share-url").input_value()
    screen.page.keyboard.press("Escape")
    return str(shared)


def look_around(page: Page, address: str) -> None:
    """Links inside the page, links past it, and addresses opened anew."""
    page.get_by_role("link", name="Settings").click()
    expect(page).to_have_url(f"{address}/settings")
    page.reload()
    expect(page.get_by_role("link", name="API reference").first).to_have_attribute("href", f"{BASE}/docs")
    page.get_by_role("link", name="API reference").first.click()
    expect(page.locator(".swagger-ui .title")).to_contain_text("Cuedeck")
    page.goto(f"{address}/jobs/1")
    expect(page.get_by_role("heading", level=1)).to_contain_text(".srt")
    page.goto(f"{address}/")


def program(address: str, key: str) -> None:
    """The API: uploads, addresses in answers, ranges, a link, and what is elsewhere."""
    client = httpx.Client(
        base_url=address, headers={"authorization": f"Bearer {key}"}, verify=False, timeout=60
    )
    with client:
        times = [f"00:{n // 60:02}:{n % 60:02}" for n in range(1, 3500)]
        text = "".join(f"{n}\n{at},000 --> {at},900\n{'Hello' * 90}\n\n" for n, at in enumerate(times, 1))
        config = json.dumps({"target_profile": "WebVTT"})
        made = client.post("/v1/jobs?wait=60", data={"config": config}, files={"source": ("long.srt", text)})
        assert made.status_code == 200, made.text
        assert made.headers["location"] == f"{BASE}/v1/jobs/{made.json()['job_id']}"
        url = made.json()["download_url"]
        assert url.startswith(f"{address}/d/")
        whole = client.get(f"/v1/jobs/{made.json()['job_id']}/outputs/0")
        assert hashlib.sha256(whole.content).hexdigest() == made.json()["outputs"][0]["sha256"]
        assert (whole.headers["x-content-type-options"], "x-accel-redirect" in whole.headers) == (
            "nosniff",
            False,
        )
        assert "sandbox" in whole.headers["content-security-policy"]
        part = client.get(url, headers={"range": "bytes=1000-1999"})
        assert (part.status_code, part.content) == (206, whole.content[1000:2000])
        assert part.headers["content-range"] == f"bytes 1000-1999/{len(whole.content)}"
        assert "long.vtt" in part.headers["content-disposition"]
        assert client.get(url, headers={"range": f"bytes={10**9}-"}).status_code == 416
        assert client.head(url).headers["content-length"] == str(len(whole.content))
        large = os.urandom(50 << 20)
        sent = client.post("/v1/uploads", files={"file": ("large.bin", large)})
        assert sent.status_code == 201, sent.text
        document = client.get("/openapi.json").json()
        assert document["servers"] == [{"url": BASE}]
        started = client.post(
            "/v1/uploads/tus",
            headers={"tus-resumable": "1.0.0", "upload-length": "5", "upload-metadata": "filename YS5zcnQ="},
        )
        assert started.headers["location"].startswith(f"{address}/v1/uploads/tus/")
    if address.startswith("http:"):
        elsewhere = httpx.get(address.removesuffix(BASE) + "/v1/jobs")
        assert (elsewhere.status_code, BASE in elsewhere.text) == (404, True)


def ours(url: str, address: str) -> bool:
    return url == address or url.startswith((f"{address}/", "blob:", "data:"))


def proxy_name(address: str) -> str:
    return "film-" + address.rpartition(":")[2].replace("/", "-")
