"""The select that changes the language of the page (`assets/language-choice.jsx`)."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.event import passthrough_event_spec

from app import locale


class LanguageChoice(rx.Component):
    """Loads the page again once the language that is chosen is kept."""

    library = "$/public/language-choice.jsx"
    tag = "LanguageChoice"

    languages: rx.Var[list[dict[str, str]]]

    kept: rx.Var[str]
    """The one that was chosen, once it is kept; "" before."""

    on_choose: rx.EventHandler[passthrough_event_spec(str)]


def language_choice(*, kept: rx.Var[str], on_choose: Any) -> rx.Component:
    """The languages there are, each by its own name."""
    options = [{"value": each, "label": locale.language_name(each)} for each in locale.LANGUAGES]
    return LanguageChoice.create(
        languages=rx.Var.create(options),
        kept=kept,
        on_choose=on_choose,
        class_name="field",
        custom_attrs={"data-testid": "language"},
    )
