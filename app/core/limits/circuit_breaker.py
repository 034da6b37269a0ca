"""Circuit breaker: a service that failed is left alone for some seconds, so that few wait for it in vain."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.core import clock
from app.core.log import logger


class CircuitBreaker:
    """Calls to one service; `away` are the errors that mean that it does not answer."""

    def __init__(self, name: str, *away: type[Exception], seconds: float = 5.0) -> None:
        self._name, self._away, self._seconds = name, away, seconds
        self._lock = threading.Lock()
        self._open_until: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the last call failed and the next would not be made yet."""
        return self._open_until is not None and clock.monotonic() < self._open_until

    def call(self, function: Callable[[], object]) -> bool:
        """Call `function`; False if the service does not answer, or is left alone for now."""
        if not self._may_try():
            return False
        try:
            function()
        except self._away as error:
            self._failed(error)
            return False
        self._open_until = None
        return True

    def _may_try(self) -> bool:
        """While the service is away, one caller every few seconds finds out whether it is back."""
        with self._lock:
            if self.is_open:
                return False
            if self._open_until is not None:
                self._open_until = clock.monotonic() + self._seconds
            return True

    def _failed(self, error: Exception) -> None:
        self._open_until = clock.monotonic() + self._seconds
        logger().warning(f"{self._name}_away", error=str(error) or type(error).__name__)
