"""One process of an instance: what to run, how to tell that it is ready, how long it may take to stop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Service:
    """A process that is kept running, or (`once`) has to end well before anything else starts.

    `ready` is asked until it says yes; without it, a service is ready as soon as it runs. `grace` is the time
    in seconds between the request to stop and the kill. `nice` is how far the process yields the processor to
    the others, from 0 (not) to 19. `pass_fds` are file descriptors handed down.
    """

    name: str
    command: tuple[str, ...]
    ready: Callable[[], Awaitable[bool]] | None = None
    once: bool = False
    grace: float = 10.0
    nice: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)
    pass_fds: tuple[int, ...] = ()
    hint: str = ""
    """What a person can do when it will not start."""
    alive: Callable[[], Awaitable[bool]] | None = None
    """Asked every second or two: whether there was a sign of life. Once there has been one, `frozen_after`
    seconds without another end the process, and it is started again."""
    frozen_after: float = 60.0
    shares: tuple[str, ...] = ()
    """Modules that it imports, as others do: a service whose command is `python -m MODULE …` names them, and
    is forked at its first start from a process that has imported them."""
    repair: Callable[[], str] | None = None
    """Called when it ended by itself: what was done about it, in words, or "" for nothing."""
