"""The question before something is deleted or revoked: what it is about, and a no."""

from __future__ import annotations

import reflex as rx


class Deleting(rx.State, mixin=True):
    """`doomed` is the id of what the question is about, "" while nothing is asked.

    What a yes does is the state's own.
    """

    doomed: str = ""
    doomed_name: str = ""

    @rx.event
    def ask_to_delete(self, doomed: str, name: str) -> None:
        """Ask before it is gone."""
        self.doomed, self.doomed_name = doomed, name

    @rx.event
    def keep(self) -> None:
        """The answer was no."""
        self.doomed = ""
