"""How many examples hypothesis tries: a fixed few in every run, many more with FUZZ=50."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings


def examples(count: int) -> settings:
    """Settings for `count` examples, always the same ones, unless FUZZ multiplies them."""
    factor = int(os.environ.get("FUZZ", "1"))
    return settings(
        max_examples=count * factor,
        deadline=None,
        derandomize=factor == 1,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
