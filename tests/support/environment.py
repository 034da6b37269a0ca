"""Gives every test process a data folder, a database and settings of its own, before any test is imported.

With TEST_DATABASE=postgresql that is one of a PostgreSQL server that runs as long as the process: what
`make test-postgres` does.
"""

import gc
import os
import tempfile
from contextlib import ExitStack
from functools import cache

import pytest
import typer.testing
from argon2 import PasswordHasher
from hypothesis import settings

from app.core import security
from tests.support import examples
from tests.support.servers.postgres import running_postgres

KEPT = {"CUEDECK_CORPUS", "CUEDECK_DOCUMENTS", "CUEDECK_MODEL_DIR"}
"""What tests are told of this machine."""
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A password costs a tenth of a second otherwise, on purpose; tests/core/test_security.py hashes it so."""


_until_the_end = ExitStack()
gc.disable()  # until all tests are collected, which took a third longer: hardly any of it is garbage
gc.set_threshold(50_000, 20, 50)  # a tenth of the time of tests that make thousands of documents


def pytest_configure(config: pytest.Config) -> None:
    for name in [name for name in os.environ if name.startswith("CUEDECK_") and name not in KEPT]:
        del os.environ[name]
    os.environ["CUEDECK_DATA_DIR"] = tempfile.mkdtemp(prefix="cuedeck-tests-")
    if os.environ.get("TEST_DATABASE") == "postgresql":
        os.environ["CUEDECK_DATABASE_URL"] = _until_the_end.enter_context(running_postgres())
    security._passwords = QUICK_HASHER
    typer.testing._get_command = cache(typer.testing._get_command)  # the same each time
    _try_for_no_redis()
    if "not slow" in config.option.markexpr:
        os.environ.setdefault("FUZZ", examples.FAST)
    settings.register_profile("cuedeck", examples.examples(100))
    settings.load_profile("cuedeck")


def pytest_collection_finish() -> None:
    """Look for garbage only among what tests make, not among the tests, of which there are thousands."""
    gc.freeze()
    gc.enable()


def _try_for_no_redis() -> None:
    """No test has a Redis: threads that try for one would write warnings into what a later test reads."""
    from app.core import events
    from app.services.accounts import request_log

    for owner, name in ((events._lost, "note"), (request_log, "_thread")):
        setattr(owner, name, lambda: None)


def pytest_unconfigure() -> None:
    _until_the_end.close()
