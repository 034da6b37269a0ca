from collections.abc import Iterator

import pytest

from app.core import events as live_events
from app.core import queue
from app.core.http_fetch import address_rules
from app.core.limits import rate_limiter
from app.core.limits.rate_limiter import Window
from app.core.settings import get_settings
from app.services.engines import capabilities
from tests.support.api.access_world import World
from tests.support.services.database import empty_database


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


async def _never_too_often(*_: object) -> Window:
    return Window(10**9, 0, 0)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch, empty_database():
        patch.setattr(queue, "send_task", lambda *_: None)
        patch.setattr(live_events, "publish", lambda _: None)
        patch.setattr(address_rules, "lookup", lambda *_: ["93.184.215.14"])
        patch.setattr(capabilities, "missing", lambda _: None)
        patch.setattr(get_settings().limits, "requests_per_minute", 10**9)
        patch.setattr(rate_limiter, "hit", _never_too_often)
        yield World()
