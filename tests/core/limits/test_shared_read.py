"""One read for all who ask the same at the same time, and another for who asks later."""

import asyncio
from collections.abc import Iterator

import pytest

from app.core.limits import shared_read
from app.core.limits.shared_read import shared


@pytest.fixture(autouse=True)
def nothing_left_under_way() -> Iterator[None]:
    yield
    assert shared_read._under_way == {}


def test_who_asks_at_once_shares_and_who_asks_later_reads_anew() -> None:
    reads: list[int] = []

    async def read() -> int:
        reads.append(len(reads))
        await asyncio.sleep(0)
        return reads[-1]

    async def ask() -> list[list[int]]:
        return [await asyncio.gather(*(shared("job", read) for _ in range(200))) for _ in range(2)]

    assert asyncio.run(ask()) == [[0] * 200, [1] * 200]


def test_all_get_the_error_and_none_takes_the_result_with_it() -> None:
    async def read() -> int:
        await asyncio.sleep(0)
        raise LookupError

    async def ask() -> None:
        both = [asyncio.ensure_future(shared("job", read)) for _ in range(3)]
        await asyncio.sleep(0)
        both[0].cancel()
        answers = await asyncio.gather(*both, return_exceptions=True)
        assert [type(answer) for answer in answers] == [asyncio.CancelledError, LookupError, LookupError]

    asyncio.run(ask())
