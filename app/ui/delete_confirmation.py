"""State mixin of the confirmation before something is deleted or revoked."""

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
