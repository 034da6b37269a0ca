"""Lists as Redis keeps them, in memory: what the request log asks of it."""

from __future__ import annotations

import json
from typing import Any, Self

from redis.exceptions import ConnectionError as RedisConnectionError


class ListsInRedis:
    """Answers as a client and as its pipeline; `away` is a server that does not answer."""

    def __init__(self) -> None:
        self.lists: dict[str, list[bytes]] = {}
        self.expiries: dict[str, int] = {}
        self.away = False

    def pipeline(self, *, transaction: bool) -> Self:
        assert not transaction
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def lpush(self, key: str, *texts: bytes) -> None:
        self.lists[key] = [*reversed(texts), *self.lists.get(key, [])]

    def ltrim(self, key: str, first: int, last: int) -> None:
        self.lists[key] = self.lists[key][first : last + 1]

    def expire(self, key: str, seconds: int) -> None:
        self.expiries[key] = seconds

    def execute(self) -> None:
        self._answer()

    def lrange(self, key: str, first: int, last: int) -> list[bytes]:
        self._answer()
        return self.lists.get(key, [])[first : last + 1]

    def _answer(self) -> None:
        if self.away:
            self.lists.clear()
            raise RedisConnectionError("nobody there")

    @staticmethod
    def decoded(texts: list[bytes]) -> list[Any]:
        return [json.loads(text) for text in texts]
