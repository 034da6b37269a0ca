"""Native forms and links, which the browser handles without the page's script.

Reflex keeps the submission of its forms to itself and follows its links inside the page. Signing in and out
and downloading are the server's business.
"""

from __future__ import annotations

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

_LIBRARY = "$/public/native-elements.jsx"
"""Puts the base path in front of addresses."""


class NativeForm(BaseHTML):
    """A form that is posted."""

    library = _LIBRARY
    tag = "NativeForm"

    action: rx.Var[str]
    method: rx.Var[str]


class NativeLink(BaseHTML):
    """A link that is loaded."""

    library = _LIBRARY
    tag = "NativeLink"

    href: rx.Var[str]


native_form = NativeForm.create
native_link = NativeLink.create
