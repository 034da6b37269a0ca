"""Progress callbacks and cancellation of long calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core.errors import Canceled

OnProgress = Callable[[float], None]
Cancelled = Callable[[], bool]


def ignore_progress(_fraction: float) -> None:
    """The `on_progress` of a caller that does not listen."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The `on_progress` of one part of longer work; `start` and `share` are fractions of the whole."""

    whole: OnProgress
    start: float
    share: float

    def __call__(self, fraction: float) -> None:
        """Tell the whole how far it is."""
        self.whole(self.start + self.share * fraction)


def never() -> bool:
    """The `cancelled` of a caller that never cancels."""
    return False


def stop_if(cancelled: Cancelled) -> None:
    """Raise `Canceled` when the caller has asked to stop."""
    if cancelled():
        raise Canceled("The job was canceled while an engine was working.")
