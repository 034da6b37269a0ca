"""A running product for media work, with engines and servers of the tests' own beside it."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.engines.fake_server import FakeServer, fake_server
from tests.support.http_server import LocalServer, local_server
from tests.support.media.jobs import LONGEST_SECONDS
from tests.support.product import Product, free_port, start, stop

MODELS = Path(os.environ.get("CUEDECK_MODEL_DIR") or Path.home() / ".cache" / "cuedeck" / "models")


@dataclass(frozen=True)
class Servers:
    """Remote engines as they can be: one that answers as told, and the address of one that is not there."""

    fake: FakeServer
    site: LocalServer


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    with fake_server() as fake, local_server() as site:
        yield Servers(fake, site)


@pytest.fixture(scope="session")
def studio(servers: Servers) -> Iterator[Product]:
    """A product that may fetch from this machine, with two remote translators, one of which is down."""
    nowhere = f"http://127.0.0.1:{free_port()}/v1"
    remotes = {
        "libretranslate": {"url": servers.fake.url, "key": "secret", "retries": 0},
        "openai-chat": {
            "url": nowhere,
            "model": "any",
            "retries": 0,
            "timeout": 5,
        },
    }
    with tempfile.TemporaryDirectory(prefix="cuedeck-studio-") as folder:
        running = start(
            Path(folder) / "data",
            CUEDECK_MODEL_DIR=str(MODELS),
            CUEDECK_FETCH_ALLOW='["127.0.0.1"]',
            CUEDECK_ENGINES__EXTRACTORS='["tests.support.media.ytdlp_site:LocalSiteIE"]',
            CUEDECK_ENGINES__REMOTES=json.dumps(remotes),
            CUEDECK_LIMITS__MEDIA_SECONDS=str(LONGEST_SECONDS),
            CUEDECK_JOBS__HEARTBEAT_SECONDS="0.3",
        )
        yield running
        stop(running)
