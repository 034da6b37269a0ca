"""Error handling of page events: an exception becomes a visible message."""

from __future__ import annotations

from reflex.event import EventSpec

from app.core.log import logger
from app.ui.pages.home.actions.state import ActionState
from app.ui.session import SignedOut


def answer(exception: Exception) -> EventSpec:
    """Reflex's `backend_exception_handler`: to the sign-in page, or a notice; the traceback is in the log.

    Reflex's own answer is a script that the page's Content-Security-Policy does not let run.
    """
    if isinstance(exception, SignedOut):
        return exception.answer
    logger().error("page_event_failed", exc_info=exception)
    return ActionState.show_fault()  # type: ignore[operator,no-any-return]
