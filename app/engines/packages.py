"""Which Python packages are installed, without importing them."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable


def installed(packages: Iterable[str]) -> bool:
    """Whether all of these can be imported."""
    return all(importlib.util.find_spec(package) is not None for package in packages)
