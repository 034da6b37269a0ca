"""State mixins of what is deleted or revoked: the confirmation before, and the undo after."""

from __future__ import annotations

import reflex as rx


class DeleteConfirmation(rx.State, mixin=True):
    """`delete_id` is the id of what the question is about, "" while nothing is asked.

    What a yes does is the state's own.
    """

    delete_id: str = ""
    delete_name: str = ""

    @rx.event
    def ask_to_delete(self, delete_id: str, name: str) -> None:
        """Ask before it is gone."""
        self.delete_id, self.delete_name = delete_id, name

    @rx.event
    def cancel_delete(self) -> None:
        """The answer was no."""
        self.delete_id = ""


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
