"""No form of Range brings more from a link than its download limit allows."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from app.core.db import read_scope, session_scope
from app.services.files import links
from models import Account, Link, Output
from tests.support.services.outputs import add_output

pytestmark = pytest.mark.slow

CONTENT = bytes(range(256)) * 40
SIZE, SPARE = len(CONTENT), len(CONTENT) // 2
ETAG = "{etag}"
RANGES = [
    None,
    "bytes=0-",
    "bytes=00-",
    "bytes=0000000000000000000000000-",
    "bytes=+0-",
    "bytes=0_0-",
    "Bytes=0-",
    "BYTES=0-",
    " bytes = 0 - ",
    "bytes=\t0-",
    "bytes=1-",
    "bytes=1-,0-0",
    "bytes=0-0,1-",
    "bytes=0-0, -1, 1-99999999",
    "bytes=5000-,0-5100",
    "bytes=,,0-,",
    "bytes=0-,0-,0-",
    "bytes=-99999999",
    f"bytes=-{SIZE}",
    f"bytes=-{SIZE - 1}",
    f"bytes=0-{SIZE - 1}",
    f"bytes=0-{SIZE // 2},{SIZE // 2 + 1}-",
    f"bytes=0-{10**30}",
    f"bytes=-{10**30}",
    f"bytes={10**30}-",
    "bytes=-" + "9" * 5000,
    "bytes=" + ",".join(f"{start}-{start + 1}" for start in range(0, 300, 3)),
    "bytes=" + ",".join(f"{start}-{start}" for start in range(101)),
    "bytes=-0",
    "bytes=-",
    "bytes=5-1",
    "bytes=a-b",
    "bytes",
    "bytes=",
    "items=0-",
    "0-",
    "",
]


@pytest.fixture
def output(account: Account) -> Output:
    with session_scope() as session:
        return add_output(session, account, CONTENT, "a.bin", "application/octet-stream")


def limited(output: Output, most: int | None = 1) -> tuple[str, str]:
    with session_scope() as session:
        link = links.create(session, output, max_downloads=most)
        return link.id, links.url(link, "")


def count(link_id: str) -> int:
    with read_scope() as session:
        return session.get_one(Link, link_id).download_count


def brought(client: TestClient, url: str, headers: dict[str, str]) -> int:
    """How many bytes of the file an answer brought: what is around the parts is not of the file."""
    answer = client.get(url, headers=headers)
    if answer.status_code not in (200, 206):
        return 0
    if answer.headers["content-type"].startswith("multipart/byteranges"):
        mark = b"--" + answer.headers["content-type"].partition("boundary=")[2].encode()
        parts = answer.content.split(mark)[1:-1]
        return sum(len(part.partition(b"\r\n\r\n")[2]) - 2 for part in parts)
    return len(answer.content)


@pytest.mark.parametrize(
    "more",
    [{}, *(pytest.param({"if-range": tag}, marks=pytest.mark.slow) for tag in (ETAG, '"other"'))],
    ids=str,
)
@pytest.mark.parametrize("wanted", RANGES)
def test_every_form_of_range_is_counted(
    app_client: TestClient, output: Output, wanted: str | None, more: dict[str, str]
) -> None:
    headers = {name: value.replace(ETAG, f'"{output.sha256}"') for name, value in more.items()}
    headers |= {} if wanted is None else {"range": wanted}
    link_id, url = limited(output)
    total = sum(brought(app_client, url, headers) for _ in range(5))
    assert total <= SIZE + SPARE
    assert count(link_id) == (1 if total else 0)

    link_id, url = limited(output)
    assert app_client.get(url).content == CONTENT
    assert sum(brought(app_client, url, headers) for _ in range(5)) <= SPARE
    assert app_client.get(url).status_code == 410
    assert count(link_id) == 1


def test_a_download_in_parts_counts_once(app_client: TestClient, output: Output) -> None:
    link_id, url = limited(output)
    parts = [
        app_client.get(url, headers={"range": f"bytes={start}-{start + 999}"}).content
        for start in range(0, SIZE, 1000)
    ]
    assert b"".join(parts) == CONTENT
    assert count(link_id) == 1
    again = app_client.get(url, headers={"range": f"bytes={SPARE}-"})  # the connection broke at half
    assert (again.status_code, len(again.content)) == (206, SPARE)
    assert app_client.get(url, headers={"range": "bytes=0-0"}).status_code == 410


def test_what_brings_nothing_counts_nothing(app_client: TestClient, output: Output) -> None:
    link_id, url = limited(output)
    assert app_client.head(url).headers["content-length"] == str(SIZE)
    assert app_client.head(url, headers={"range": "bytes=0-9"}).status_code == 206
    assert app_client.get(url, headers={"if-none-match": f'"{output.sha256}"'}).status_code == 304
    assert app_client.get(url, headers={"range": f"bytes={SIZE}-"}).status_code == 416
    assert count(link_id) == 0
    assert app_client.get(url).status_code == 200
    assert app_client.head(url).status_code == 410  # as GET would
    assert app_client.get(url, headers={"accept": "application/json"}).json()["code"] == "link_used_up"


def test_a_link_without_a_limit_counts_too(app_client: TestClient, output: Output) -> None:
    link_id, url = limited(output, None)
    assert all(app_client.get(url).status_code == 200 for _ in range(3))
    assert count(link_id) == 3


def test_an_empty_file_is_a_download(app_client: TestClient, account: Account) -> None:
    with session_scope() as session:
        empty = add_output(session, account, b"", "a.txt", "text/plain")
    _, url = limited(empty)
    assert [app_client.get(url).status_code for _ in range(2)] == [200, 410]


def test_bytes_that_never_left_are_given_back(
    app_client: TestClient, output: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that goes away after the first piece has the rest still to come."""
    monkeypatch.setattr("app.api.downloads.file_responses._File.chunk_size", 1000)
    link_id, url = limited(output)
    gone = asyncio.Event()
    sent: list[bytes] = []

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            sent.append(message["body"])
            gone.set()
            await asyncio.sleep(3600)  # the network takes no more

    asyncio.run(app_client.app(_scope(url), receive, send))  # type: ignore[arg-type]
    assert sent == [CONTENT[:1000]]
    with read_scope() as session:
        link = session.get_one(Link, link_id)
    assert (link.download_count, link.bytes_left) == (1, SIZE - 1000 + SPARE)


def _scope(url: str) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": url,
        "raw_path": url.encode(),
        "query_string": b"",
        "headers": [(b"host", b"testserver")],
        "server": ("testserver", 80),
        "client": ("127.0.0.1", 1),
    }
