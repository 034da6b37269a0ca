"""State mixin of what can be undone after something was deleted or revoked."""

from __future__ import annotations

import reflex as rx


class UndoOffer(rx.State, mixin=True):
    """`undo_id` is the id of what was deleted last, "" when nothing can be brought back.

    What brings it back is the state's own `restore`.
    """

    undo_id: str = ""
    undo_text: str = ""

    @rx.event
    def withdraw_undo(self) -> None:
        """It has been read, or its time is over."""
        self.undo_id = self.undo_text = ""
