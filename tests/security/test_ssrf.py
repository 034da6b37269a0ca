"""A hundred ways to write an address of the own network, wherever one is taken: no connection is made."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.errors import AppError
from app.core.http_fetch.client import GuardedClient

V4 = [
    "127.0.0.1",
    "127.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
]
V6 = [
    *("::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe"),
    *("64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "::127.0.0.1"),
    *("fec0::1", "ff02::1", "64:ff9b:1::1"),
]


def _spellings(address: str) -> list[str]:
    """One IPv4 address as everything that some resolver understands."""
    number = int(ipaddress.IPv4Address(address))
    parts = [int(part) for part in address.split(".")]
    return [
        address,
        str(number),
        hex(number),
        oct(number).replace("0o", "0"),
        ".".join(hex(part) for part in parts),
        ".".join(f"0{part:o}" for part in parts),
        f"{parts[0]}.{number & 0xFFFFFF}",
        f"{parts[0]}.{parts[1]}.{number & 0xFFFF}",
        f"{address}.",
        "".join(chr(0xFF10 + int(c)) if c.isdigit() else "\u3002" for c in address),
    ]


HOSTS = [each for address in V4 for each in _spellings(address)] + [f"[{each}]" for each in V6]
HOSTS += ["localhost", "LOCALHOST", "localhost.", "a.localhost", "ip6-localhost"]
HOSTS += ["user@127.0.0.1", "example.com@127.0.0.1", "127.0.0.1#@example.com", "127.0.0.1\\@example.com"]
URLS = [f"http://{host}/latest/meta-data" for host in HOSTS]
URLS += [
    f"{scheme}://127.0.0.1/" for scheme in ("file", "gopher", "ftp", "dict", "ldap", "unix", "data", "jar")
]
URLS += [
    "http://127.0.0.1:6379/",
    "http://127.0.0.1:99999/",
    "//127.0.0.1/",
    "http:127.0.0.1",
    "http://0/",
    "http://",
]


@pytest.fixture(autouse=True)
def no_connection(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Notes every connection that is begun; names are looked up as this machine does, or not at all."""
    begun: list[Any] = []
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family == socket.AF_UNIX:  # our own processes, which no address of a person leads to
            return connect(self, address)
        begun.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return begun


def test_there_are_a_hundred_forms() -> None:
    assert len(set(URLS)) >= 100


@pytest.mark.parametrize("url", URLS)
def test_nothing_is_fetched_or_called(url: str, no_connection: list[Any], tmp_path: Path) -> None:
    client = GuardedClient(timeout=2, total_timeout=5)
    for ask in (lambda: client.download(url, tmp_path / "a"), lambda: client.post(url, b"{}", {})):
        with pytest.raises(AppError):
            ask()
    assert [each for each in no_connection if not _elsewhere(each)] == []
    assert list(tmp_path.iterdir()) == []


def _elsewhere(address: Any) -> bool:
    """Whether a connection went to a name server, which is how a name becomes an address."""
    return isinstance(address, tuple) and address[1] == 53


Place = Callable[[TestClient, str], Any]
PLACES: dict[str, Place] = {
    "source": lambda api, url: api.post(
        "/v1/jobs?dry_run=true", json={"job_type": "transcribe", "media_url": url}
    ),
    "captions": lambda api, url: api.post(
        "/v1/jobs?dry_run=true", json={"job_type": "translate", "srt_url": url, "target_language": "es"}
    ),
    "webhook of a job": lambda api, url: api.post(
        "/v1/jobs?dry_run=true", json={"srt_content": "x", "webhook": url}
    ),
    "webhook endpoint": lambda api, url: api.post("/v1/webhooks", json={"url": url}),
    "webhook of a preset": lambda api, url: api.post(
        "/v1/presets", json={"name": url[:40], "job_type": "convert", "webhook": url}
    ),
    "/job": lambda api, url: api.post("/job/new?v=4", json={"job_name": "x", "callback_url": url}),
}


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_no_place_of_the_api_connects(live: TestClient, place: str, no_connection: list[Any]) -> None:
    for url in URLS[::3]:
        answer = PLACES[place](live, url)
        assert answer.status_code < 500, (url, answer.text)
        assert answer.status_code not in (401, 404, 405, 429), (url, answer.text)
    assert [each for each in no_connection if isinstance(each, tuple) and not _elsewhere(each)] == []
