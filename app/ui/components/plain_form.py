"""A form that the browser posts by itself, for routes that set or clear the session cookie."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML


class PlainForm(BaseHTML):
    """Reflex's own form keeps every submission to itself; this one is only the element."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]


plain_form = PlainForm.create
