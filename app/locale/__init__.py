"""Texts that people read in the page, in other languages than English.

A language is a folder with two catalogues of gettext: `page.po` for the page's own texts, `messages.po` for
what the server tells. The English text is the key. What is stored, the API and the command line stay English.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.core import Locale
from babel.messages.pofile import read_po

ENGLISH = "en"
COOKIE = "cuedeck_language"
"""Of a browser, with the language that was chosen."""
LANGUAGES: tuple[str, ...] = (ENGLISH, "de")
"""The languages that the page is offered in, each but the first with a folder here."""


def translate(text: str, language: str) -> str:
    """An exact text in a language; itself where there is no translation, as for English."""
    return catalogue(language).get(text, text)


@cache
def catalogue(language: str) -> dict[str, str]:
    """The translations of a language by their English texts; nothing for English."""
    return page_texts(language) | entries(language, "messages")


@cache
def page_texts(language: str) -> dict[str, str]:
    """What the browser needs: the page's own texts."""
    return entries(language, "page")


def entries(language: str, name: str) -> dict[str, str]:
    """The entries of one catalogue, `page` or `messages`; nothing where there is no such file."""
    path = Path(__file__).parent / language / f"{name}.po"
    if language == ENGLISH or not path.is_file():
        return {}
    with path.open("rb") as file:
        found = read_po(file, locale=language, abort_invalid=True)
    return {str(each.id): str(each.string) for each in found if each.id and each.string}


def language_name(language: str) -> str:
    """What a language calls itself: English, Deutsch."""
    return (Locale.parse(language).get_display_name(language) or language).capitalize()


def chosen(cookie: str, accepted: str) -> str:
    """The language of a cookie, if the page is offered in it; otherwise what the browser prefers."""
    return cookie if cookie in LANGUAGES else preferred(accepted)


def preferred(accepted: str) -> str:
    """The first language of an Accept-Language header that the page is offered in; English otherwise."""
    weighted = []
    for part in accepted.split(","):
        tag, _, weight = part.partition(";")
        weighted.append((_weight(weight), tag.strip().lower().partition("-")[0]))
    ordered = [tag for weight, tag in sorted(weighted, key=lambda each: -each[0]) if weight > 0]
    return next((tag for tag in ordered if tag in LANGUAGES), ENGLISH)


def _weight(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q=")) if text.strip() else 1.0
    except ValueError:
        return 0.0
