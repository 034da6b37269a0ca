"""Every test process has its own data folder; in-process tests get an empty database each."""

from __future__ import annotations

import gc
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from tests.support import examples

ROOT = Path(__file__).resolve().parents[1]
TOGETHER = ("tests/e2e", "tests/tasks")
"""Folders whose files share what is dear to start: a browser, or a product with engines."""

_DATA = Path(tempfile.mkdtemp(prefix="cuedeck-tests-"))
for name in [name for name in os.environ if name.startswith("CUEDECK_") and name != "CUEDECK_CORPUS"]:
    if name != "CUEDECK_MODEL_DIR":
        del os.environ[name]
os.environ["CUEDECK_DATA_DIR"] = str(_DATA)

from sqlmodel import Session, SQLModel  # noqa: E402

from app.core import clock, queues  # noqa: E402
from app.core.db import engine, session_scope  # noqa: E402
from app.services.access import Principal  # noqa: E402
from app.services.accounts import sessions  # noqa: E402
from app.services.dispatch import workers  # noqa: E402
from models import Account  # noqa: E402

gc.set_threshold(50_000, 20, 50)  # a tenth of the time of tests that make thousands of documents
pytest_plugins = ["tests.support.product", "tests.support.api"]


def pytest_configure(config: pytest.Config) -> None:
    """Before any test is imported: how many examples hypothesis tries where a test does not say."""
    if "not slow" in config.option.markexpr:
        os.environ.setdefault("FUZZ", examples.FAST)
    settings.register_profile("cuedeck", examples.examples(100))
    settings.load_profile("cuedeck")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest in one piece comes first, so that at the end no processor waits for it."""
    page = {item.path for item in items if _needs_page(item)}  # it may still be building: others before them
    slow = page | {item.path for item in items if item.get_closest_marker("slow")}
    together = {item.path for item in items if _folder(item.nodeid) in TOGETHER}
    items.sort(key=lambda item: (item.path not in together, item.path not in slow, item.path in page))


def _needs_page(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("server") or item.get_closest_marker("e2e"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if _needs_page(item):
        assert not _build_problem(), _build_problem()


@cache
def _build_problem() -> str:
    """Build the page if it is not what its sources say, once; whoever comes second waits for the first."""
    done = subprocess.run([ROOT / "scripts" / "build.sh"], capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stderr or "The page could not be built."


def _folder(nodeid: str) -> str:
    return nodeid.partition("::")[0].rpartition("/")[0]


class Together(LoadFileScheduling):
    """The tests of a file run in one process, and so do those of a folder in `TOGETHER`."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return _folder(nodeid) if _folder(nodeid) in TOGETHER else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    return Together(config, log)


@pytest.fixture(autouse=True)
def real_time() -> Iterator[None]:
    yield
    clock.reset()


@pytest.fixture
def database() -> Iterator[None]:
    with empty_database():
        yield


@contextmanager
def empty_database() -> Iterator[None]:
    """An empty migrated-equivalent database (tests/models/test_migrations holds the two together).

    It says of every queue that somebody works on it.
    """
    SQLModel.metadata.create_all(engine())
    with session_scope() as session:
        workers.announce(session, "tests", queues.ALL)
    yield
    with Session(engine().execution_options(write=True)) as session:
        for table in reversed(SQLModel.metadata.sorted_tables):
            session.execute(table.delete())
        session.commit()


@pytest.fixture
def account(database: None) -> Account:
    with session_scope() as session:
        return sessions.ensure_owner(session)[0]


@pytest.fixture
def other_account(database: None) -> Account:
    with session_scope() as session:
        made = Account(email="other@example.com")
        session.add(made)
        return made


@pytest.fixture
def who(account: Account) -> Principal:
    return Principal(account.id, None, "owner")
