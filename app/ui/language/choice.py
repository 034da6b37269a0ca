"""The select that changes the language of the page (`assets/language-choice.jsx`)."""

from __future__ import annotations

import reflex as rx

from app import locale


class LanguageChoice(rx.Component):
    """Loads the page again in the language that is chosen."""

    library = "$/public/language-choice.jsx"
    tag = "LanguageChoice"

    languages: rx.Var[list[dict[str, str]]]


def language_choice() -> rx.Component:
    """The languages there are, each by its own name."""
    options = [{"value": each, "label": locale.language_name(each)} for each in locale.LANGUAGES]
    return LanguageChoice.create(
        languages=rx.Var.create(options), class_name="field", custom_attrs={"data-testid": "language"}
    )
