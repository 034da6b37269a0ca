"""Marks the tests of this folder, and leaves the long ones out of a run that does not ask for their mark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.product import Product
from tests.support.services.faults import table
from tests.support.services.faults.instance import instance

_HERE = "tests/faults/"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(_HERE):
            item.add_marker(pytest.mark.server)
            item.add_marker(pytest.mark.slow)
    if "faults" not in config.option.markexpr:
        long = [item for item in items if item.get_closest_marker("faults")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


def pytest_configure(config: pytest.Config) -> None:
    if not config.pluginmanager.has_plugin("faults-table"):
        config.pluginmanager.register(table, "faults-table")


@pytest.fixture(scope="package")
def product() -> Iterator[Product]:
    with instance() as running:
        yield running
