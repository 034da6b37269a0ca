"""Gives every test process a data folder and settings of its own, before any test is imported."""

import gc
import os
import tempfile

import pytest
from argon2 import PasswordHasher
from hypothesis import settings

from app.core import security
from tests.support import examples

KEPT = {"CUEDECK_CORPUS", "CUEDECK_DOCUMENTS", "CUEDECK_MODEL_DIR"}
"""What tests are told of this machine."""
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A password costs a tenth of a second otherwise, on purpose; tests/core/test_security.py hashes it so."""


def pytest_configure(config: pytest.Config) -> None:
    for name in [name for name in os.environ if name.startswith("CUEDECK_") and name not in KEPT]:
        del os.environ[name]
    os.environ["CUEDECK_DATA_DIR"] = tempfile.mkdtemp(prefix="cuedeck-tests-")
    security._passwords = QUICK_HASHER
    gc.set_threshold(50_000, 20, 50)  # a tenth of the time of tests that make thousands of documents
    if "not slow" in config.option.markexpr:
        os.environ.setdefault("FUZZ", examples.FAST)
    settings.register_profile("cuedeck", examples.examples(100))
    settings.load_profile("cuedeck")
