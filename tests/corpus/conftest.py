"""Marks every test of this folder, and leaves them out of a run that does not ask for their mark."""

from collections.abc import Iterator

import httpx
import pytest

from tests.support.product import Product

_HERE = "tests/corpus/"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    ours = [item for item in items if item.nodeid.startswith(_HERE)]
    for item in ours:
        item.add_marker(pytest.mark.corpus)
    if "corpus" not in config.option.markexpr:
        config.hook.pytest_deselected(items=ours)
        items[:] = [item for item in items if not item.nodeid.startswith(_HERE)]


@pytest.fixture
def api(studio: Product) -> Iterator[httpx.Client]:
    with studio.client() as client:
        yield client
