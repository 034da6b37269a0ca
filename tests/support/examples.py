"""How many examples hypothesis tries.

A test names the number for `make test`; `make check`, which leaves the slow tests out, tries a fifth of it,
and FUZZ=50 fifty times as many. Without FUZZ above 1 they are the same ones in every run, and no test depends
on how fast the machine is.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

FAST = "0.1"
"""FUZZ of a run without the slow tests, see environment.py."""


def examples(count: int) -> settings:
    """Settings for `count` examples, multiplied by FUZZ."""
    factor = float(os.environ.get("FUZZ", "1"))
    return settings(
        max_examples=max(round(count * factor), 5),
        deadline=None,
        derandomize=factor <= 1,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
