"""Instances whose leases end soon, so that a test of faults need not wait long for them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.product import CAPTIONS_ONLY, Product, start, stop
from tests.support.services.faults import conditions

QUICK = {
    **CAPTIONS_ONLY,
    "CUEDECK_JOBS__LEASE_SECONDS": "4",
    "CUEDECK_JOBS__HEARTBEAT_SECONDS": "0.5",
    "CUEDECK_JOBS__FROZEN_SECONDS": "15",
    "CUEDECK_TRUSTED_PROXIES": '["127.0.0.1/32"]',
    "CUEDECK_LOG_LEVEL": "WARNING",
    "CUEDECK_FETCH_ALLOW": '["127.0.0.1/32"]',
}


@contextmanager
def instance() -> Iterator[Product]:
    with tempfile.TemporaryDirectory(prefix="cuedeck-faults-") as folder:
        running = start(Path(folder) / "data", **QUICK, **conditions.settings(Path(folder)))
        yield running
        stop(running)
