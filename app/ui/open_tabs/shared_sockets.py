"""Tabs of several web processes that share page state: whose socket is where.

Reflex takes a second socket of a tab for a copy of that tab, and gives it a new, empty state. Behind a proxy
the second one is mostly the same tab, whose connection broke: the process that had it is still to hear of
that, or was killed and never will.
"""

from __future__ import annotations

import asyncio
import pickle
import time

import reflex as rx
from redis.exceptions import RedisError
from reflex.utils.token_manager import RedisTokenManager

from app.core.log import logger

GOODBYE_SECONDS = 2.0
"""How long the process of a tab's earlier socket gets to notice its end."""

BEAT_SECONDS = 5.0
_SILENT_BEATS = 3
_LOOK_AGAIN = 0.05


class SharedSockets(RedisTokenManager):
    """Reflex's own, but a tab whose connection broke keeps its state."""

    async def link_token_to_sid(self, token: str, sid: str) -> str | None:
        """Link a tab to its socket; returns another token for what is really a copy of an open tab."""
        try:
            await self._end_of_earlier_socket(token)
        except (RedisError, OSError) as error:
            logger().warning("page_state_away", error=str(error))
        return await super().link_token_to_sid(token, sid)

    async def _end_of_earlier_socket(self, token: str) -> None:
        key, end = self._get_redis_key(token), time.monotonic() + GOODBYE_SECONDS
        while found := await self.redis.get(key):
            if not await self.redis.exists(_life(pickle.loads(found).instance_id)):  # noqa: S301 - Reflex's own
                await self.redis.delete(key)
            elif time.monotonic() > end:
                return
            else:
                await asyncio.sleep(_LOOK_AGAIN)

    async def beat(self) -> None:
        """Tell the other processes for some seconds that this one lives."""
        await self.redis.set(_life(self.instance_id), b"1", px=int(1000 * BEAT_SECONDS * _SILENT_BEATS))


def _life(instance_id: str) -> str:
    return f"cuedeck:page-process:{instance_id}"


def use(app: rx.App) -> None:
    """Have an application whose page state is in Redis find its tabs this way."""
    namespace = app.event_namespace
    if namespace is not None and isinstance(namespace._token_manager, RedisTokenManager):
        namespace._token_manager = SharedSockets(namespace._token_manager.redis)


async def keep_beating(app: rx.App) -> None:
    """Say that this process lives, for as long as it does."""
    namespace = app.event_namespace
    manager = namespace._token_manager if namespace is not None else None
    while isinstance(manager, SharedSockets):
        try:
            await manager.beat()
        except (RedisError, OSError) as error:
            logger().warning("page_state_away", error=str(error))
        await asyncio.sleep(BEAT_SECONDS)
