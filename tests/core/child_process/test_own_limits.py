"""Limits of work in the command's own process, and that they end with the block."""

import resource

import pytest

from app.core.child_process.own_limits import bounded
from app.core.errors import LimitExceeded

pytestmark = pytest.mark.slow


def test_limits_hold_and_end() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(LimitExceeded) as caught, bounded(1, 1 << 30):
        sum(number for number in iter(int, 1))
    assert caught.value.code == "limit_cpu"
    with pytest.raises(LimitExceeded) as caught, bounded(5, 64 << 20):
        bytearray(1 << 30)
    assert caught.value.code == "limit_memory"
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    with bounded(1, 1 << 30):
        pass
